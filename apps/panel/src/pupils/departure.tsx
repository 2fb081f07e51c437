import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { recordDeparture } from '../api.ts';
import { today } from '../parts/days.ts';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-page.tsx';

/** The pupil leaves the school, as of today (rules.md V2: never earlier); every mobile ID ends. */
export function Departure({ pupil, reload }: PupilPart): VNode {
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const { run, isBusy, error } = useAction();
  const leave = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await run(() => recordDeparture(pupil.id, reason.trim()))) reload();
  };
  return (
    <Section title={m.panel_departure_title()}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      {isAsking ? (
        <form class="step" onSubmit={(event) => void leave(event)}>
          <p class="effect">{m.panel_departure_effect({ day: formatDay(today()) })}</p>
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
          <div class="row">
            <button type="submit" class="danger" aria-disabled={isBusy}>
              {m.panel_departure_confirm()}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {m.common_cancel()}
            </button>
          </div>
        </form>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          {m.panel_departure_start()}
        </button>
      )}
    </Section>
  );
}
