import type { StaffSession } from '@mleg/contract/session';
import { lazyPage } from '@mleg/ui/lazy-page.tsx';
import { DemoBar, Loading, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go, type Place, usePlace } from '@mleg/ui/router';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { readConfig } from './api.ts';
import { LinkPage, LoginPage } from './login-page.tsx';
import { NoPage } from './no-page.tsx';
import { PupilsPage } from './pupils/pupils-page.tsx';
import { QueuePage } from './queue/queue-page.tsx';
import { mayDecide, mayKeepAccounts, mayRead, mayReadLog, RoleOfSession, startOf } from './roles.ts';
import { Shell } from './shell.tsx';
import { useSession } from './use-session.ts';

const ImportPage = lazyPage(async () => (await import('./import-page.tsx')).ImportPage);
const MailboxPage = lazyPage(async () => (await import('./mailbox/mailbox-page.tsx')).MailboxPage);
const StaffPage = lazyPage(async () => (await import('./staff-page.tsx')).StaffPage);
const LogPage = lazyPage(async () => (await import('./log-page.tsx')).LogPage);
const AddPupilPage = lazyPage(async () => (await import('./pupils/add-pupil-page.tsx')).AddPupilPage);
const PupilPage = lazyPage(async () => (await import('./pupils/pupil-page.tsx')).PupilPage);

/** The whole panel. @param props `loginToken` of a log-in link that was just opened */
export function App({ loginToken }: { readonly loginToken: string | undefined }): VNode {
  const [, redraw] = useState(0);
  const place = usePlace();
  const config = useAnswer('config', readConfig);
  const { access, reload, leave } = useSession(loginToken);
  const isDemo = config.answer?.demo === true;
  const onLanguage = (): void => redraw((count) => count + 1);
  if ('session' in access) {
    const { session } = access;
    const isLocked = access.kind === 'locked';
    return (
      <>
        {isLocked && isDemo ? <DemoHeader /> : null}
        {isLocked ? <LoginPage why="kept" isDemo={isDemo} onLanguage={onLanguage} onBack={reload} /> : null}
        {/* Kept as it is behind the log-in page, but only for the person who typed. */}
        <div hidden={isLocked} key={session.account.id}>
          <Shell
            place={place}
            session={session}
            onLanguage={onLanguage}
            onSession={() => void reload()}
            onLeave={leave}
          >
            <RoleOfSession.Provider value={session.role}>
              <Page place={place} session={session} />
            </RoleOfSession.Provider>
          </Shell>
        </div>
      </>
    );
  }
  return (
    <>
      {isDemo ? <DemoHeader /> : null}
      {access.kind === 'out' ? <LoginPage why={access.why} isDemo={isDemo} onLanguage={onLanguage} /> : null}
      {access.kind === 'link' ? <LinkPage onOpen={access.open} onLanguage={onLanguage} /> : null}
      {access.kind === 'asking' ? (
        <main class="lone">
          <Loading />
        </main>
      ) : null}
      {access.kind === 'failed' ? (
        <main class="lone">
          <ProblemNotice error={access.error} onRetry={() => void reload()} />
        </main>
      ) : null}
    </>
  );
}

function DemoHeader(): VNode {
  return (
    <header>
      <DemoBar />
    </header>
  );
}

function Page({ place, session }: { readonly place: Place; readonly session: StaffSession }): VNode {
  const [, area = '', id = ''] = place.path.split('/');
  const start = startOf(session.role);
  const isStart = area === '' || area === 'login';
  useEffect(() => {
    if (isStart) go(start, { replace: true });
  }, [isStart, start]);
  if (isStart) return <Loading />;
  return pageOf(area, id, place, session) ?? <NoPage />;
}

type Shown = (id: string, place: Place, session: StaffSession) => VNode | undefined;

/** Pages of the office alone. */
const OFFICE: Readonly<Record<string, Shown>> = {
  orders: (id, place) => <QueuePage place={place} caseId={id} />,
  mailbox: (id, place) => <MailboxPage place={place} letterId={id} />,
  pupils: (id) => (id === 'new' ? <AddPupilPage /> : <PupilPage key={id} id={id} />),
  import: (id) => (id === '' ? <ImportPage /> : undefined),
};
/** Pages without more behind their address, each for the roles that may see it. */
const LISTS: Readonly<Record<string, Shown>> = {
  pupils: (_id, place, session) =>
    mayRead(session.role) ? <PupilsPage place={place} session={session} /> : undefined,
  staff: (_id, _place, { role, account }) =>
    mayKeepAccounts(role) ? <StaffPage ownId={account.id} /> : undefined,
  log: (_id, _place, { role }) => (mayReadLog(role) ? <LogPage hasPages={mayDecide(role)} /> : undefined),
};

function pageOf(area: string, id: string, place: Place, session: StaffSession): VNode | undefined {
  if (id === '' && Object.hasOwn(LISTS, area)) return LISTS[area]?.(id, place, session);
  if (!mayDecide(session.role) || !Object.hasOwn(OFFICE, area)) return undefined;
  return OFFICE[area]?.(id, place, session);
}
