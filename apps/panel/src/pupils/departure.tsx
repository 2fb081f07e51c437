import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { callOffDeparture, recordDeparture } from '../api.ts';
import { today } from '../parts/days.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-part.ts';

/** The pupil leaves the school, today or on a later day (rules.md V2: never earlier); then every mobile ID ends. */
export function Departure({ pupil, reload }: PupilPart): VNode {
  const [isAsking, setAsking] = useState(false);
  const { run, isBusy, error } = useAction();
  const callOff = async (): Promise<void> => {
    if (await run(() => callOffDeparture(pupil.id))) reload();
  };
  return (
    <Section title={m.panel_departure_title()}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      {pupil.leavesOn === null ? null : (
        <>
          <p class="effect">{m.panel_departure_announced({ day: formatDay(pupil.leavesOn) })}</p>
          <button type="button" aria-disabled={isBusy} onClick={() => void callOff()}>
            {m.panel_departure_call_off()}
          </button>
        </>
      )}
      {pupil.leavesOn === null && !isAsking ? (
        <button type="button" onClick={() => setAsking(true)}>
          {m.panel_departure_start()}
        </button>
      ) : null}
      {pupil.leavesOn === null && isAsking ? (
        <DepartureForm pupilId={pupil.id} onDone={reload} onClose={() => setAsking(false)} />
      ) : null}
    </Section>
  );
}

type FormProps = { readonly pupilId: string; readonly onDone: () => void; readonly onClose: () => void };

function DepartureForm({ pupilId, onDone, onClose }: FormProps): VNode {
  const [reason, setReason] = useState('');
  const [on, setOn] = useState(today());
  const { run, isBusy, error } = useAction();
  const isLater = on > today();
  const leave = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!(await run(() => recordDeparture(pupilId, reason.trim(), isLater ? on : undefined)))) return;
    onClose();
    onDone();
  };
  return (
    <form class="step" onSubmit={(event) => void leave(event)}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <Field label={m.panel_departure_day()}>
        {(ids) => (
          <input
            {...ids}
            type="date"
            required
            min={today()}
            value={on}
            onInput={(event) => setOn(event.currentTarget.value)}
          />
        )}
      </Field>
      <p class="effect">
        {isLater
          ? m.panel_departure_effect_later({ day: formatDay(on) })
          : m.panel_departure_effect({ day: formatDay(today()) })}
      </p>
      <Field label={m.panel_departure_reason()}>
        {(ids) => (
          <input
            {...ids}
            autocomplete="off"
            maxLength={200}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
      <FormEnd label={m.panel_departure_confirm()} class="danger" isBusy={isBusy} onClose={onClose} />
    </form>
  );
}
