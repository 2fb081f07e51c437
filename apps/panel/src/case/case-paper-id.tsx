import type { OrderDetail } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { putPaperId } from '../api.ts';
import { PaperIdFacts } from '../parts/paper-id-facts.tsx';
import { PaperIdForm } from '../parts/paper-id-form.tsx';
import { Section } from '../parts/section.tsx';
import type { CaseAction } from './use-case-action.ts';

/** The traditional ID; where none is valid, the form stands right here, because nothing can be issued without it. */
export function CasePaperId(props: { readonly order: OrderDetail; readonly action: CaseAction }): VNode {
  const { order, action } = props;
  const { paperId, pupil } = order;
  const isNeeded = paperId?.state !== 'valid' && pupil.status !== 'left';
  const [isOpen, setOpen] = useState(false);
  // A lost, withdrawn or replaced number does not come back: the form starts empty.
  const known = paperId?.state === 'valid' || paperId?.state === 'expired' ? paperId : null;
  const save = (value: Parameters<typeof putPaperId>[1]): void => {
    void action.other(() => putPaperId(pupil.id, value)).then((isDone) => isDone && setOpen(false));
  };
  return (
    <Section title={m.panel_paper_title()}>
      {paperId === null ? null : <PaperIdFacts paperId={paperId} />}
      {isNeeded ? (
        <div class="notice warn">
          <p>{paperId?.state === 'expired' ? m.panel_paper_expired() : m.panel_paper_missing()}</p>
        </div>
      ) : null}
      {isNeeded || isOpen ? (
        <PaperIdForm
          known={known}
          isBusy={action.isBusy}
          onSave={save}
          {...(isNeeded ? {} : { onCancel: () => setOpen(false) })}
        />
      ) : (
        <button type="button" class="plain" onClick={() => setOpen(true)}>
          {m.panel_paper_change()}
        </button>
      )}
    </Section>
  );
}
