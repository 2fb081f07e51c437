import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { recordObjection, withdrawObjection } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-page.tsx';

/** A guardian's objection (rules.md W3): works at once, can be withdrawn. */
export function Objection({ pupil, reload }: PupilPart): VNode {
  const [isAsking, setAsking] = useState(false);
  const { run, isBusy, error } = useAction();
  const change = async (): Promise<void> => {
    const command = pupil.objection ? withdrawObjection : recordObjection;
    if (!(await run(() => command(pupil.id)))) return;
    setAsking(false);
    reload();
  };
  return (
    <Section title={m.panel_objection_title()}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <p>{pupil.objection ? m.panel_objection_stands() : m.panel_objection_none()}</p>
      {isAsking ? (
        <div class="step">
          <p class="effect">
            {pupil.objection ? m.panel_objection_withdraw_effect() : m.panel_objection_effect()}
          </p>
          <div class="row">
            <button
              type="button"
              class={pupil.objection ? 'primary' : 'danger'}
              aria-disabled={isBusy}
              onClick={() => void change()}
            >
              {pupil.objection ? m.panel_objection_withdraw_confirm() : m.panel_objection_confirm()}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {m.common_cancel()}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          {pupil.objection ? m.panel_objection_withdraw() : m.panel_objection_record()}
        </button>
      )}
    </Section>
  );
}
