import type { revocationReason } from '@mleg/contract/common';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { z } from 'zod';
import { type Actor, appendAudit } from '../../audit/append.ts';
import {
  endMobileIds,
  type HoldCause,
  liftCodeStop,
  listMobileIdRows,
  type MobileIdRow,
  restoreMobileIds,
  type SuspendedBy,
  suspendMobileIds,
} from '../../store/mobile-ids.ts';
import { endRight } from '../../store/offers.ts';
import type { Store } from '../../store/pool.ts';
import { lockPupil } from '../../store/pupils.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';

export type RevocationReason = z.infer<typeof revocationReason>;
export type MobileIdDeps = { readonly store: Store; readonly now: () => number };

/** Reasons that end the right too (rules.md C3); after the others a new phone may be activated without asking. */
const ENDS_RIGHT: readonly RevocationReason[] = [
  'objection',
  'paper_lost',
  'paper_withdrawn',
  'left_school',
  'fraud',
];

type OfPupil = { readonly school: number; readonly pupilId: string; readonly actor: Actor };

/**
 * Revokes all mobile IDs of a pupil, or the named ones; final. A reason that speaks of the pupil or the paper ID
 * also ends the right to activate, whichever phone was named; wrong data do when they are on all phones.
 * @returns how many of those that a phone got were revoked by this call
 */
export function revoke(
  deps: MobileIdDeps,
  request: OfPupil & { mobileIds?: readonly string[]; reason: RevocationReason },
): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => revokeIn(deps, tx, request));
}

/** The same inside a transaction of the caller (departure, objection). */
export async function revokeIn(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; actor: Actor; mobileIds?: readonly string[]; reason: RevocationReason },
): Promise<number> {
  const at = deps.now();
  const { pupilId, reason, actor, mobileIds } = request;
  await lockPupil(tx, pupilId);
  const onAllPhones = mobileIds === undefined && reason === 'data_error';
  if (onAllPhones || ENDS_RIGHT.includes(reason)) await endRight(tx, { pupilId, reason, at });
  const ended = await endMobileIds(
    tx,
    { pupilId, mobileIds: mobileIds ?? null },
    { state: 'revoked', reason, at, bySchool: isSchool(actor) },
  );
  for (const { id: subject } of ended) {
    await appendAudit(tx, at, { event: 'mobile_id_revoked', actor, pupilId, subject, note: reason });
  }
  return ended.filter(({ delivered }) => delivered).length;
}

type Suspension = {
  readonly mobileIds?: readonly string[];
  readonly by: SuspendedBy;
  readonly cause?: HoldCause;
};

/**
 * Suspends the pupil's standing mobile IDs, or the named ones, for a cause (somebody's request by default); how many of
 * those that a phone got and that were not suspended for it. Several causes hold one ID beside each other.
 */
export function suspend(deps: MobileIdDeps, request: OfPupil & Suspension): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => suspendIn(deps, tx, request));
}

/** The same inside a transaction of the caller. */
export async function suspendIn(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; actor: Actor } & Suspension,
): Promise<number> {
  const { pupilId, actor, by, mobileIds, cause = 'request' } = request;
  await lockPupil(tx, pupilId);
  const at = deps.now();
  const hold = { by, cause, actor: actor.id, at };
  const rows = await suspendMobileIds(tx, { pupilId, mobileIds: mobileIds ?? null }, hold);
  const note = cause === 'request' ? by : cause;
  for (const { id: subject } of rows) {
    await appendAudit(tx, at, { event: 'mobile_id_suspended', actor, pupilId, subject, note });
  }
  return rows.filter(({ delivered }) => delivered).length;
}

type Restoration = {
  readonly mobileIds?: readonly string[];
  readonly by: Exclude<SuspendedBy, 'lock_code'>;
  readonly cause?: HoldCause;
};

/**
 * Lifts suspensions of a cause (somebody's request by default): the school any, a guardian or pupil the own one only
 * (rules.md C4).
 * @returns how many that a phone got nothing holds any more
 */
export function restore(deps: MobileIdDeps, request: OfPupil & Restoration): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => restoreIn(deps, tx, request));
}

/** The same inside a transaction of the caller. */
export async function restoreIn(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; actor: Actor } & Restoration,
): Promise<number> {
  const { pupilId, actor, by, mobileIds, cause = 'request' } = request;
  await lockPupil(tx, pupilId);
  const lift = { by, cause, actor: actor.id };
  const rows = await restoreMobileIds(tx, { pupilId, mobileIds: mobileIds ?? null }, lift);
  const note = cause === 'request' ? by : cause;
  for (const { id: subject } of rows) {
    await appendAudit(tx, deps.now(), { event: 'mobile_id_restored', actor, pupilId, subject, note });
  }
  if (by === 'school' && (await liftCodeStop(tx, pupilId, cause)))
    await appendAudit(tx, deps.now(), { event: 'code_stop_lifted', actor, pupilId });
  return rows.filter(({ delivered }) => delivered).length;
}

/** Whether it is the school that acts: its suspension ends by nobody else's hand (rules.md C9). */
function isSchool({ kind }: Actor): boolean {
  return kind === 'staff' || kind === 'api';
}

/**
 * Mobile IDs of these pupils, those that a phone got. The last day is the earlier one of what stands in the phone and
 * what the school's paper ID says (rules.md V6); an active one past it is `expired`.
 */
export async function listMobileIds(
  deps: Pick<MobileIdDeps, 'now'>,
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
