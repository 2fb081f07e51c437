import type { NoticeVersion } from '@mleg/contract/guardian';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import {
  doorOf,
  type MissingPart,
  type OrderChannel,
  type OrderState,
  stateOfParts,
} from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { newId } from '../../store/ids.ts';
import { insertOrder, type OrderRecord, openOrder, orderById } from '../../store/orders.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import { schoolPolicy } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { tellFamily } from './notify-family.ts';
import { partsOf, setParts, startClock } from './order-clock.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

export type OrderRequest = {
  readonly pupilId: string;
  readonly channel: OrderChannel;
  readonly requester: {
    readonly name: string;
    readonly email: string | null;
    readonly guardianId: string | null;
    /** False marks the order for the office: somebody the register does not know asked. */
    readonly known: boolean;
  };
  /** A signed form lies before the office. */
  readonly hasApplication: boolean;
  readonly mayPupilCollect: boolean;
  readonly noticeVersion: NoticeVersion | null;
  readonly actor: Acting['actor'];
};

export type PlacedOrder = {
  readonly id: string;
  readonly state: OrderState;
  readonly dueOn: string | null;
  readonly missing: readonly MissingPart[];
};

/**
 * Takes an order. Where the pupil has an open one already, the two join (rules.md O1) and the open one is answered.
 * @throws DomainError not_found, objection_filed, right_ended (the pupil has left), channel_closed with the open ways
 */
export async function placeOrder(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: OrderRequest,
): Promise<PlacedOrder> {
  // A photo, a paper ID, an objection or another order that comes at once has ended, or finds this one.
  await lockPupil(tx, request.pupilId);
  const pupil = await pupilById(tx, request.pupilId);
  if (pupil === undefined) throw new DomainError('not_found');
  if (pupil.status === 'left') throw new DomainError('right_ended', { reason: 'left_school' });
  if (pupil.objectionAt !== null) throw new DomainError('objection_filed');
  await refuseClosedDoor(tx, request.channel);
  const open = await openOrder(tx, request.pupilId);
  if (open) return request.hasApplication ? joinApplication(deps, tx, open, request) : open;
  const { requester, actor } = request;
  const missing = await partsOf(deps, tx, request.pupilId, request.hasApplication);
  const clock = await startClock(deps, tx, missing);
  const id = newId();
  const receivedAt = deps.now();
  await insertOrder(tx, {
    id,
    pupilId: request.pupilId,
    year: Number(warsawDayOf(receivedAt).slice(0, 4)),
    channel: request.channel,
    state: stateOfParts(missing),
    missing,
    requesterName: requester.name,
    requesterEmail: requester.email,
    requesterGuardianId: requester.guardianId,
    requesterKnown: requester.known,
    mayPupilCollect: request.mayPupilCollect,
    noticeVersion: request.noticeVersion,
    receivedAt,
    ...clock,
  });
  const note = request.noticeVersion ? `notice ${request.noticeVersion}` : undefined;
  const event = { event: 'order_received', actor, pupilId: request.pupilId, subject: id } as const;
  await appendAudit(tx, receivedAt, note ? { ...event, note } : event);
  const facts: Record<string, string> = clock.dueOn ? { dueOn: clock.dueOn } : { missing: missing.join(' ') };
  await tellFamily(deps, tx, {
    pupilId: request.pupilId,
    event: missing.length > 0 ? 'order_incomplete' : 'order_received',
    facts,
  });
  const placed = await orderById(tx, id);
  if (placed === undefined) throw new Error('an order that was just placed is gone');
  return placed;
}

/** A door that the school keeps closed answers with how to order instead (rules.md O3). */
async function refuseClosedDoor(tx: SchoolTx, channel: OrderChannel): Promise<void> {
  const door = doorOf(channel);
  const { channels } = await schoolPolicy(tx);
  if (door === undefined || channels.includes(door)) return;
  throw new DomainError('channel_closed', { channel: door, open: channels.join(' ') });
}

/** The application that an open order waited for: the halves become one and the clock may start (rules.md O1, O2). */
async function joinApplication(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  open: OrderRecord,
  { pupilId, actor }: OrderRequest,
): Promise<PlacedOrder> {
  if (!open.missing.includes('application')) return open;
  const joined = await setParts(deps, tx, open, await partsOf(deps, tx, pupilId, true));
  await appendAudit(tx, deps.now(), { event: 'order_received', actor, pupilId, subject: open.id });
  return joined;
}
