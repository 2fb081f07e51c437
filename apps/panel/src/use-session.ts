import type { StaffSession } from '@mleg/contract/session';
import { ApiError } from '@mleg/ui/call-api';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { openSession, readSession, SESSION_ENDED } from './api.ts';

/** Why the log-in page is shown: nobody is logged in, the session ended, the link is no good, one logged out. */
export type OutReason = 'nobody' | 'ended' | 'link' | 'logged_out';
export type Access =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'out'; readonly why: OutReason }
  | { readonly kind: 'in'; readonly session: StaffSession };

export type SessionAccess = {
  readonly access: Access;
  /** Asks the server again who is logged in. */
  readonly reload: () => void;
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
  useEffect(() => {
    void enter(loginToken).then(setAccess);
  }, [loginToken]);
  useEffect(() => {
    const end = (): void => setAccess({ kind: 'out', why: 'ended' });
    window.addEventListener(SESSION_ENDED, end);
    return () => window.removeEventListener(SESSION_ENDED, end);
  }, []);
  const reload = useCallback(() => {
    void enter(undefined).then(setAccess);
  }, []);
  const leave = useCallback(() => setAccess({ kind: 'out', why: 'logged_out' }), []);
  return { access, reload, leave };
}
