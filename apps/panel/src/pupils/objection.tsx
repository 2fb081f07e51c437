import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { decideObjection, recordObjection, withdrawObjection } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { RoleOfSession } from '../roles.ts';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-page.tsx';

/** A guardian's objection (rules.md W3): works at once and can be withdrawn, or waits for the head teacher. */
export function Objection(props: PupilPart): VNode {
  return props.pupil.objectionToDecide ? <ToDecide {...props} /> : <Choice {...props} />;
}

/** Another guardian had ordered: the head teacher decides, everybody else sees that it waits. */
function ToDecide({ pupil, put }: PupilPart): VNode {
  const role = useContext(RoleOfSession);
  const { run, isBusy, error } = useAction();
  const decide = (decision: 'uphold' | 'dismiss'): void => {
    void run(async () => put(await decideObjection(pupil.id, decision)));
  };
  return (
    <Section title={m.panel_objection_title()}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <p>{m.panel_objection_to_decide()}</p>
      {role === 'head_teacher' ? (
        <div class="row">
          <button type="button" class="danger" aria-disabled={isBusy} onClick={() => decide('uphold')}>
            {m.panel_objection_uphold()}
          </button>
          <button type="button" aria-disabled={isBusy} onClick={() => decide('dismiss')}>
            {m.panel_objection_dismiss()}
          </button>
        </div>
      ) : (
        <p class="quiet">{m.panel_objection_only_head()}</p>
      )}
    </Section>
  );
}

function Choice({ pupil, reload }: PupilPart): VNode {
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
