import {
  type MissingPart,
  type OrderChannel,
  type OrderState,
  openOrderStates,
  orderComesFrom,
} from '@mleg/core/order/order';
import type { PupilCase } from './pupil-case.ts';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

export type OrderRecord = {
  readonly id: string;
  readonly pupilId: string;
  readonly caseNumber: string;
  readonly channel: OrderChannel;
  readonly state: OrderState;
  readonly missing: MissingPart[];
  readonly requesterName: string;
  readonly requesterEmail: string | null;
  readonly requesterGuardianId: string | null;
  readonly requesterKnown: boolean;
  /** A letter was taken for the pupil's, and no person has said so yet. */
  readonly proposed: boolean;
  readonly receivedAt: number;
  readonly dueOn: string | null;
  readonly refusalReason: string | null;
  readonly refusalNote: string | null;
  readonly decidedBy: string | null;
  readonly version: number;
};
/** An order with what the queue shows of its pupil. */
export type QueueRow = OrderRecord & {
  /** How many there are in all. */
  readonly total: number;
  readonly givenNames: string;
  readonly surname: string;
  readonly classGroup: string;
};

const QUEUE_MAX = 300;
// Literals, so that the index of open orders is used.
const OPEN_STATES = openOrderStates.map((state) => `'${state}'`).join();
const COLUMNS = `o.id, o.pupil_id as "pupilId", o.case_number as "caseNumber", o.channel, o.state, o.missing,
  o.requester_name as "requesterName", o.requester_email as "requesterEmail",
  o.requester_guardian_id as "requesterGuardianId", o.requester_known as "requesterKnown", o.proposed,
  o.received_at as "receivedAt", o.due_on as "dueOn", o.refusal_reason as "refusalReason",
  o.refusal_note as "refusalNote", o.decided_by as "decidedBy", o.version`;

