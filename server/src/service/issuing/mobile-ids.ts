import type { revocationReason } from '@mleg/contract/common';
import { warsawDayOf } from '@mleg/core/credential/validity';
import type { z } from 'zod';
import { type Actor, appendAudit } from '../../audit/append.ts';
import {
  endMobileIds,
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

/** Suspends the pupil's active mobile IDs, or the named ones; how many of those that a phone got. */
export function suspend(
  deps: MobileIdDeps,
  request: OfPupil & { mobileIds?: readonly string[]; by: SuspendedBy },
): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => suspendIn(deps, tx, request));
}

/** The same inside a transaction of the caller. */
export async function suspendIn(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; actor: Actor; mobileIds?: readonly string[]; by: SuspendedBy },
): Promise<number> {
  const { pupilId, actor, by, mobileIds } = request;
  await lockPupil(tx, pupilId);
  // A guardian who suspended lifts no suspension by a person of the school; one that the system made (an objection that
  // waits) is lifted by the system, and must not lift the guardian's.
  const takesOver = by === 'school' && isSchool(actor);
  const selection = { pupilId, mobileIds: mobileIds ?? null };
  const rows = await suspendMobileIds(tx, selection, { by, actorId: actor.id, takesOver });
  for (const { id: subject } of rows) {
    await appendAudit(tx, deps.now(), { event: 'mobile_id_suspended', actor, pupilId, subject, note: by });
  }
  return rows.filter(({ delivered }) => delivered).length;
}

/**
 * Lifts suspensions: the school any, a guardian or pupil the own one only (rules.md C4).
 * @returns how many were restored
 */
export function restore(
  deps: MobileIdDeps,
  request: OfPupil & { mobileIds?: readonly string[]; by: Exclude<SuspendedBy, 'lock_code'> },
): Promise<number> {
  return inSchool(deps.store, request.school, (tx) => restoreIn(deps, tx, request));
}

/** The same inside a transaction of the caller. */
export async function restoreIn(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  request: {
    pupilId: string;
    actor: Actor;
    mobileIds?: readonly string[];
    by: Exclude<SuspendedBy, 'lock_code'>;
  },
): Promise<number> {
  const { pupilId, actor, by, mobileIds } = request;
  await lockPupil(tx, pupilId);
  const ids = await restoreMobileIds(tx, { pupilId, mobileIds: mobileIds ?? null }, by, actor.id);
  for (const subject of ids) {
    await appendAudit(tx, deps.now(), { event: 'mobile_id_restored', actor, pupilId, subject, note: by });
  }
  if (by === 'school' && (await liftCodeStop(tx, pupilId)))
    await appendAudit(tx, deps.now(), { event: 'code_stop_lifted', actor, pupilId });
  return ids.length;
}

/** Whether it is the school that acts: its suspension ends by nobody else's hand (rules.md C9). */
function isSchool({ kind }: Actor): boolean {
  return kind === 'staff' || kind === 'api';
}

/** Mobile IDs of these pupils, delivered ones only; an active one past its date is `expired`. */
export async function listMobileIds(
  deps: Pick<MobileIdDeps, 'now'>,
  tx: SchoolTx,
  pupilIds: readonly string[],
): Promise<MobileIdRow[]> {
  const today = warsawDayOf(deps.now());
  const rows = await listMobileIdRows(tx, pupilIds);
  return rows.map((row) =>
    row.state === 'active' && row.validUntil < today ? { ...row, state: 'expired' as const } : row,
  );
}
