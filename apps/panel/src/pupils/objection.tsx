import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { decideObjection, recordObjection, withdrawObjection } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { RoleOfSession } from '../roles.ts';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-part.ts';

type Decision = 'uphold' | 'dismiss';
const DECISIONS = {
  uphold: {
    start: m.panel_objection_uphold,
    effect: m.panel_objection_uphold_effect,
    confirm: m.panel_objection_uphold_confirm,
    done: m.panel_objection_upheld,
  },
  dismiss: {
    start: m.panel_objection_dismiss,
    effect: m.panel_objection_dismiss_effect,
    confirm: m.panel_objection_dismiss_confirm,
    done: m.panel_objection_dismissed,
  },
} as const;

/** A guardian's objection (rules.md W3): works at once and can be withdrawn, or waits for the head teacher. */
export function Objection(props: PupilPart): VNode {
  const [decided, setDecided] = useState<Decision>();
  if (props.pupil.objectionToDecide) return <ToDecide {...props} onDecided={setDecided} />;
  return <Choice {...props} decided={decided} />;
}

/** Another guardian had ordered: the head teacher decides, everybody else sees that it waits. */
function ToDecide(props: PupilPart & { readonly onDecided: (decision: Decision) => void }): VNode {
  const { pupil, put, onDecided } = props;
  const role = useContext(RoleOfSession);
  const [asked, ask] = useState<Decision>();
  const { run, isBusy, error } = useAction();
  const decide = (decision: Decision): void => {
    void run(async () => {
      const after = await decideObjection(pupil.id, decision);
      onDecided(decision);
      put(after);
    });
  };
  return (
    <Section title={m.panel_objection_title()}>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <p>{m.panel_objection_to_decide()}</p>
      {role === 'head_teacher' ? null : <p class="quiet">{m.panel_objection_only_head()}</p>}
      {role === 'head_teacher' && asked === undefined ? <Decisions onChoose={ask} /> : null}
      {asked === undefined ? null : (
        <div class="step">
          <p class="effect">{DECISIONS[asked].effect()}</p>
          <div class="row">
            <button
              type="button"
              class={asked === 'uphold' ? 'danger' : 'primary'}
              aria-disabled={isBusy}
              onClick={() => decide(asked)}
            >
              {DECISIONS[asked].confirm()}
            </button>
            <button type="button" onClick={() => ask(undefined)}>
              {m.common_cancel()}
            </button>
          </div>
        </div>
      )}
    </Section>
  );
}

/** Neither of the two is proposed: both look alike. */
function Decisions({ onChoose }: { readonly onChoose: (decision: Decision) => void }): VNode {
  return (
    <div class="row">
      {(['uphold', 'dismiss'] as const).map((one) => (
        <button key={one} type="button" onClick={() => onChoose(one)}>
          {DECISIONS[one].start()}
        </button>
      ))}
    </div>
  );
}

function Choice(props: PupilPart & { readonly decided: Decision | undefined }): VNode {
  const { pupil, reload, decided } = props;
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
      <Decided decision={decided} />
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

/** What the head teacher has just decided; takes the focus, since the buttons that did it are gone. */
function Decided({ decision }: { readonly decision: Decision | undefined }): VNode | null {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  if (decision === undefined) return null;
  return (
    <div class="notice good" role="status" tabIndex={-1} ref={box}>
      <p>{DECISIONS[decision].done()}</p>
    </div>
  );
}
