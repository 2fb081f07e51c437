import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { go, usePlace } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { hasOpenOrder } from '../child-stage.ts';
import { CollectStep, DataStep, NoticeStep } from '../order-steps.tsx';
import { useChosenPhoto } from '../photo-choice.tsx';
import { PhotoStep } from '../photo-step.tsx';
import { stageDetail } from '../stage-detail.ts';
import { orderElsewhereText } from '../texts.ts';
import { useOrderSending } from '../use-order-sending.ts';
import { BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

const STEPS = 4;

/** The order, one thing per page: data, photo, who collects, how the data are used. */
export function OrderPage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child, put) => <Order child={child} put={put} />}</WithChild>;
}

type OrderProps = { readonly child: Child; readonly put: (child: Child) => void };

function Order({ child, put }: OrderProps): VNode {
  const why = whyNot(child);
  return why === undefined ? <Steps child={child} put={put} /> : <NoOrder child={child} why={why} />;
}

/** Why there is nothing to order. A case that only lacks the application is what this page is for. */
function whyNot(child: Child): string | undefined {
  if (child.status === 'left') return stageDetail(child);
  if (child.objectionToDecide) return m.portal_detail_objection_to_decide();
  if (child.objection) return stageDetail(child);
  if (hasOpenOrder(child) && !child.order?.missing.includes('application')) return m.portal_order_open();
  if (child.codeReady) return m.portal_order_not_needed_code();
  if (child.mayOrder && !child.orderDoors.includes('journal')) return orderElsewhereText(child.orderDoors);
  if (child.objectionBasis) return m.portal_detail_only_photo();
  return child.mayOrder ? undefined : m.portal_detail_not_entitled();
}

function NoOrder({ child, why }: { readonly child: Child; readonly why: string }): VNode {
  const isOpen = child.orderDoors.includes('journal');
  const needsPhoto = child.objectionBasis && child.mayOrder && isOpen && child.portrait === null;
  return (
    <div class="narrow">
      <BackLink href={addressOf(child.pupilId)} text={m.portal_child_tab()} />
      <PageTitle title={tabTitle(m.portal_order_title())}>{m.portal_order_title()}</PageTitle>
      <Whom child={child} />
      <p class="notice">{why}</p>
      <a class="button primary wide" href={addressOf(child.pupilId, needsPhoto ? 'zdjecie' : '')}>
        {needsPhoto ? m.portal_next_photo() : m.portal_child_tab()}
      </a>
    </div>
  );
}

function Steps({ child, put }: OrderProps): VNode {
  const { query } = usePlace();
  const [mayPupilCollect, setMayPupilCollect] = useState(false);
  const [chosen, setChosen] = useChosenPhoto();
  const step = Math.min(STEPS, Math.max(1, Number(query.get('krok')) || 1));
  const address = addressOf(child.pupilId, 'wniosek');
  const toStep = (to: number): void => go(`${address}?krok=${to}`);
  const back = step === 1 ? addressOf(child.pupilId) : `${address}?krok=${step - 1}`;
  const sending = useOrderSending({ pupilId: child.pupilId, mayPupilCollect, photo: chosen }, (after) => {
    put(after);
    go(addressOf(child.pupilId, 'wniosek/wyslany'), { replace: true });
  });
  const chooseOther = (): void => {
    setChosen(undefined);
    toStep(2);
  };
  const titles = [
    m.portal_order_data(),
    m.portal_photo_title(),
    m.portal_order_collect(),
    m.portal_order_notice(),
  ];
  const title = titles[step - 1] ?? m.portal_order_title();
  return (
    <div class="narrow">
      <BackLink href={back} text={m.common_back()} />
      <p class="quiet step-count">{m.portal_order_step({ step, count: STEPS })}</p>
      <PageTitle key={step} title={tabTitle(title)}>
        {title}
      </PageTitle>
      <Whom child={child} />
      {step === 1 ? <DataStep child={child} onNext={() => toStep(2)} /> : null}
      {step === 2 ? (
        <>
          <PhotoStep child={child} chosen={chosen} setChosen={setChosen} onNext={() => toStep(3)} />
          {child.portrait === null && chosen === undefined ? (
            <button type="button" class="plain" onClick={() => toStep(3)}>
              {m.portal_order_photo_later()}
            </button>
          ) : null}
        </>
      ) : null}
      {step === 3 ? (
        <CollectStep value={mayPupilCollect} onChange={setMayPupilCollect} onNext={() => toStep(4)} />
      ) : null}
      {step === 4 ? (
        <NoticeStep child={child} photo={chosen} sending={sending} onOtherPhoto={chooseOther} />
      ) : null}
    </div>
  );
}
