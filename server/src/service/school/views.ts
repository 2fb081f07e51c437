import type { MobileId } from '@mleg/contract/common';
import type { OrderDetail, OrderRow } from '@mleg/contract/order';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { isOneOf, tickingOrderStates } from '@mleg/core/order/order';
import { maskPersonalId } from '@mleg/core/person/pesel';
import { workingDaysLeft } from '@mleg/core/school-year/working-days';
import type { SchoolCipher } from '../../keys/vault.ts';
import { auditOfPupil } from '../../store/audit.ts';
import type { MobileIdRow } from '../../store/mobile-ids.ts';
import type { OrderRecord } from '../../store/orders.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import type { PupilRecord } from '../../store/pupils.ts';
import { schoolPolicy, staffNames } from '../../store/staff.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from './school-deps.ts';
import { toIsoTime } from './time.ts';

/** From which day and by whose days off what is left of a deadline is counted (rules.md O2). */
export type Calendar = { readonly today: string; readonly closures: ReadonlySet<string> };

/** The calendar of the transaction's school. */
export async function calendarOf(deps: Pick<SchoolDeps, 'now'>, tx: SchoolTx): Promise<Calendar> {
  const { closures } = await schoolPolicy(tx);
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
  };
}

/** A mobile ID as panel, portal and API show it. @param activatedBy a person's word for who took the code */
export function toMobileId(row: MobileIdRow, activatedBy: string): MobileId {
  return {
    id: row.id,
    state: row.state,
    validUntil: row.validUntil,
    activatedAt: toIsoTime(row.activatedAt),
    activatedBy,
    deviceNumber: row.deviceNumber,
    suspendedBy: row.suspendedBy,
    suspensions: row.holds.map(({ by, cause, at }) => ({ by, cause, at: toIsoTime(at) })),
    endedAt: row.endedAt === null ? null : toIsoTime(row.endedAt),
    reason: row.reason as MobileId['reason'],
  };
}

/** A personal number as dots. */
export function maskedPersonalId(cipher: SchoolCipher, pupil: PupilRecord): string {
  const place = { table: 'pupil', column: 'personal_id_sealed', row: pupil.id };
  return maskPersonalId(cipher.openText(place, pupil.personalIdSealed));
}

/** The pupil's paper ID with `expired` told apart (rules.md V1: expired is not a decision, so it is not stored). */
export async function paperIdView(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<OrderDetail['paperId']> {
  const row = await latestPaperId(tx, pupilId);
  if (!row) return null;
  const { kind, number, issuedOn, validUntil } = row;
  const expired = row.state === 'valid' && validUntil < warsawDayOf(deps.now());
  return { kind, number, issuedOn, validUntil, state: expired ? 'expired' : row.state };
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

/** `<kind>:<id>` of who took a code, in a word. */
export function activatorOf(row: MobileIdRow): string {
  return row.activatedBy.split(':')[0] ?? '';
}
