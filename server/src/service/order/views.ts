import type { OrderDetail, OrderRow } from '@mleg/contract/order';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { isOneOf, tickingOrderStates } from '@mleg/core/order/order';
import { workingDaysLeft } from '@mleg/core/school-year/working-days';
import { auditOfPupil } from '../../store/audit.ts';
import type { OrderRecord } from '../../store/orders.ts';
import type { PolicyRow } from '../../store/policy.ts';
import { staffNames } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

/** From which day and by whose days off what is left of a deadline is counted (rules.md O2). */
export type Calendar = { readonly today: string; readonly closures: ReadonlySet<string> };

/** The calendar of a school with these settings. */
export function calendarOf(deps: Pick<SchoolDeps, 'now'>, { closures }: PolicyRow): Calendar {
  return { today: warsawDayOf(deps.now()), closures: new Set(closures) };
}

/** An order as a line of the queue. */
export function toOrderRow(
  order: OrderRecord & { givenNames: string; surname: string; classGroup: string },
  { today, closures }: Calendar,
): OrderRow {
  const isOpen = isOneOf(tickingOrderStates, order.state);
  const dueOn = isOpen ? order.dueOn : null;
  return {
    id: order.id,
    caseNumber: order.caseNumber,
    pupilId: order.pupilId,
    pupilName: `${order.surname} ${order.givenNames}`,
    classGroup: order.classGroup,
    channel: order.channel,
    state: order.state,
    missing: [...order.missing],
    receivedAt: toIsoTime(order.receivedAt),
    dueOn,
    workingDaysLeft: dueOn === null ? null : workingDaysLeft(today, dueOn, closures),
    requesterKnown: order.requesterKnown,
    proposed: order.proposed,
  };
}

/** What happened to a pupil's case, newest first; staff by name, everybody else by kind. */
export async function timelineOf(
  tx: SchoolTx,
  pupilId: string,
): Promise<Pick<OrderDetail, 'timeline' | 'timelineTotal'>> {
  const events = await auditOfPupil(tx, pupilId);
  const staff = events.filter((event) => event.actorKind === 'staff').map((event) => event.actorId);
  const names = await staffNames(tx, [...new Set(staff)]);
  const timeline = events.map((event) => ({
    at: toIsoTime(event.at),
    event: event.event,
    actor: names.get(event.actorId) ?? event.actorKind,
    note: event.note,
  }));
  return { timeline, timelineTotal: events[0]?.total ?? 0 };
}
