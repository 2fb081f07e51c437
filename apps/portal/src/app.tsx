import type { GuardianSession } from '@mleg/contract/session';
import { currentLocale, startLocale } from '@mleg/i18n/locale';
import { lazyPage } from '@mleg/ui/lazy-page.tsx';
import { Loading, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go, usePlace } from '@mleg/ui/router';
import { type Answered, useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Page, pageOf } from './addresses.ts';
import { Frame } from './frame.tsx';
import { ChildPage } from './pages/child-page.tsx';
import { ChildrenPage } from './pages/children-page.tsx';
import { CodePage } from './pages/code-page.tsx';
import { LockPage } from './pages/lock-page.tsx';
import { LoginPage } from './pages/login-page.tsx';
import { MessagesPage } from './pages/messages-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PhonesPage } from './pages/phones-page.tsx';
import { SentPage } from './pages/sent-page.tsx';
import { WelcomePage } from './pages/welcome-page.tsx';
import { closeSession, readIsDemo, readSession, SESSION_ENDED } from './portal-api.ts';

// What most visits do not open: the order with its photo, and the pages with much to read.
const OrderPage = lazyPage(async () => (await import('./pages/order-page.tsx')).OrderPage);
const PhotoPage = lazyPage(async () => (await import('./pages/photo-page.tsx')).PhotoPage);
const ObjectionPage = lazyPage(async () => (await import('./pages/objection-page.tsx')).ObjectionPage);
const AccessibilityPage = lazyPage(
  async () => (await import('./pages/accessibility-page.tsx')).AccessibilityPage,
);
const HelpPage = lazyPage(async () => (await import('./pages/help-page.tsx')).HelpPage);

type Session = Answered<GuardianSession | null>;

/** The portal: who is logged in, the frame of every page, and the page of the address. */
export function App(): VNode {
  const { path } = usePlace();
  const session = useAnswer('session', readSession);
  const config = useAnswer('config', readIsDemo);
  const [, redraw] = useState(0);
  const hasEnded = useEndedSession(session);
  useOwnLanguage(session.answer ?? null, () => redraw((count) => count + 1));
  const page = pageOf(path);
  const logIn = async (): Promise<void> => session.put(await readSession());
  const logOut = (): void => {
    // Whatever the server answers, this browser forgets who it was.
    const leave = (): void => {
      session.put(null);
      go('/');
    };
    closeSession().then(leave, leave);
  };
  return (
    <Frame
      isDemo={config.answer === true}
      session={session.answer ?? null}
      path={path}
      onLanguage={() => redraw((count) => count + 1)}
      onLogOut={logOut}
    >
      <Shown page={page} session={session} hasEnded={hasEnded} onLogin={logIn} />
    </Frame>
  );
}

/** True once the server has said that the session is over, until the next log-in. */
function useEndedSession(session: Session): boolean {
  const [hasEnded, setEnded] = useState(false);
  const { put, answer } = session;
  useEffect(() => {
    const end = (): void => {
      setEnded(true);
      put(null);
    };
    window.addEventListener(SESSION_ENDED, end);
    return () => window.removeEventListener(SESSION_ENDED, end);
  }, [put]);
  useEffect(() => {
    if (answer) setEnded(false);
  }, [answer]);
  return hasEnded;
}

/** The account's language, where this person has not chosen another one here. */
function useOwnLanguage(session: GuardianSession | null, onChange: () => void): void {
  const language = session?.language;
  useEffect(() => {
    if (language === undefined) return;
    const before = currentLocale();
    startLocale(language);
    if (currentLocale() !== before) onChange();
  }, [language]);
}

type ShownProps = {
  readonly page: Page;
  readonly session: Session;
  readonly hasEnded: boolean;
  readonly onLogin: () => Promise<void>;
};

function Shown({ page, session, hasEnded, onLogin }: ShownProps): VNode {
  const open = publicPage(page, session, onLogin);
  if (open !== undefined) return open;
  if (session.error !== undefined && !session.answer) {
    return <ProblemNotice error={session.error} onRetry={session.reload} />;
  }
  if (session.answer === undefined) return <Loading />;
  if (session.answer === null) return <LoginPage onLogin={onLogin} why={hasEnded ? 'ended' : 'needed'} />;
  return ownPage(page, session.answer);
}

/** What anybody may see. */
function publicPage(page: Page, session: Session, onLogin: () => Promise<void>): VNode | undefined {
  const isOwn = session.answer !== undefined && session.answer !== null;
  const isAway = session.error?.type === 'unavailable';
  if ('pupilId' in page) return undefined;
  switch (page.kind) {
    case 'start':
      // While the server is away nobody knows who is logged in: a welcome would look like a log-out.
      return isOwn || session.isLoading || isAway ? undefined : <WelcomePage />;
    case 'login':
      return <LoginPage onLogin={onLogin} />;
    case 'lock':
      return <LockPage />;
    case 'help':
      return <HelpPage isLoggedIn={isOwn} />;
    case 'accessibility':
      return <AccessibilityPage isLoggedIn={isOwn} />;
    case 'unknown':
      return <NotFoundPage />;
    case 'children':
    case 'messages':
      return undefined;
  }
}

const CHILD_PAGES = {
  child: ChildPage,
  order: OrderPage,
  sent: SentPage,
  photo: PhotoPage,
  code: CodePage,
  phones: PhonesPage,
  objection: ObjectionPage,
} as const;

/** What a logged-in guardian sees. Each child has pages of its own: a change of child draws them anew. */
function ownPage(page: Page, { account }: GuardianSession): VNode {
  if (!('pupilId' in page))
    return page.kind === 'messages' ? <MessagesPage /> : <ChildrenPage name={account.name} />;
  const OfChild = CHILD_PAGES[page.kind];
  return <OfChild key={page.pupilId} pupilId={page.pupilId} />;
}
