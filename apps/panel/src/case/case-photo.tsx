import type { OrderDetail } from '@mleg/contract/order';
import { isOneOf, standingOrderStates } from '@mleg/core/order/order';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { decidePortrait } from '../api.ts';
import { PhotoCutting, PhotoUpload, usePhotoDesk } from '../parts/photo-upload.tsx';
import { ReasonList } from '../parts/reason-list.tsx';
import { Section, SectionLevel } from '../parts/section.tsx';
import { photoReasonText, portraitRefusalWords } from '../words.ts';
import type { CaseAction } from './use-case-action.ts';

type PhotoProps = { readonly order: OrderDetail; readonly action: CaseAction };

/** The photo as large as there is room, with what the server noticed, and the decision about it. */
export function CasePhoto({ order, action }: PhotoProps): VNode {
  const { portrait } = order;
  const [isRefusing, setRefusing] = useState(false);
  const desk = usePhotoDesk(order.pupil.id, () => action.other(async () => undefined));
  const level = useContext(SectionLevel) === 2 ? 3 : 4;
  const takesPhoto = isOneOf(standingOrderStates, order.state) && !order.pupil.objection;
  const isOpen = portrait?.state === 'waiting' && takesPhoto;
  if (desk.opened !== undefined && takesPhoto) {
    return (
      <Section class="case-photo cutting" title={m.panel_photo_title()}>
        <PhotoCutting desk={desk} opened={desk.opened} level={level} />
      </Section>
    );
  }
  return (
    <Section
      class={isOpen && isRefusing ? 'case-photo refusing' : 'case-photo'}
      title={m.panel_photo_title()}
    >
      {portrait === null ? (
        <p class="no-photo">{m.panel_photo_none()}</p>
      ) : (
        <img src={portrait.url} width={700} height={900} alt={m.panel_photo_alt()} />
      )}
      <PhotoState order={order} isOpen={isOpen} />
      {isOpen ? <PhotoDecision {...{ order, action, isRefusing, setRefusing }} /> : null}
      {takesPhoto && !(isOpen && isRefusing) ? <PhotoUpload desk={desk} url={portrait?.url} /> : null}
    </Section>
  );
}

/** A settled case has no photo that waits: nobody will judge it any more. */
function PhotoState(props: { readonly order: OrderDetail; readonly isOpen: boolean }): VNode | null {
  const { portrait } = props.order;
  if (portrait === null || (portrait.state === 'waiting' && !props.isOpen)) return null;
  return (
    <>
      <p class={`photo-state ${portrait.state}`}>
        {portrait.state === 'accepted' ? m.panel_photo_accepted() : null}
        {portrait.state === 'refused' ? m.panel_photo_refused() : null}
        {portrait.state === 'waiting' ? m.panel_photo_waiting() : null}
        {portrait.refusal === null ? null : `: ${portraitRefusalWords[portrait.refusal]()}`}
      </p>
      {portrait.reasons.length === 0 ? null : (
        <ul class="chips" aria-label={m.panel_photo_noticed()}>
          {portrait.reasons.map((reason) => (
            <li key={reason} class="chip warn">
              {photoReasonText(reason)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type PhotoDecisionProps = PhotoProps & {
  readonly isRefusing: boolean;
  readonly setRefusing: (isRefusing: boolean) => void;
};

function PhotoDecision({ order, action, isRefusing, setRefusing }: PhotoDecisionProps): VNode {
  const { version, id } = order;
  if (isRefusing) {
    return (
      <ReasonList
        legend={m.panel_photo_refuse_why()}
        words={portraitRefusalWords}
        confirm={m.panel_photo_refuse_confirm()}
        isBusy={action.isBusy}
        onCancel={() => setRefusing(false)}
        onConfirm={(reason) =>
          action.change(() => decidePortrait(id, { version, decision: 'refuse', reason }))
        }
      />
    );
  }
  return (
    <div class="row">
      <button
        type="button"
        aria-disabled={action.isBusy}
        onClick={() => void action.change(() => decidePortrait(id, { version, decision: 'accept' }))}
      >
        {m.panel_photo_accept()}
      </button>
      <button type="button" onClick={() => setRefusing(true)}>
        {m.panel_photo_refuse()}
      </button>
    </div>
  );
}
