import { m } from '@mleg/i18n/messages';
import { Field, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { lockByCode } from '../portal-api.ts';
import { useAct } from '../use-act.ts';
import { tabTitle } from '../with-child.tsx';

const CODE_LENGTH = 12;

/** Suspends the ID by its lock code, from any phone, without logging in (rules.md C4). */
export function LockPage(): VNode {
  const [count, setCount] = useState<number>();
  return (
    <div class="narrow">
      <PageTitle title={tabTitle(m.portal_lock_title())}>{m.portal_lock_title()}</PageTitle>
      {count === undefined ? <LockForm onDone={setCount} /> : <Locked count={count} />}
    </div>
  );
}

function LockForm({ onDone }: { readonly onDone: (count: number) => void }): VNode {
  const act = useAct();
  const [code, setCode] = useState('');
  const [isShort, setShort] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    const short = code.replace(/[\s-]/g, '').length !== CODE_LENGTH;
    setShort(short);
    if (!short) act.run(async () => onDone(await lockByCode(code)));
  };
  const isUnknown = act.error?.type === 'not_found' || act.error?.type === 'invalid_input';
  return (
    <>
      <p>{m.portal_lock_text()}</p>
      <form onSubmit={submit} noValidate>
        {act.error === undefined ? null : (
          <ProblemNotice error={act.error} {...(isUnknown ? { text: m.portal_lock_unknown() } : {})} />
        )}
        <Field
          label={m.portal_lock_code_label()}
          hint={m.portal_lock_code_hint()}
          error={isShort ? m.portal_lock_short() : undefined}
        >
          {(ids) => (
            <input
              {...ids}
              class="code-input"
              type="text"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxLength={20}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="danger wide" aria-disabled={act.isBusy}>
          {act.isBusy ? m.portal_sending() : m.portal_lock_button()}
        </button>
      </form>
      <section class="beside">
        <h2>{m.portal_lock_no_code_heading()}</h2>
        <p>{m.portal_lock_no_code()}</p>
      </section>
    </>
  );
}

function Locked({ count }: { readonly count: number }): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class={count > 0 ? 'notice good' : 'notice'} role="status" tabIndex={-1} ref={box}>
      <p>
        <strong>{count > 0 ? m.portal_lock_done({ count }) : m.portal_lock_nothing()}</strong>
      </p>
      <p>{count > 0 ? m.portal_lock_done_next() : m.portal_lock_nothing_next()}</p>
    </div>
  );
}
