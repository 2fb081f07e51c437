import type { OrderList, OrderRow, OrderTab } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { go, type Place } from '@mleg/ui/router';
import { type Answered, useAnswer } from '@mleg/ui/use-answer';
import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { listOrders } from '../api.ts';
import { CASE_NAME, CasePane } from '../case/case-pane.tsx';
import { KeyHelp } from '../parts/key-help.tsx';
import { PaperForms } from '../parts/paper-forms.tsx';
import { ShowMore } from '../parts/show-more.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { useHeld } from '../parts/use-held.ts';
import { type More, useMore } from '../parts/use-more.ts';
import { useWide } from '../use-wide.ts';
import { tabWords } from '../words.ts';
import { LossReports } from './loss-reports.tsx';
import { Objections } from './objections.tsx';
import { QueueList, rowId } from './queue-list.tsx';
import { QueueTabs } from './queue-tabs.tsx';
import { scannedPlace } from './scanned-place.ts';
import { useKeySetting, useQueueKeys } from './use-queue-keys.ts';
import { useQueueWalk } from './use-queue-walk.ts';
import { useSearch } from './use-search.ts';

const FIRST_TAB: OrderTab = 'to_check';
/** The server sends as many at once. */
const QUEUE_PAGE = 300;
/** Tabs whose cases are worked off one after the other. */
const SETTLED_HERE: readonly OrderTab[] = ['new', 'incomplete', 'to_check', 'to_issue'];

const caseAddress = (orderId: string, tab: OrderTab): string => `/orders/${orderId}?tab=${tab}`;

function tabOf(place: Place): OrderTab {
  const wanted = place.query.get('tab');
  return wanted !== null && wanted in tabWords ? (wanted as OrderTab) : FIRST_TAB;
}

/** The queue and, where there is room, the case in hand beside it. */
export function QueuePage({ place, caseId }: { readonly place: Place; readonly caseId: string }): VNode {
  const tab = tabOf(place);
  const isWide = useWide();
  const search = useSearch();
  // Who looks for a pupil does not know the tab: a search goes through all of them.
  const isSearching = search.asked !== '';
  const asked = useAnswer(`orders ${isSearching ? '' : tab} ${search.asked}`, () =>
    listOrders(isSearching ? '' : tab, search.asked),
  );
  const queue = { ...asked, answer: useHeld(asked.answer, isSearching) };
  useReloadOnReturn(queue.reload);
  useFirstCase(isWide && caseId === '' && !isSearching, tab, queue);
  const takesFocus = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const [hasKeys, setKeys] = useKeySetting();
  const more = useMore(
    queue.answer?.orders,
    async (from) => (await listOrders(isSearching ? '' : tab, search.asked, from)).orders,
  );
  const orders = more.items;
  const walk = useQueueWalk(orders, caseId);
  const next = SETTLED_HERE.includes(tab) || isSearching ? walk(1) : undefined;
  const showsList = isWide || caseId === '';
  const back = isWide ? undefined : `/orders?tab=${tab}`;
  useQueueKeys(hasKeys, {
    onSearch: () => field.current?.focus(),
    onDecide: focusDecision,
    onStep: (step) => {
      const target = showsList ? rowFrom(orders, step, walk) : walk(step);
      if (target === undefined) return;
      document.getElementById(rowId(target.id))?.focus();
      if (caseId !== '') go(caseAddress(target.id, tab), { replace: true });
    },
  });
  return (
    <div class={isWide ? 'queue-and-case' : 'page'}>
      {showsList ? (
        <section class="queue">
          <QueueHead tab={tab} />
          <QueueBody {...{ tab, caseId, isSearching, search, queue, more, takesFocus, field }}>
            <PaperForms />
            <KeyHelp isOn={hasKeys} setOn={setKeys}>
              <kbd>J</kbd> <kbd>K</kbd> {m.panel_keys_step()} <kbd>Enter</kbd> {m.panel_keys_open()}{' '}
              <kbd>D</kbd> {m.panel_keys_decide()} <kbd>/</kbd> {m.panel_keys_search()}
            </KeyHelp>
          </QueueBody>
        </section>
      ) : null}
      {caseId === '' ? null : (
        <CasePane
          key={caseId}
          id={caseId}
          isPage={!isWide}
          backTo={back}
          takesFocus={takesFocus}
          next={next === undefined ? undefined : caseAddress(next.id, tab)}
          onChanged={queue.reload}
        />
      )}
      {isWide && caseId === '' ? <NoCase isEmpty={queue.answer?.orders.length === 0} /> : null}
    </div>
  );
}

