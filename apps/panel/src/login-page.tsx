import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { Field, LanguageSwitch, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { ComponentChildren, TargetedSubmitEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { requestLink } from './api.ts';
import { useAction } from './use-action.ts';
import type { OutReason } from './use-session.ts';

const WHY: Readonly<Record<OutReason | 'kept', (() => string) | undefined>> = {
  nobody: undefined,
  ended: m.panel_login_ended,
  kept: m.panel_login_ended,
  link: m.panel_login_bad_link,
  logged_out: m.panel_login_logged_out,
};

/** Asks for a log-in link by e-mail; says why one is here when a session or a link ended. */
export function LoginPage(props: {
  /** `kept`: the session ended in mid-work, and the page waits behind this one. */
  readonly why: OutReason | 'kept';
  readonly isDemo: boolean;
  readonly onLanguage: () => void;
  /** Looks whether somebody has logged in in another tab. */
  readonly onBack?: () => Promise<void>;
}): VNode {
  const { why, isDemo, onLanguage, onBack } = props;
  const [isSent, setSent] = useState(false);
  const reason = WHY[why]?.();
  return (
    <Outside onLanguage={onLanguage}>
      {reason === undefined || isSent ? null : (
        <div class={why === 'logged_out' ? 'notice good' : 'notice warn'} role="status">
          <p>{reason}</p>
        </div>
      )}
      {onBack === undefined ? null : <Kept onBack={onBack} />}
      {isSent ? <LinkSent onAgain={() => setSent(false)} /> : <LinkForm onSent={() => setSent(true)} />}
      {isDemo ? <p class="quiet small">{m.panel_login_demo()}</p> : null}
    </Outside>
  );
}

/** A log-in link was opened: one press of a button, so that no program that checks mail uses it up. */
export function LinkPage(props: { readonly onOpen: () => void; readonly onLanguage: () => void }): VNode {
  const { onOpen, onLanguage } = props;
  return (
    <Outside onLanguage={onLanguage}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onOpen();
        }}
      >
        <p>{m.panel_login_confirm_text()}</p>
        <button type="submit" class="primary wide">
          {m.panel_login_confirm()}
        </button>
      </form>
    </Outside>
  );
}

/** The frame of the pages that are seen before anybody is logged in. */
function Outside(props: { readonly onLanguage: () => void; readonly children: ComponentChildren }): VNode {
  return (
    <main class="login">
      <div class="login-head">
        <p class="brand">
          {m.common_app_school()} <span>{m.panel_brand()}</span>
        </p>
        <LanguageSwitch onChange={props.onLanguage} />
      </div>
      <div class="card login-card">
        <PageTitle title={m.panel_title({ page: m.panel_login_title() })}>{m.panel_login_title()}</PageTitle>
        {props.children}
      </div>
    </main>
  );
}

/** What was on the screen is kept; the way back once a log-in link was opened in another tab. */
function Kept({ onBack }: { readonly onBack: () => Promise<void> }): VNode {
  const [hasTried, setTried] = useState(false);
  const look = async (): Promise<void> => {
    setTried(false);
    await onBack();
    setTried(true);
  };
  return (
    <div class="login-kept">
      <p>{m.panel_login_kept()}</p>
      <button type="button" onClick={() => void look()}>
        {m.panel_login_back()}
      </button>
      <p role="status">{hasTried ? m.panel_login_not_yet() : ''}</p>
    </div>
  );
}

function LinkForm({ onSent }: { readonly onSent: () => void }): VNode {
  const [email, setEmail] = useState('');
  const [isWrong, setWrong] = useState(false);
  const { run, isBusy, error } = useAction();
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const typed = email.trim();
    const isEmail = /^[^\s@]+@[^\s@]+$/.test(typed);
    setWrong(!isEmail);
    if (isEmail && (await run(() => requestLink(typed, currentLocale())))) onSent();
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <Field
        label={m.panel_login_email()}
        hint={m.panel_login_hint()}
        error={isWrong ? m.panel_login_email_wrong() : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="email"
            autocomplete="email"
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="primary wide" aria-disabled={isBusy}>
        {m.panel_login_send()}
      </button>
    </form>
  );
}

function LinkSent({ onAgain }: { readonly onAgain: () => void }): VNode {
  return (
    <div role="status">
      <div class="notice good">
        <p>{m.panel_login_sent()}</p>
      </div>
      <button type="button" onClick={onAgain}>
        {m.panel_login_again()}
      </button>
    </div>
  );
}
