import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { requestLink } from './portal-api.ts';
import { useAct } from './use-act.ts';

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Asks for a log-in link by e-mail. The answer is the same for every address. */
export function LinkForm(): VNode {
  const act = useAct();
  const [email, setEmail] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [isSent, setSent] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    const typed = email.trim();
    const wrong = !EMAIL.test(typed);
    setWrong(wrong);
    if (wrong) return;
    act.run(async () => {
      await requestLink(typed, currentLocale());
      setSent(true);
    });
  };
  if (isSent) return <LinkSent onAgain={() => setSent(false)} />;
  return (
    <form onSubmit={submit} noValidate>
      {act.error === undefined ? null : <ProblemNotice error={act.error} />}
      <Field
        label={m.portal_login_email()}
        hint={m.portal_login_email_hint()}
        error={isWrong ? m.portal_login_email_wrong() : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="email"
            name="email"
            autocomplete="email"
            inputMode="email"
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="primary wide" aria-disabled={act.isBusy}>
        {act.isBusy ? m.portal_sending() : m.portal_login_send()}
      </button>
    </form>
  );
}

function LinkSent({ onAgain }: { readonly onAgain: () => void }): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="notice good" role="status" tabIndex={-1} ref={box}>
      <p>
        <strong>{m.portal_login_sent()}</strong>
      </p>
      <p>{m.portal_login_sent_next()}</p>
      <button type="button" onClick={onAgain}>
        {m.portal_login_again()}
      </button>
    </div>
  );
}
