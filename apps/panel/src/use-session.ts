import type { StaffSession } from '@mleg/contract/session';
import { ApiError } from '@mleg/ui/call-api';
import { useAgain } from '@mleg/ui/use-answer';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { openSession, readSession, SESSION_ENDED, SESSION_USED } from './api.ts';

/** Why the log-in page is shown: nobody is logged in, the session ended, the link is no good, one logged out. */
export type OutReason = 'nobody' | 'ended' | 'link' | 'logged_out';
export type Access =
  | { readonly kind: 'asking' }
  /** A log-in link was opened: nothing is done with it before the person says so. */
  | { readonly kind: 'link'; readonly open: () => void }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'out'; readonly why: OutReason }
  | { readonly kind: 'in'; readonly session: StaffSession }
  /** The session ended in mid-work: the page is covered, and waits for the same person with what was typed. */
  | { readonly kind: 'locked'; readonly session: StaffSession };

export type SessionAccess = {
  readonly access: Access;
  /** Asks the server again who is logged in. */
  readonly reload: () => Promise<void>;
  readonly leave: () => void;
};

async function enter(loginToken: string | undefined): Promise<Access> {
  try {
    if (loginToken !== undefined) await openSession(loginToken);
    return { kind: 'in', session: await readSession() };
  } catch (cause) {
    const error = cause instanceof ApiError ? cause : new ApiError('fault');
    const isBadToken = loginToken !== undefined && ['invalid_input', 'malformed'].includes(error.type);
    if (error.type !== 'unauthenticated' && !isBadToken) return { kind: 'failed', error };
    return { kind: 'out', why: loginToken === undefined ? 'nobody' : 'link' };
  }
}

/** Who is logged in. @param loginToken the token of a log-in link that was just opened */
export function useSession(loginToken: string | undefined): SessionAccess {
  const [access, setAccess] = useState<Access>({ kind: 'asking' });
  const covered = useRef('');
  useEffect(() => {
    // Programs that check mail open links, some with a browser: they press no button, and use up no link.
    const open = (): void => {
      setAccess({ kind: 'asking' });
      void enter(loginToken).then(setAccess);
    };
    if (loginToken === undefined) open();
    else setAccess({ kind: 'link', open });
  }, [loginToken]);
  const isAway = access.kind === 'failed' && access.error.type === 'unavailable';
  useAgain(isAway && loginToken === undefined, () => {
    void enter(undefined).then((next) => {
      if (next.kind !== 'failed') setAccess((now) => (now.kind === 'failed' ? next : now));
    });
  });
  useEffect(() => {
    const end = (): void => {
      const { title } = document;
      setAccess((before) => {
        if (before.kind === 'locked') return before;
        covered.current = title;
        return before.kind === 'in'
          ? { kind: 'locked', session: before.session }
          : { kind: 'out', why: 'ended' };
      });
    };
    window.addEventListener(SESSION_ENDED, end);
    return () => window.removeEventListener(SESSION_ENDED, end);
  }, []);
  const reload = useCallback(
    () =>
      enter(undefined).then((now) =>
        // A page that waits is not thrown away because nobody has logged in yet or the network is gone.
        setAccess((before) => (before.kind === 'locked' && now.kind !== 'in' ? before : now)),
      ),
    [],
  );
  useReturn(access.kind === 'locked', covered, reload);
  useIdleEnd(access.kind === 'in' ? access.session.idleSeconds : undefined);
  const leave = useCallback(() => setAccess({ kind: 'out', why: 'logged_out' }), []);
  return { access, reload, leave };
}

/** A log-in link opens in a tab of its own: asks again when the person comes back to this one. */
function useReturn(isLocked: boolean, covered: { current: string }, reload: () => Promise<void>): void {
  useEffect(() => {
    if (!isLocked) return undefined;
    const title = covered.current;
    const look = (): void => {
      if (document.visibilityState === 'visible') void reload();
    };
    document.addEventListener('visibilitychange', look);
    window.addEventListener('focus', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('focus', look);
      // The log-in page named the tab after itself.
      document.title = title;
    };
  }, [isLocked, covered, reload]);
}

/**
 * The server forgets a session that nobody uses; a screen in a room with other people must not go on showing what it
 * held. @param seconds undefined while nobody is logged in
 */
function useIdleEnd(seconds: number | undefined): void {
  useEffect(() => {
    if (seconds === undefined) return undefined;
    let timer = 0;
    const begin = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => window.dispatchEvent(new Event(SESSION_ENDED)), seconds * 1000);
    };
    begin();
    window.addEventListener(SESSION_USED, begin);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener(SESSION_USED, begin);
    };
  }, [seconds]);
}
