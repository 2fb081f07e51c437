import type { OrderRow, OrderTab } from '@mleg/contract/order';
import { dayOf, formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useTable } from '../use-wide.ts';
import { channelWords, missingWords, orderStateWords } from '../words.ts';
import { DueText } from './due-text.tsx';

/** The DOM id of a row's link: the keys J and K move the focus there. */
export const rowId = (orderId: string): string => `order-${orderId}`;

type ListProps = {
  readonly orders: readonly OrderRow[];
  readonly tab: OrderTab;
  readonly caseId: string;
  readonly isSearching: boolean;
  /** A link is followed (and not a key of the queue pressed). */
  readonly onOpen: (orderId: string) => void;
};

/** The orders of a tab: a table, or cards on a phone; when there are none, what that means. */
export function QueueList(props: ListProps): VNode {
  const isTable = useTable();
  const { orders, tab, isSearching } = props;
  if (orders.length === 0) return <Empty tab={tab} isSearching={isSearching} />;
  return isTable ? <Table {...props} /> : <Cards {...props} />;
}

function Empty({ tab, isSearching }: { readonly tab: OrderTab; readonly isSearching: boolean }): VNode {
  if (isSearching) return <p class="empty">{m.panel_queue_no_match()}</p>;
  const isToDo = tab === 'to_check' || tab === 'new';
  return (
    <div class="empty">
      <p>
        <strong>{isToDo ? m.panel_queue_all_done() : m.panel_queue_empty_tab()}</strong>
      </p>
      {isToDo ? <p class="quiet">{m.panel_queue_teach()}</p> : null}
    </div>
  );
}

function Table({ orders, tab, caseId, isSearching, onOpen }: ListProps): VNode {
  // Where the tab says it all there is no column to say it again.
  const showsStage = isSearching || tab === 'incomplete' || tab === 'done';
  return (
    <div class="table-scroll">
      <table class="rows beside">
        <thead>
          <tr>
            <th scope="col">{m.panel_column_pupil()}</th>
            {showsStage ? <th scope="col">{m.panel_column_stage()}</th> : null}
            <th scope="col">
              {tab === 'done' || isSearching ? m.panel_column_received() : m.panel_column_since()}
            </th>
            <th scope="col">{m.panel_column_due()}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id} class={order.id === caseId ? 'current' : ''}>
              <th scope="row">
                <OrderLink order={order} tab={tab} caseId={caseId} onOpen={onOpen} />
                <ClassAndChannel order={order} showsStage={showsStage} />
              </th>
              {showsStage ? (
                <td>
                  <Stage order={order} />
                </td>
              ) : null}
              <td class="number">{formatShortDay(dayOf(order.receivedAt))}</td>
              <td>
                <DueText {...order} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Under the name: columns of their own would push the due date out of a tablet's screen. */
function ClassAndChannel(props: { readonly order: OrderRow; readonly showsStage: boolean }): VNode {
  const { order, showsStage } = props;
  return (
    <span class="quiet under">
      {m.panel_class({ name: order.classGroup })} · {channelWords[order.channel]()}
      {showsStage || order.requesterKnown ? null : (
        <span class="chip warn">{m.panel_requester_unknown()}</span>
      )}
      {order.proposed ? <span class="chip warn">{m.panel_letter_proposed()}</span> : null}
    </span>
  );
}

function Cards({ orders, tab, caseId, onOpen }: ListProps): VNode {
  return (
    <ul class="row-cards">
      {orders.map((order) => (
        <li key={order.id} class="card">
          <p class="card-head">
            <OrderLink order={order} tab={tab} caseId={caseId} onOpen={onOpen} />
            <span>{order.classGroup}</span>
          </p>
          <p>
            <Stage order={order} /> <span class="quiet">· {channelWords[order.channel]()}</span>
          </p>
          <p>
            <DueText {...order} />{' '}
            {order.proposed ? <span class="chip warn">{m.panel_letter_proposed()}</span> : null}
          </p>
        </li>
      ))}
    </ul>
  );
}

function OrderLink(props: {
  readonly order: OrderRow;
  readonly tab: OrderTab;
  readonly caseId: string;
  readonly onOpen: (orderId: string) => void;
}): VNode {
  const { order, tab, caseId, onOpen } = props;
  return (
    <a
      id={rowId(order.id)}
      class="row-link"
      href={`/orders/${order.id}?tab=${tab}`}
      onClick={() => onOpen(order.id)}
      translate={false}
      {...(order.id === caseId ? { 'aria-current': 'true' as const } : {})}
    >
      {order.pupilName}
    </a>
  );
}

function Stage({ order }: { readonly order: OrderRow }): VNode {
  const waits = order.missing.map((part) => missingWords[part]()).join(', ');
  const isWaiting = order.state === 'incomplete' && waits !== '';
  return (
    <>
      {isWaiting ? waits : orderStateWords[order.state]()}
      {order.requesterKnown ? null : <span class="chip warn">{m.panel_requester_unknown()}</span>}
    </>
  );
}
