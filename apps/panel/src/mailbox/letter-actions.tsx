import type { LetterDetail } from '@mleg/contract/mailbox';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answerLetter, confirmLetter, setLetterAside, undoAnswer } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { type Action, useAction } from '../use-action.ts';
import type { Choice } from './letter-pupils.tsx';
import { asksForCase } from './letter-words.ts';

type ActionsProps = {
  readonly letter: LetterDetail;
  readonly choices: readonly Choice[];
  readonly next: string | undefined;
  readonly onChanged: (after: LetterDetail) => void;
  /** The letter is gone from here. */
  readonly onGone: () => void;
  /** Somebody else changed it meanwhile. */
  readonly onStale: () => void;
};

/** What can be done with a letter: confirm whose it is, answer, set aside. */
export function LetterActions(props: ActionsProps): VNode {
  const { letter, onStale } = props;
  const action = useAction();
  const [step, setStep] = useState<'answer' | 'not_ours'>();
  const isStale = action.error?.type === 'stale_version';
  return (
    <>
      {action.error === undefined ? null : (
        <ProblemNotice error={action.error} {...(isStale ? { onRetry: onStale } : {})} />
      )}
      <Undo {...props} action={action} />
      {letter.state === 'done' ? <Done {...props} action={action} /> : null}
      {letter.state !== 'done' && step === undefined ? (
        <Buttons {...props} action={action} onStep={setStep} />
      ) : null}
      {step === 'answer' ? <Answer {...props} action={action} onClose={() => setStep(undefined)} /> : null}
      {step === 'not_ours' ? <NotOurs {...props} action={action} onClose={() => setStep(undefined)} /> : null}
    </>
  );
}

type WithAction = ActionsProps & { readonly action: Action };

function Buttons(props: WithAction & { readonly onStep: (step: 'answer' | 'not_ours') => void }): VNode {
  const { letter, choices, next, action, onChanged, onStep } = props;
  const pupils = choices.flatMap(({ pupil, fileId }) => (pupil ? [{ pupilId: pupil.id, fileId }] : []));
  const isWhole = pupils.length === choices.length && pupils.length > 0;
  const confirm = (): Promise<boolean> =>
    action.run(async () => onChanged(await confirmLetter(letter.id, { version: letter.version, pupils })));
  const aside = (as: 'question' | 'done'): Promise<boolean> =>
    action.run(async () => {
      await setLetterAside(letter.id, { version: letter.version, as });
      props.onGone();
      go(next ?? '/mailbox', { replace: true });
    });
  const asksCase = asksForCase(letter);
  const canAnswer = letter.channel === 'mailbox';
  return (
    <div class={asksCase && isWhole ? 'letter-actions resting' : 'letter-actions'}>
      {asksCase && isWhole ? (
        <p class="quiet">
          {letter.orders.length > 0 ? m.panel_letter_effect_open() : m.panel_letter_effect_case()}
        </p>
      ) : null}
      {asksCase ? null : (
        <ul class="plain-list">
          {choices.flatMap(({ pupil }) =>
            pupil === undefined ? (
              []
            ) : (
              <li key={pupil.id}>
                <a href={`/pupils/${pupil.id}`} translate={false}>
                  {m.panel_letter_open_pupil({ name: pupil.name })}
                </a>
              </li>
            ),
          )}
        </ul>
      )}
      <div class="row">
        {asksCase && isWhole ? (
          <button type="button" class="primary" aria-disabled={action.isBusy} onClick={() => void confirm()}>
            {m.panel_letter_confirm()}
          </button>
        ) : null}
        {canAnswer ? (
          <button type="button" onClick={() => onStep('answer')}>
            {m.panel_letter_answer()}
          </button>
        ) : null}
        {letter.state === 'question' ? null : (
          <button type="button" aria-disabled={action.isBusy} onClick={() => void aside('question')}>
            {m.panel_letter_question()}
          </button>
        )}
        <button type="button" aria-disabled={action.isBusy} onClick={() => void aside('done')}>
          {m.panel_letter_done()}
        </button>
        {letter.orders.length > 0 ? null : (
          <button type="button" class="plain" onClick={() => onStep('not_ours')}>
            {m.panel_letter_not_ours()}
          </button>
        )}
      </div>
    </div>
  );
}

function Done({ letter, next }: WithAction): VNode {
  const numbers = letter.orders.map(({ caseNumber }) => caseNumber).join(', ');
  return (
    <div class="notice good" role="status">
      <p>{numbers === '' ? m.panel_letter_set_aside() : m.panel_letter_confirmed({ numbers })}</p>
      {next === undefined ? null : (
        <a class="button" href={next}>
          {m.panel_next_letter()}
        </a>
      )}
    </div>
  );
}

function Answer(props: WithAction & { readonly onClose: () => void }): VNode {
  const { letter, action, onChanged, onClose } = props;
  const [text, setText] = useState('');
  const [isChecked, setChecked] = useState(false);
  const send = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    const said = text.trim();
    if (said === '') return;
    void action.run(async () =>
      onChanged(await answerLetter(letter.id, { version: letter.version, text: said })),
    );
  };
  return (
    <form class="step" onSubmit={send} noValidate>
      <Field
        label={m.panel_letter_answer_text()}
        hint={m.panel_letter_answer_hint()}
        error={isChecked && text.trim() === '' ? m.panel_fault_required() : undefined}
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={5}
            maxLength={4000}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <FormEnd label={m.panel_letter_send()} isBusy={action.isBusy} onClose={onClose} />
    </form>
  );
}

function NotOurs(props: WithAction & { readonly onClose: () => void }): VNode {
  const { letter, action, next, onGone, onClose } = props;
  const give = (event: Event): void => {
    event.preventDefault();
    void action.run(async () => {
      await setLetterAside(letter.id, { version: letter.version, as: 'not_ours' });
      onGone();
      go(next ?? '/mailbox', { replace: true });
    });
  };
  return (
    <form class="step" onSubmit={give}>
      <p>{m.panel_letter_not_ours_sure()}</p>
      <FormEnd label={m.panel_letter_not_ours_confirm()} isBusy={action.isBusy} onClose={onClose} />
    </form>
  );
}

/** The line that counts down while an answer can be taken back (rules.md O7). */
function Undo({ letter, action, onChanged }: WithAction): VNode | null {
  const until = letter.undoUntil === null ? 0 : Date.parse(letter.undoUntil);
  const [now, setNow] = useState(() => Date.now());
  const isOn = until > now;
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [isOn]);
  if (!isOn) return null;
  const undo = (): Promise<boolean> =>
    action.run(async () => onChanged(await undoAnswer(letter.id, letter.version)));
  return (
    <div class="notice undo-line">
      <p>{m.panel_letter_undo_line({ seconds: Math.ceil((until - now) / 1000) })}</p>
      <button type="button" aria-disabled={action.isBusy} onClick={() => void undo()}>
        {m.panel_letter_undo()}
      </button>
    </div>
  );
}
