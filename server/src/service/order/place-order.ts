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
import { insertOrder, type OrderRecord, openOrder } from '../../store/orders.ts';
import type { PolicyRow } from '../../store/policy.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { tellFamily } from '../family/notify-family.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { clockFacts, partsOf, setParts, startClock } from './order-clock.ts';

export type OrderRequest = {
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
  /** It is taken from a letter, and a person has yet to say whose it is. */
  readonly proposed?: true;
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
 * @throws DomainError objection_filed, right_ended (the pupil has left), channel_closed with the open ways
 */
export async function placeOrder(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  request: OrderRequest,
): Promise<PlacedOrder> {
  const { pupil, policy } = pupilCase;
  if (pupil.status === 'left') throw new DomainError('right_ended', { reason: 'left_school' });
  if (pupil.objectionAt !== null) throw new DomainError('objection_filed');
  refuseClosedDoor(policy, request.channel);
  const open = await openOrder(pupilCase);
  if (open) return request.hasApplication ? joinApplication(deps, pupilCase, open, request) : open;
  const { requester, actor } = request;
  const missing = await partsOf(deps, pupilCase, request.hasApplication);
  const state = stateOfParts(missing);
  const clock = startClock(deps, policy, missing);
  const id = newId();
  const receivedAt = deps.now();
  await insertOrder(pupilCase, {
    id,
    year: Number(warsawDayOf(receivedAt).slice(0, 4)),
    channel: request.channel,
    state,
    missing,
    requesterName: requester.name,
    requesterEmail: requester.email,
    requesterGuardianId: requester.guardianId,
    requesterKnown: requester.known,
    mayPupilCollect: request.mayPupilCollect,
    noticeVersion: request.noticeVersion,
    proposed: request.proposed ?? false,
    receivedAt,
    ...clock,
  });
  const note = request.noticeVersion ? `notice ${request.noticeVersion}` : undefined;
  const event = { event: 'order_received', actor, pupilId: pupil.id, subject: id } as const;
  await appendAudit(pupilCase, receivedAt, note ? { ...event, note } : event);
  await tellFamily(deps, pupilCase, {
    event: missing.length > 0 ? 'order_incomplete' : 'order_received',
    facts: clockFacts(clock.dueOn, missing),
  });
  return { id, state, dueOn: clock.dueOn, missing };
}

/** A door that the school keeps closed answers with how to order instead (rules.md O3). */
function refuseClosedDoor({ channels }: PolicyRow, channel: OrderChannel): void {
  const door = doorOf(channel);
  if (door === undefined || channels.includes(door)) return;
  throw new DomainError('channel_closed', { channel: door, open: channels.join(' ') });
}

/** The application that an open order waited for: the halves become one and the clock may start (rules.md O1, O2). */
async function joinApplication(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  open: OrderRecord,
  { actor }: OrderRequest,
): Promise<PlacedOrder> {
  if (!open.missing.includes('application')) return open;
  const joined = await setParts(deps, pupilCase, open, await partsOf(deps, pupilCase, true));
  const { pupilId } = pupilCase;
  await appendAudit(pupilCase, deps.now(), { event: 'order_received', actor, pupilId, subject: open.id });
  return joined;
}
