import { m } from '@mleg/i18n/messages';
import { ApiError } from '@mleg/ui/call-api';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go, takeFragment } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LinkForm } from '../link-form.tsx';
import { openSession } from '../portal-api.ts';
import { tabTitle } from '../with-child.tsx';

type LoginProps = {
  /** Reads who is logged in now. */
  readonly onLogin: () => Promise<void>;
  /** Why the person is asked to log in on another page. */
  readonly why?: 'ended' | 'needed';
};

/** Takes the token of a link and logs in; without one, the form that asks for a link. */
export function LoginPage({ onLogin, why }: LoginProps): VNode {
  const { isOpening, error, retry } = useLink(onLogin);
  // A link that a mail program cut in two is no more use than an old one.
  const isDead = ['unauthenticated', 'invalid_input', 'malformed'].includes(error?.type ?? '');
  return (
    <div class="narrow">
      <PageTitle title={tabTitle(m.portal_login_heading())}>{m.portal_login_heading()}</PageTitle>
      {isOpening ? <p role="status">{m.portal_login_opening()}</p> : null}
      {error === undefined ? null : (
        <ProblemNotice
          error={error}
          {...(isDead ? { text: m.portal_login_link_dead() } : { onRetry: retry })}
        />
      )}
      {why === undefined || error !== undefined ? null : (
        <p class="notice" role="status">
          {why === 'ended' ? m.portal_login_ended() : m.portal_login_needed()}
        </p>
      )}
      {isOpening ? null : <LinkForm />}
    </div>
  );
}

type Link = { readonly isOpening: boolean; readonly error: ApiError | undefined; readonly retry: () => void };

/** The token behind `#`, taken once, also when another link is opened in this very tab. */
function useLink(onLogin: () => Promise<void>): Link {
  const [token, setToken] = useState(() => takeFragment().get('token'));
  const [tries, setTries] = useState(0);
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const take = (): void => {
      const other = takeFragment().get('token');
      if (other !== null) setToken(other);
    };
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  useEffect(() => {
    if (token === null) return;
    setError(undefined);
    openSession(token)
      .then(onLogin)
      .then(
        () => go('/dzieci', { replace: true }),
        (cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError('fault')),
      );
  }, [token, tries]);
  return { isOpening: token !== null && error === undefined, error, retry: () => setTries(tries + 1) };
}
