import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { endPaperId, putPaperId } from '../api.ts';
import { PaperIdFacts } from '../parts/paper-id-facts.tsx';
import { PaperIdForm } from '../parts/paper-id-form.tsx';
import { Section } from '../parts/section.tsx';
import { type Action, useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-part.ts';

type Step = 'none' | 'change' | 'new' | 'end';

/** The traditional ID: record, prolong, replace by another number, or end as lost or withdrawn. */
export function PupilPaperId({ pupil, put }: PupilPart): VNode {
  const action = useAction();
  const [step, setStep] = useState<Step>('none');
  const { paperId } = pupil;
  const isStanding = paperId?.state === 'valid' || paperId?.state === 'expired';
  const close = (): void => setStep('none');
  const save = async (value: Parameters<typeof putPaperId>[1]): Promise<void> => {
    if (await action.run(async () => put(await putPaperId(pupil.id, value)))) close();
  };
  return (
    <Section title={m.panel_paper_title()}>
      {action.error === undefined ? null : <ProblemNotice error={action.error} />}
      {paperId === null ? <p>{m.panel_paper_missing()}</p> : <PaperIdFacts paperId={paperId} />}
      {step === 'none' ? (
        <Steps isStanding={isStanding} isLeft={pupil.status === 'left'} onStep={setStep} />
      ) : null}
      {step === 'change' ? (
        <PaperIdForm known={paperId} isBusy={action.isBusy} onSave={save} onCancel={close} />
      ) : null}
      {step === 'new' ? (
        <>
          {isStanding ? <p class="effect">{m.panel_paper_new_effect()}</p> : null}
          <PaperIdForm known={null} isBusy={action.isBusy} onSave={save} onCancel={close} />
        </>
      ) : null}
      {step === 'end' ? <EndStep pupil={pupil} put={put} action={action} onClose={close} /> : null}
    </Section>
  );
}

function Steps(props: {
  readonly isStanding: boolean;
  readonly isLeft: boolean;
  readonly onStep: (step: Step) => void;
}): VNode | null {
  const { isStanding, isLeft, onStep } = props;
  if (isLeft) return null;
  if (!isStanding) {
    return (
      <button type="button" onClick={() => onStep('new')}>
        {m.panel_paper_record()}
      </button>
    );
  }
  return (
    <div class="row">
      <button type="button" onClick={() => onStep('change')}>
        {m.panel_paper_prolong()}
      </button>
      <button type="button" onClick={() => onStep('new')}>
        {m.panel_paper_new()}
      </button>
      <button type="button" onClick={() => onStep('end')}>
        {m.panel_paper_end()}
      </button>
    </div>
  );
}

function EndStep(props: {
  readonly pupil: PupilPart['pupil'];
  readonly put: PupilPart['put'];
  readonly action: Action;
  readonly onClose: () => void;
}): VNode {
  const { pupil, put, action, onClose } = props;
  const end = async (state: 'lost' | 'withdrawn'): Promise<void> => {
    if (await action.run(async () => put(await endPaperId(pupil.id, state)))) onClose();
  };
  return (
    <div class="step">
      <p class="effect">{m.panel_paper_end_effect()}</p>
      <div class="row">
        <button type="button" class="danger" aria-disabled={action.isBusy} onClick={() => void end('lost')}>
          {m.panel_paper_end_lost()}
        </button>
        <button
          type="button"
          class="danger"
          aria-disabled={action.isBusy}
          onClick={() => void end('withdrawn')}
        >
          {m.panel_paper_end_withdrawn()}
        </button>
        <button type="button" onClick={onClose}>
          {m.common_cancel()}
        </button>
      </div>
    </div>
  );
}
