import { standingOrderStates, waitingOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import { endOrdersOf } from '../../store/orders.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

/**
 * No order outlives what it waits for: the pupil leaves or somebody objects (all that have not ended), or the right that
 * came of it has ended (those that wait for a phone).
 */
export async function endOrders(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  request: { actor: Acting['actor']; of: 'pupil' | 'ended_right' },
): Promise<void> {
  const { actor, of } = request;
  const { pupilId } = pupilCase;
  const from = of === 'pupil' ? standingOrderStates : waitingOrderStates;
  const ended = await endOrdersOf(pupilCase, { to: 'withdrawn', from, by: actor.id, at: deps.now() });
  for (const subject of ended)
    await appendAudit(pupilCase, deps.now(), { event: 'order_withdrawn', actor, pupilId, subject });
}

/** An order whose code nobody took is answered by the one that is approved now: the right goes over to it. */
export async function closeEarlierOrders(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  { orderId, actor }: { orderId: string; actor: Acting['actor'] },
): Promise<void> {
  const { pupilId } = pupilCase;
  const end = { to: 'closed', from: ['issued'], by: actor.id, at: deps.now(), but: orderId } as const;
  for (const subject of await endOrdersOf(pupilCase, end))
    await appendAudit(pupilCase, deps.now(), { event: 'order_closed', actor, pupilId, subject });
}
