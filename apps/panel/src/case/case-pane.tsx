import type { Offer } from '@mleg/contract/common';
import type { OrderDetail } from '@mleg/contract/order';
import { formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readOrder } from '../api.ts';
import { MobileIds } from '../parts/mobile-ids.tsx';
import { SectionLevel } from '../parts/section.tsx';
import { DueText } from '../queue/due-text.tsx';
import { channelWords, missingWords, orderStateWords } from '../words.ts';
import { CaseData } from './case-data.tsx';
import { CasePaperId } from './case-paper-id.tsx';
import { CasePhoto } from './case-photo.tsx';
import { Decision } from './decision.tsx';
import { doneText } from './done-text.ts';
import { Issue } from './issue.tsx';
import { NextCase } from './next-case.tsx';
import { Timeline } from './timeline.tsx';
import { type CaseAction, useCaseAction } from './use-case-action.ts';

/** The DOM id of the name above the case beside the queue: reading goes on from there. */
export const CASE_NAME = 'case-name';

type PaneProps = {
  readonly id: string;
  /** Alone on the screen: then it carries the page's title. */
  readonly isPage: boolean;
  readonly backTo: string | undefined;
  /** Whether its link was followed, so that reading goes on from its name. */
  readonly takesFocus: { current: boolean };
  /** The case to go on with when this one is settled. */
  readonly next: string | undefined;
  /** The order moved or its photo was decided: the queue beside it is out of date. */
  readonly onChanged: () => void;
};

/** One order with everything needed to decide, and what can be done with it now. */
export function CasePane({ id, isPage, backTo, takesFocus, next, onChanged }: PaneProps): VNode {
  const { answer: order, error, reload, put } = useAnswer(`order ${id}`, () => readOrder(id));
  const [offer, setOffer] = useState<Offer>();
  const [done, setDone] = useState<string>();
  const changed = (after: OrderDetail): void => {
    setDone(doneText(order, after));
    put(after);
    onChanged();
  };
  const refresh = (): void => {
    reload();
    onChanged();
  };
  const action = useCaseAction({ put: changed, refresh });
  return (
    <section class="case" aria-label={m.panel_case_label()}>
      {backTo === undefined ? null : (
        <a class="back" href={backTo}>
          {m.panel_case_back()}
        </a>
      )}
      {error === undefined ? null : <ProblemNotice error={error} onRetry={reload} />}
      {order === undefined ? null : (
        <>
          <CaseHead order={order} isPage={isPage} takesFocus={takesFocus} />
          <Done text={done} next={next} takesFocus={takesFocus} />
          <Warnings order={order} action={action} />
          <SectionLevel.Provider value={isPage ? 2 : 3}>
            <CaseBody {...{ order, action, offer, setOffer, refresh, next, takesFocus }} />
          </SectionLevel.Provider>
        </>
      )}
      {order === undefined && error === undefined ? <Loading /> : null}
    </section>
  );
}

/** What was just done, and the way on. Takes the focus: the button that did it is gone. */
function Done(props: {
  readonly text: string | undefined;
  readonly next: string | undefined;
  readonly takesFocus: { current: boolean };
}): VNode {
  const { text, next, takesFocus } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text !== undefined) box.current?.focus();
  }, [text]);
  return (
    <div role="status" tabIndex={-1} ref={box}>
      {text === undefined ? null : (
        <div class="notice good case-done">
          <p>{text}</p>
          <NextCase to={next} takesFocus={takesFocus} />
        </div>
      )}
    </div>
  );
}

function CaseHead(props: {
  readonly order: OrderDetail;
  readonly isPage: boolean;
  readonly takesFocus: { current: boolean };
}): VNode {
  const { order, isPage, takesFocus } = props;
  const { pupil } = order;
  const name = `${pupil.givenNames} ${pupil.surname}`;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A case chosen by its link is read from its name on; J and K leave the focus in the queue.
    if (!isPage && takesFocus.current) heading.current?.focus();
    takesFocus.current = false;
  }, [isPage, takesFocus]);
  return (
    <header class="case-head">
      {isPage ? (
        <PageTitle title={m.panel_title({ page: m.panel_case_title({ number: order.caseNumber }) })}>
          <span translate={false}>{name}</span>
        </PageTitle>
      ) : (
        <h2 id={CASE_NAME} tabIndex={-1} ref={heading} translate={false}>
          {name}
        </h2>
      )}
      <p class="case-facts">
        <span class={`chip state-${order.state}`}>{orderStateWords[order.state]()}</span>
        <span>{m.panel_class({ name: pupil.classGroup })}</span>
        <span>{m.panel_case_title({ number: order.caseNumber })}</span>
        <span>{channelWords[order.channel]()}</span>
        <DueText {...order} />
      </p>
    </header>
  );
}

function Warnings({ order, action }: { readonly order: OrderDetail; readonly action: CaseAction }): VNode {
  const { homonyms, pupil } = order;
  const list = homonyms.map((one) =>
    m.panel_homonym_one({ name: one.name, class: one.classGroup, born: formatShortDay(one.birthDate) }),
  );
  const waits = order.state === 'incomplete' ? order.missing : [];
  return (
    <>
      {action.error === undefined ? null : <ProblemNotice error={action.error} {...action.errorText} />}
      {list.length === 0 ? null : (
        <div class="notice warn">
          <p>
            <strong>{m.panel_homonym_title()}</strong> {list.join('; ')}. {m.panel_homonym_check()}
          </p>
        </div>
      )}
      {pupil.objection ? (
        <div class="notice bad">
          <p>
            {pupil.objectionToDecide ? (
              <>
                {m.panel_objection_to_decide()}{' '}
                <a href={`/pupils/${pupil.id}`}>{m.panel_data_pupil_page()}</a>
              </>
            ) : (
              m.panel_objection_stands()
            )}
          </p>
        </div>
      ) : null}
      {order.proposed ? (
        <div class="notice warn">
          <p>{m.panel_letter_proposed_text()}</p>
        </div>
      ) : null}
      {order.requesterKnown ? null : (
        <div class="notice warn">
          <p>{m.panel_requester_unknown_text({ name: order.requestedBy.name })}</p>
        </div>
      )}
      {waits.length === 0 ? null : (
        <div class="notice">
          <p>{m.panel_case_waits({ parts: waits.map((part) => missingWords[part]()).join(', ') })}</p>
        </div>
      )}
    </>
  );
}

type BodyProps = {
  readonly order: OrderDetail;
  readonly action: CaseAction;
  readonly offer: Offer | undefined;
  readonly setOffer: (offer: Offer | undefined) => void;
  readonly refresh: () => void;
  readonly next: string | undefined;
  readonly takesFocus: { current: boolean };
};

function CaseBody({ order, action, offer, setOffer, refresh, next, takesFocus }: BodyProps): VNode {
  return (
    <>
      <div class="case-columns">
        <CasePhoto order={order} action={action} />
        <div>
          <CaseData order={order} />
          <CasePaperId order={order} action={action} />
        </div>
      </div>
      <Decision order={order} action={action} onOffer={setOffer} />
      <Issue order={order} action={action} offer={offer} onOffer={setOffer}>
        <NextCase to={next} takesFocus={takesFocus} isMain={offer !== undefined} />
      </Issue>
      {order.mobileIds.length === 0 ? null : (
        <MobileIds pupilId={order.pupil.id} mobileIds={order.mobileIds} onChanged={refresh} />
      )}
      <Timeline order={order} />
    </>
  );
}
