import type { StaffSession } from '@mleg/contract/session';
import { m } from '@mleg/i18n/messages';
import { DemoBar, LanguageSwitch, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go, type Place } from '@mleg/ui/router';
import { useOnline } from '@mleg/ui/use-online';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { closeSession, switchSchool } from './api.ts';
import { mayDecide, mayKeepAccounts, mayRead, mayReadLog } from './roles.ts';
import { useAction } from './use-action.ts';
import { roleWords } from './words.ts';

type ShellProps = {
  readonly place: Place;
  readonly session: StaffSession;
  readonly children: ComponentChildren;
  readonly onLanguage: () => void;
  /** The school was switched: the session must be read again. */
  readonly onSession: () => void;
  readonly onLeave: () => void;
};

/** Everything around a page: rail, school, person, language, the bands of demo and of a lost connection. */
export function Shell(props: ShellProps): VNode {
  const { place, session, children, onLanguage, onSession, onLeave } = props;
  const isOnline = useOnline();
  const { run, error } = useAction();
  useScrollToTop(place.path);
  const logOut = async (): Promise<void> => {
    if (await run(closeSession)) onLeave();
  };
  return (
    <div class="shell">
      <a class="skip-link" href="#content">
        {m.common_skip_to_content()}
      </a>
      <Rail place={place} session={session} />
      <div class="shell-body">
        <header class="top">
          {session.demo ? <DemoBar /> : null}
          <School session={session} onSession={onSession} />
          <p class="who">
            {session.account.name} <span class="quiet">{roleWords[session.role]()}</span>
          </p>
          <LanguageSwitch onChange={onLanguage} />
          <button type="button" class="plain" onClick={() => void logOut()}>
            {m.common_log_out()}
          </button>
        </header>
        {isOnline ? null : (
          <p class="offline-band" role="status">
            {m.panel_offline()}
          </p>
        )}
        {error === undefined ? null : <ProblemNotice error={error} />}
        <main id="content" key={session.school.rspo}>
          {children}
        </main>
      </div>
    </div>
  );
}

/** A page of another area begins at its top; a case beside the queue leaves the queue where it is. */
function useScrollToTop(path: string): void {
  const area = path.startsWith('/orders') ? '/orders' : path;
  useEffect(() => {
    document.getElementById('content')?.scrollTo(0, 0);
  }, [area]);
}

function Rail({ place, session }: { readonly place: Place; readonly session: StaffSession }): VNode {
  const links = [
    { href: '/orders', text: m.panel_nav_orders(), isShown: mayDecide(session.role) },
    { href: '/mailbox', text: m.panel_nav_mailbox(), isShown: mayDecide(session.role) },
    { href: '/pupils', text: m.panel_nav_pupils(), isShown: mayRead(session.role) },
    { href: '/import', text: m.panel_nav_import(), isShown: mayDecide(session.role) },
    { href: '/staff', text: m.panel_nav_staff(), isShown: mayKeepAccounts(session.role) },
    { href: '/log', text: m.panel_nav_log(), isShown: mayReadLog(session.role) },
  ].filter(({ isShown }) => isShown);
  return (
    <nav class="rail" aria-label={m.panel_nav_label()}>
      <p class="brand">
        {m.common_app_school()} <span>{m.panel_brand()}</span>
      </p>
      <ul>
        {links.map(({ href, text }) => (
          <li key={href}>
            <a href={href} {...(place.path.startsWith(href) ? { 'aria-current': 'page' as const } : {})}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function School(props: { readonly session: StaffSession; readonly onSession: () => void }): VNode {
  const { session, onSession } = props;
  const { run, error } = useAction();
  if (session.memberships.length < 2) return <p class="school-name">{session.school.shortName}</p>;
  const change = async (event: { currentTarget: HTMLSelectElement }): Promise<void> => {
    const { value } = event.currentTarget;
    if (!(await run(() => switchSchool(value)))) return;
    go('/', { replace: true });
    onSession();
  };
  return (
    <label class="school-name">
      <span class="visually-hidden">{m.panel_school()}</span>
      <select value={session.school.rspo} onChange={(event) => void change(event)}>
        {session.memberships.map(({ rspo, shortName }) => (
          <option key={rspo} value={rspo}>
            {shortName}
          </option>
        ))}
      </select>
      {error === undefined ? null : <ProblemNotice error={error} />}
    </label>
  );
}
