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

/** Logs in by the token of a link, once the person presses the button; without one, the form that asks for a link. */
export function LoginPage({ onLogin, why }: LoginProps): VNode {
  const { state, error, open } = useLink(onLogin);
  // A link that a mail program cut in two is no more use than an old one.
  const isDead = ['unauthenticated', 'invalid_input', 'malformed'].includes(error?.type ?? '');
  return (
    <div class="narrow">
      <PageTitle title={tabTitle(m.portal_login_heading())}>{m.portal_login_heading()}</PageTitle>
      {state === 'opening' ? <p role="status">{m.portal_login_opening()}</p> : null}
      {state === 'ready' ? <Confirm onConfirm={open} /> : null}
      {error === undefined ? null : (
        <ProblemNotice
          error={error}
          {...(isDead ? { text: m.portal_login_link_dead() } : { onRetry: open })}
        />
      )}
      {why === undefined || state !== 'none' ? null : (
        <p class="notice" role="status">
          {why === 'ended' ? m.portal_login_ended() : m.portal_login_needed()}
        </p>
      )}
      {state === 'none' || state === 'failed' ? <LinkForm /> : null}
    </div>
  );
}

/** Programs that check mail open links, some with a browser: they press no button, and use up no link. */
function Confirm({ onConfirm }: { readonly onConfirm: () => void }): VNode {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <p>{m.portal_login_confirm_text()}</p>
      <button type="submit" class="primary wide">
        {m.portal_login_confirm()}
      </button>
    </form>
  );
}

type Link = {
  readonly state: 'none' | 'ready' | 'opening' | 'failed';
  readonly error: ApiError | undefined;
  readonly open: () => void;
};

/** The token behind `#`, taken once, also when another link is opened in this very tab. */
function useLink(onLogin: () => Promise<void>): Link {
  const [token, setToken] = useState(() => takeFragment().get('token'));
  const [isOpening, setOpening] = useState(false);
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    const take = (): void => {
      const other = takeFragment().get('token');
      if (other === null) return;
      setToken(other);
      setError(undefined);
    };
    window.addEventListener('hashchange', take);
    // One that came between the first draw and now.
    take();
    return () => window.removeEventListener('hashchange', take);
  }, []);
  const open = (): void => {
    if (token === null || isOpening) return;
    setError(undefined);
    setOpening(true);
    openSession(token)
      .then(onLogin)
      .then(
        () => go('/dzieci', { replace: true }),
        (cause: unknown) => {
          setOpening(false);
          setError(cause instanceof ApiError ? cause : new ApiError('fault'));
        },
      );
  };
  if (token === null) return { state: 'none', error, open };
  return { state: isOpening ? 'opening' : error === undefined ? 'ready' : 'failed', error, open };
}
