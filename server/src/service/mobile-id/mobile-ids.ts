import type { MobileId } from '@mleg/contract/common';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { listMobileIdRows, type MobileIdRow } from '../../store/mobile-ids.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

type Deps = Pick<SchoolDeps, 'now'>;
export type MobileIds = { readonly mobileIds: MobileId[] };

/**
 * Mobile IDs of these pupils, those that a phone got. The last day is the earlier one of what stands in the phone and
 * what the school's paper ID says (rules.md V6); an active one past it is `expired`.
 */
export async function listMobileIds(
  deps: Deps,
  tx: SchoolTx,
  pupilIds: readonly string[],
): Promise<MobileIdRow[]> {
  const today = warsawDayOf(deps.now());
  const rows = await listMobileIdRows(tx, pupilIds);
  return rows.map((row) => asOf(row, today));
}

function asOf(row: MobileIdRow, today: string): MobileIdRow {
  if (row.state !== 'active' && row.state !== 'suspended') return row;
  const isShorter = row.paperUntil !== null && row.paperUntil < row.validUntil;
  const validUntil = isShorter ? (row.paperUntil ?? row.validUntil) : row.validUntil;
  return row.state === 'active' && validUntil < today
    ? { ...row, validUntil, state: 'expired' }
    : { ...row, validUntil };
}

/** Whether the ID is in a phone and has not ended; past its day it may be prolonged. */
export function isStanding({ state }: MobileIdRow): boolean {
  return state === 'active' || state === 'suspended' || state === 'expired';
}

/** All mobile IDs of a pupil as panel and API show them. */
export async function readMobileIds(deps: Deps, tx: SchoolTx, pupilId: string): Promise<MobileIds> {
  return { mobileIds: (await listMobileIds(deps, tx, [pupilId])).map(toMobileId) };
}

/** A mobile ID as panel, portal and API show it; who took the code is a word. */
export function toMobileId(row: MobileIdRow): MobileId {
  return {
    id: row.id,
    state: row.state,
    validUntil: row.validUntil,
    activatedAt: toIsoTime(row.activatedAt),
    activatedBy: row.activatedBy.split(':')[0] ?? '',
    deviceNumber: row.deviceNumber,
    suspendedBy: row.suspendedBy,
    suspensions: row.holds.map(({ by, cause, at }) => ({ by, cause, at: toIsoTime(at) })),
    endedAt: row.endedAt === null ? null : toIsoTime(row.endedAt),
    reason: row.reason as MobileId['reason'],
  };
}