const BY_ID = {
  name: 'order-by-id',
  text: `select ${COLUMNS} from orders o where school_id = $1 and id = $2`,
};
const LOCK = {
  name: 'order-lock',
  text: `select ${COLUMNS} from orders o where school_id = $1 and pupil_id = $2 and id = $3 for update`,
};
const LATEST = {
  name: 'order-latest',
  text: `select ${COLUMNS} from orders o where school_id = $1 and pupil_id = $2 order by received_at desc, id limit 1`,
};
const OPEN = {
  name: 'order-open',
  text: `select ${COLUMNS} from orders o where school_id = $1 and pupil_id = $2
    and state in (${OPEN_STATES}) for update`,
};
const QUEUE = {
  name: 'order-queue',
  text: `select ${COLUMNS}, p.given_names as "givenNames", p.surname, p.class_group as "classGroup",
      count(*) over ()::int as total
    from orders o join pupil p on p.school_id = o.school_id and p.id = o.pupil_id
    where o.school_id = $1 and o.state = any($2) and ($3 = '' or o.case_number = $5 or p.name_key like '%' || $3 || '%')
    order by o.due_on nulls last, o.received_at, o.id limit ${QUEUE_MAX} offset $4`,
};
const COUNTS = {
  name: 'order-counts',
  text: 'select state, count(*)::int as count from orders where school_id = $1 group by state',
};
const NEXT_NUMBER = {
  name: 'order-next-number',
  text: `insert into case_counter (school_id, year, last_number) values ($1, $2, 1)
    on conflict (school_id, year) do update set last_number = case_counter.last_number + 1
    returning last_number as number`,
};
const INSERT = {
  name: 'order-insert',
  text: `insert into orders (school_id, id, pupil_id, case_number, channel, state, missing, requester_name,
      requester_email, requester_guardian_id, requester_known, may_pupil_collect, notice_version, received_at,
      clock_started_on, due_on, proposed)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
};
const SET_PARTS = {
  name: 'order-parts',
  text: `update orders set state = $4, missing = $5, clock_started_on = $6, due_on = $7, version = version + 1
    where school_id = $1 and pupil_id = $2 and id = $3 and state in ('received', 'incomplete', 'to_check')`,
};
// A part of the case changed: who had it on the screen sees that it is another one.
const TOUCH = {
  name: 'order-touch',
  text: 'update orders set version = version + 1 where school_id = $1 and pupil_id = $2',
};
const CONFIRM = {
  name: 'order-confirm',
  text: `update orders set proposed = false, version = version + 1
    where school_id = $1 and pupil_id = $2 and id = $3 and proposed returning id`,
};
const OF_PUPIL = {
  name: 'orders-of-pupil',
  text: `select ${COLUMNS} from orders o where school_id = $1 and pupil_id = $2
    order by received_at desc, id limit 100`,
};
const MOVE = {
  name: 'order-move',
  text: `update orders set state = $4, proposed = false, refusal_reason = $6, refusal_note = $7, decided_by = $8, decided_at = $9,
      version = version + 1
    where school_id = $1 and pupil_id = $2 and id = $3 and state = any($5) returning id`,
};

export async function orderById(tx: SchoolTx, id: string): Promise<OrderRecord | undefined> {
  return firstRow(await tx.run<OrderRecord>(BY_ID, [tx.school, id]));
}

/** An order of the case, locked until the transaction ends. */
export async function lockOrder(
  { school, pupilId, run }: PupilCase,
  id: string,
): Promise<OrderRecord | undefined> {
  return firstRow(await run<OrderRecord>(LOCK, [school, pupilId, id]));
}

export async function latestOrder(tx: SchoolTx, pupilId: string): Promise<OrderRecord | undefined> {
  return firstRow(await tx.run<OrderRecord>(LATEST, [tx.school, pupilId]));
}

/** The pupil's orders, the newest 100 first. */
export function ordersOfPupil(tx: SchoolTx, pupilId: string): Promise<OrderRecord[]> {
  return tx.run<OrderRecord>(OF_PUPIL, [tx.school, pupilId]);
}

/** A person has said that a proposed order is the pupil's; false where it was none, or nobody had to say so. */
export async function confirmOrder({ school, pupilId, run }: PupilCase, id: string): Promise<boolean> {
  return (await run(CONFIRM, [school, pupilId, id])).length > 0;
}

/** The pupil's open order, locked; a pupil has at most one. */
export async function openOrder({ school, pupilId, run }: PupilCase): Promise<OrderRecord | undefined> {
  return firstRow(await run<OrderRecord>(OPEN, [school, pupilId]));
}

/**
 * Orders in these states, the most urgent first, at most 300 from a place on; each row knows how many there are.
 * @param wanted by a folded name, or by a whole case number
 */
export function listOrders(
  tx: SchoolTx,
  states: readonly OrderState[],
  wanted: { readonly nameKey: string; readonly caseNumber: string },
  from = 0,
): Promise<QueueRow[]> {
  return tx.run<QueueRow>(QUEUE, [tx.school, states, wanted.nameKey, from, wanted.caseNumber]);
}

export async function countOrders(tx: SchoolTx): Promise<Map<OrderState, number>> {
  const rows = await tx.run<{ state: OrderState; count: number }>(COUNTS, [tx.school]);
  return new Map(rows.map((row) => [row.state, row.count]));
}

export type NewOrder = {
  readonly id: string;
  readonly year: number;
  readonly channel: OrderChannel;
  readonly state: OrderState;
  readonly missing: readonly MissingPart[];
  readonly requesterName: string;
  readonly requesterEmail: string | null;
  readonly requesterGuardianId: string | null;
  readonly requesterKnown: boolean;
  readonly mayPupilCollect: boolean;
  readonly noticeVersion: string | null;
  readonly receivedAt: number;
  readonly clockStartedOn: string | null;
  readonly dueOn: string | null;
  readonly proposed: boolean;
};

/** Adds an order under the school's next case number of the year („2026/0412”). */
export async function insertOrder({ school, pupilId, run }: PupilCase, order: NewOrder): Promise<string> {
  const { number } = onlyRow(await run<{ number: number }>(NEXT_NUMBER, [school, order.year]));
  const caseNumber = `${order.year}/${String(number).padStart(4, '0')}`;
  await run(INSERT, [
    ...[school, order.id, pupilId, caseNumber, order.channel, order.state, order.missing],
    ...[order.requesterName, order.requesterEmail, order.requesterGuardianId, order.requesterKnown],
    ...[order.mayPupilCollect, order.noticeVersion, order.receivedAt, order.clockStartedOn, order.dueOn],
    order.proposed,
  ]);
  return caseNumber;
}

/** Writes what an open order waits for, and its clock (rules.md O2). */
export async function setOrderParts(
  { school, pupilId, run }: PupilCase,
  id: string,
  parts: {
    state: OrderState;
    missing: readonly MissingPart[];
    clockStartedOn: string | null;
    dueOn: string | null;
  },
): Promise<void> {
  const { state, missing, clockStartedOn, dueOn } = parts;
  await run(SET_PARTS, [school, pupilId, id, state, missing, clockStartedOn, dueOn]);
}

/** Makes what anybody has seen of the pupil's orders stale: their photo is another one. */
export async function touchOrders({ school, pupilId, run }: PupilCase): Promise<void> {
  await run(TOUCH, [school, pupilId]);
}

const END = {
  name: 'order-end',
  text: `update orders set state = $3, decided_by = $5, decided_at = $6, version = version + 1
    where school_id = $1 and pupil_id = $2 and state = any($4) and id <> $7 returning id`,
};

/** Ends the pupil's orders that are in one of these states, but for one; their ids. */
export async function endOrdersOf(
  { school, pupilId, run }: PupilCase,
  end: {
    to: 'withdrawn' | 'closed';
    from: readonly OrderState[];
    by: string;
    at: number;
    but?: string | undefined;
  },
): Promise<string[]> {
  const values = [school, pupilId, end.to, end.from, end.by, end.at, end.but ?? ''];
  return (await run<{ id: string }>(END, values)).map(({ id }) => id);
}

/** One guarded step forward; false when the order was in no state from which it may come. */
export async function moveOrder(
  { school, pupilId, run }: PupilCase,
  id: string,
  move: { to: OrderState; reason: string | null; note: string | null; by: string; at: number },
): Promise<boolean> {
  const { to, reason, note, by, at } = move;
  const values = [school, pupilId, id, to, orderComesFrom[to], reason, note, by, at];
  return (await run(MOVE, values)).length > 0;
}