function QueueHead({ tab }: { readonly tab: OrderTab }): VNode {
  return (
    <PageTitle title={m.panel_title({ page: `${m.panel_nav_orders()}: ${tabWords[tab]()}` })}>
      {m.panel_nav_orders()}
    </PageTitle>
  );
}

type BodyProps = {
  readonly tab: OrderTab;
  readonly caseId: string;
  readonly isSearching: boolean;
  readonly search: ReturnType<typeof useSearch>;
  readonly queue: Answered<OrderList>;
  readonly more: More<OrderRow>;
  readonly takesFocus: { current: boolean };
  readonly field: RefObject<HTMLInputElement | null>;
  readonly children: ComponentChildren;
};

function QueueBody(props: BodyProps): VNode {
  const { tab, caseId, isSearching, search, queue, more, takesFocus, field, children } = props;
  const orders = more.items;
  return (
    <>
      {queue.answer === undefined ? null : <LossReports queue={queue.answer} />}
      {queue.answer === undefined ? null : <Objections queue={queue.answer} />}
      <search class="search-line">
        <label class="visually-hidden" for="queue-search">
          {m.panel_queue_search()}
        </label>
        <input
          id="queue-search"
          ref={field}
          type="search"
          autocomplete="off"
          placeholder={m.panel_queue_search()}
          value={search.typed}
          onInput={(event) => {
            const { value } = event.currentTarget;
            const scanned = scannedPlace(value);
            if (scanned === undefined) search.type(value);
            else go(scanned);
          }}
        />
      </search>
      <QueueTabs
        counts={queue.answer?.counts}
        current={isSearching ? undefined : tab}
        onChoose={() => search.type('')}
      />
      <StaleNotice of={queue} text={m.panel_queue_failed()} />
      {queue.answer === undefined && queue.isLoading ? <Loading /> : null}
      {queue.answer === undefined ? null : (
        <QueueList
          {...{ orders, tab, caseId, isSearching }}
          onOpen={(orderId) => {
            takesFocus.current = orderId !== caseId;
            // The case is open already: there is nothing to wait for.
            if (orderId === caseId) document.getElementById(CASE_NAME)?.focus();
          }}
        />
      )}
      {queue.answer === undefined ? null : (
        <ShowMore of={more} total={queue.answer.total} page={QUEUE_PAGE} />
      )}
      {children}
    </>
  );
}

function NoCase({ isEmpty }: { readonly isEmpty: boolean }): VNode {
  return (
    <section class="case empty-case" aria-label={m.panel_case_label()}>
      <p class="quiet">{isEmpty ? m.panel_case_none() : m.panel_case_choose()}</p>
    </section>
  );
}

/** The first button of what can be done now: the decision, or the codes of a case that is decided. */
function focusDecision(): void {
  document.querySelector<HTMLElement>(':is(.decision, .issue) :is(button, a.button)')?.focus();
}

/** From the row that has the focus, else from the case in hand. */
function rowFrom(
  orders: readonly OrderRow[],
  step: 1 | -1,
  walk: (step: 1 | -1) => OrderRow | undefined,
): OrderRow | undefined {
  const focused = orders.findIndex(({ id }) => document.activeElement?.id === rowId(id));
  return focused < 0 ? walk(step) : orders[focused + step];
}

/** Asks again when the person comes back to this window. No timer: it would keep an unattended session alive. */
function useReloadOnReturn(reload: () => void): void {
  useEffect(() => {
    const update = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, [reload]);
}

/** The right-hand side always shows a case: the most urgent one, until somebody chooses another. */
function useFirstCase(isWanted: boolean, tab: OrderTab, queue: Answered<OrderList>): void {
  const first = queue.isLoading ? undefined : queue.answer?.orders[0]?.id;
  useEffect(() => {
    if (isWanted && first !== undefined) go(caseAddress(first, tab), { replace: true });
  }, [isWanted, first, tab]);
}
