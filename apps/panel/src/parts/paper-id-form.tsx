import type { PupilDetail } from '@mleg/contract/pupil';
import { saysNothing } from '@mleg/core/person/nothing';
import {
  judgeIssuedOn,
  judgeValidUntil,
  usualLastDay as usualDay,
} from '@mleg/core/school-year/days-that-can-be';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PaperIdInput } from '../api.ts';
import { today, usualLastDay } from './days.ts';

type Faults = { readonly number?: string; readonly issuedOn?: string; readonly validUntil?: string };

/** What is wrong with the typed fields; nothing for an ID that can be sent. */
export function paperIdFaults(paperId: PaperIdInput): Faults {
  const { number, issuedOn, validUntil } = paperId;
  const isLate = judgeValidUntil(validUntil, issuedOn, today()) === 'impossible';
  return {
    ...(saysNothing(number) ? { number: m.panel_fault_number() } : {}),
    ...(judgeIssuedOn(issuedOn, today()) === 'impossible' ? { issuedOn: m.panel_fault_issued_on() } : {}),
    ...(validUntil < issuedOn || validUntil === ''
      ? { validUntil: m.panel_fault_valid_until() }
      : isLate
        ? { validUntil: m.panel_fault_too_late() }
        : {}),
  };
}

/** A last day that is taken and that a person should look at (rules.md I1b). */
function lateHint({ issuedOn, validUntil }: PaperIdInput): string | undefined {
  const isOdd = judgeValidUntil(validUntil, issuedOn, today()) === 'odd';
  return isOdd ? m.panel_late_day_hint({ date: formatDay(usualDay(today())) }) : undefined;
}

/** An ID as a form starts with: the standing one, else a card of today to the end of the school year. */
export function startPaperId(known: PupilDetail['paperId']): PaperIdInput {
  if (known === null) return { kind: 'card', number: '', issuedOn: today(), validUntil: usualLastDay() };
  const { kind, number, issuedOn, validUntil } = known;
  return { kind, number, issuedOn, validUntil };
}

/** The four fields of a traditional ID. */
export function PaperIdFields(props: {
  readonly value: PaperIdInput;
  readonly faults: Faults;
  readonly onInput: (value: PaperIdInput) => void;
}): VNode {
  const { value, faults, onInput } = props;
  return (
    <div class="field-grid">
      <Field label={m.panel_paper_number()} error={faults.number}>
        {(ids) => (
          <input
            {...ids}
            autocomplete="off"
            maxLength={30}
            value={value.number}
            onInput={(event) => onInput({ ...value, number: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={m.panel_paper_kind()}>
        {(ids) => (
          <select
            {...ids}
            value={value.kind}
            onChange={(event) =>
              onInput({ ...value, kind: event.currentTarget.value as PaperIdInput['kind'] })
            }
          >
            <option value="card">{m.panel_paper_card()}</option>
            <option value="booklet">{m.panel_paper_booklet()}</option>
          </select>
        )}
      </Field>
      <Field label={m.panel_paper_issued_on()} error={faults.issuedOn}>
        {(ids) => (
          <input
            {...ids}
            type="date"
            value={value.issuedOn}
            onInput={(event) => onInput({ ...value, issuedOn: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={m.panel_paper_valid_until()} hint={lateHint(value)} error={faults.validUntil}>
        {(ids) => (
          <input
            {...ids}
            type="date"
            value={value.validUntil}
            onInput={(event) => onInput({ ...value, validUntil: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

/** What another last day does to the IDs in phones (rules.md V6). */
function Effect(props: { readonly known: PupilDetail['paperId']; readonly value: PaperIdInput }): VNode {
  return (
    <p class="effect" role="status">
      {effectText(props.known, props.value)}
    </p>
  );
}

function effectText(known: PupilDetail['paperId'], { validUntil }: PaperIdInput): string | undefined {
  if (known === null || validUntil === '' || validUntil === known.validUntil) return undefined;
  if (validUntil > known.validUntil && validUntil >= today()) return m.panel_paper_prolong_effect();
  if (validUntil < today()) return m.panel_paper_shorten_effect_now();
  return m.panel_paper_shorten_effect({ day: formatDay(validUntil) });
}

/** A form that records, corrects or prolongs a traditional ID. */
export function PaperIdForm(props: {
  readonly known: PupilDetail['paperId'];
  readonly isBusy: boolean;
  readonly onSave: (paperId: PaperIdInput) => unknown;
  readonly onCancel?: () => void;
}): VNode {
  const { known, isBusy, onSave, onCancel } = props;
  const [value, setValue] = useState(() => startPaperId(known));
  const [isChecked, setChecked] = useState(false);
  const faults = paperIdFaults(value);
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(faults).length === 0) onSave({ ...value, number: value.number.trim() });
  };
  return (
    <form class="step" onSubmit={submit} noValidate>
      <PaperIdFields value={value} faults={isChecked ? faults : {}} onInput={setValue} />
      <Effect known={known} value={value} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {m.panel_paper_save()}
        </button>
        {onCancel === undefined ? null : (
          <button type="button" onClick={onCancel}>
            {m.common_cancel()}
          </button>
        )}
      </div>
    </form>
  );
}
