import type { MobileId } from '@mleg/contract/common';
import { ageOver } from '@mleg/core/calendar/age';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { endMobileIds, type SuspendedBy } from '../../store/mobile-ids.ts';
import { type FoundLockCode, findLockCode } from '../../store/offers.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import { standingRight } from '../../store/rights.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { normaliseTypedCode } from '../issuing/codes.ts';
import {
  listMobileIds,
  type RevocationReason,
  restoreIn,
  revokeIn,
  suspendIn,
} from '../issuing/mobile-ids.ts';
import { endOrders } from './end-orders.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';
import { activatorOf, toMobileId } from './views.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;
type Change = {
  readonly pupilId: string;
  readonly mobileId: string | undefined;
  readonly actor: Acting['actor'];
};
export type MobileIds = { readonly mobileIds: MobileId[] };

/** All mobile IDs of a pupil. */
export async function listOf(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<MobileIds> {
  const rows = await listMobileIds(deps, tx, [pupilId]);
  return { mobileIds: rows.map((row) => toMobileId(row, activatorOf(row))) };
}

/**
 * Revokes one or all mobile IDs and tells the family.
 * @throws DomainError not_found
 */
export async function revokeMobileIds(
  deps: Deps,
  tx: SchoolTx,
  change: Change & { reason: RevocationReason },
): Promise<MobileIds> {
  const { pupilId, reason, actor } = change;
  const selected = await select(deps, tx, change);
  const count = await revokeIn(deps, tx, { pupilId, reason, actor, ...selected });
  await endOrdersWithoutRight(deps, tx, { pupilId, actor });
  if (count > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_revoked', facts: { reason } });
  return listOf(deps, tx, pupilId);
}

/** Some reasons end the right (rules.md C3): an order that waited for a phone waits no longer. */
async function endOrdersWithoutRight(
  deps: Deps,
  tx: SchoolTx,
  { pupilId, actor }: { pupilId: string; actor: Acting['actor'] },
): Promise<void> {
  if (await standingRight(tx, pupilId)) return;
  await endOrders(deps, tx, { pupilId, actor, of: 'ended_right' });
}

/** Suspends one or all mobile IDs and tells the family. @throws DomainError not_found */
export async function suspendMobileIds(
  deps: Deps,
  tx: SchoolTx,
  change: Change & { by: SuspendedBy },
): Promise<MobileIds> {
  const { pupilId, by, actor } = change;
  const selected = await select(deps, tx, change);
  const count = await suspendIn(deps, tx, { pupilId, by, actor, ...selected });
  if (count > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_suspended', facts: { by } });
  return listOf(deps, tx, pupilId);
}

/**
 * Lifts suspensions that this actor may lift, and tells the family. What the paper ID's last day suspends comes back with
 * a later day only (rules.md V6).
 * @throws DomainError not_found, objection_filed (the head teacher decides first, rules.md W3), paper_id_missing
 */
export async function restoreMobileIds(
  deps: Deps,
  tx: SchoolTx,
  change: Change & { by: Exclude<SuspendedBy, 'lock_code'> },
): Promise<MobileIds> {
  const { pupilId, by, actor } = change;
  await lockPupil(tx, pupilId);
  const selected = await select(deps, tx, change);
  if ((await pupilById(tx, pupilId))?.objectionToDecide) throw new DomainError('objection_filed');
  if (await isPastPaperId(deps, tx, change)) throw new DomainError('paper_id_missing');
  const count = await restoreIn(deps, tx, { pupilId, by, actor, ...selected });
  if (count > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_restored', facts: { by } });
  return listOf(deps, tx, pupilId);
}

/** Whether all that is suspended here is so by the paper ID's day: the other suspensions are lifted all the same. */
async function isPastPaperId(deps: Deps, tx: SchoolTx, { pupilId, mobileId }: Change): Promise<boolean> {
  const rows = await listMobileIds(deps, tx, [pupilId]);
  const suspended = rows.filter(
    (row) => row.state === 'suspended' && (mobileId === undefined || row.id === mobileId),
  );
  return (
    suspended.length > 0 && suspended.every(({ holds }) => holds.every(({ cause }) => cause === 'paper_id'))
  );
}

/**
 * Ends standing IDs so that new ones take their place: the right stays. Tells the family once.
 * @param change `mobileIds` undefined ends all of the pupil's
 */
export async function supersedeMobileIds(
  deps: Deps,
  tx: SchoolTx,
  change: { pupilId: string; mobileIds: readonly string[] | undefined; actor: Acting['actor'] },
): Promise<void> {
  const at = deps.now();
  const { pupilId, mobileIds = null, actor } = change;
  await lockPupil(tx, pupilId);
  const end = { state: 'superseded', reason: null, at, bySchool: false } as const;
  const ended = await endMobileIds(tx, { pupilId, mobileIds }, end);
  for (const { id: subject } of ended) {
    await appendAudit(tx, at, { event: 'mobile_id_superseded', actor, pupilId, subject });
  }
  if (ended.some(({ delivered }) => delivered))
    await tellFamily(deps, tx, { pupilId, event: 'mobile_id_superseded' });
}

/**
 * Suspends everything behind a lock code, without a log-in, and tells the family (rules.md C4).
 * @returns how many were suspended
 * @throws DomainError `not_found` for a code that is mistyped, unknown or ended with its right or its holder's rights
 *   (C9): one answer for all
 */
export async function suspendByLockCode(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  typed: string,
): Promise<number> {
  const code = normaliseTypedCode(typed);
  if (code === undefined) throw new DomainError('not_found');
  const index = deps.vault.operatorIndex('lock_code', code);
  const { school, pupilId } = aliveOrUnknown(deps, await findLockCode(deps.store, index));
  const work = async (tx: SchoolTx): Promise<number> => {
    await lockPupil(tx, pupilId);
    // Again behind the lock: whoever takes the holder's rights away has ended.
    aliveOrUnknown(deps, await findLockCode(tx, index));
    const by = 'lock_code';
    const count = await suspendIn(deps, tx, { pupilId, actor: { kind: 'system', id: by }, by });
    if (count > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_suspended', facts: { by } });
    return count;
  };
  // Whoever lost a phone waits behind nobody's file.
  return inSchool(deps.store, school, work, 'urgent');
}

/** W4: at midnight of the eighteenth birthday a guardian's code ends. @throws DomainError not_found */
function aliveOrUnknown(deps: Pick<SchoolDeps, 'now'>, found: FoundLockCode | undefined): FoundLockCode {
  const isOver = found?.isGuardians && ageOver(found.bornOn, warsawDayOf(deps.now()), 18);
  if (!found || isOver) throw new DomainError('not_found');
  return found;
}

async function select(deps: Deps, tx: SchoolTx, change: Change): Promise<{ mobileIds?: string[] }> {
  const { pupilId, mobileId } = change;
  if (!(await pupilById(tx, pupilId))) throw new DomainError('not_found');
  if (mobileId === undefined) return {};
  const own = await listMobileIds(deps, tx, [pupilId]);
  if (!own.some((row) => row.id === mobileId)) throw new DomainError('not_found');
  return { mobileIds: [mobileId] };
}
