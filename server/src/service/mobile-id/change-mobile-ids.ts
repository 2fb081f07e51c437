import type { revocationReason } from '@mleg/contract/common';
import type { AuditEventCode } from '@mleg/core/catalogue/audit-events';
import type { FamilyEvent } from '@mleg/core/catalogue/family-events';
import { DomainError } from '@mleg/core/errors';
import type { z } from 'zod';
import { type Actor, appendAudit } from '../../audit/append.ts';
import {
  type ChangedMobileId,
  type HoldCause,
  type LiftedOf,
  liftCodeStop,
  type MobileIdRow,
  restoreMobileIds,
  revokeMobileIds,
  type Selection,
  type SuspendedBy,
  supersedeMobileIds,
  suspendMobileIds,
} from '../../store/mobile-ids.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { endRight, standingRight } from '../../store/rights.ts';
import { type FamilyFacts, tellFamily } from '../family/notify-family.ts';
import { endOrders } from '../order/end-orders.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { listMobileIds } from './mobile-ids.ts';

type Deps = Pick<SchoolDeps, 'now'>;
export type RevocationReason = z.infer<typeof revocationReason>;

/** Which of the pupil's IDs an act means; with neither member all of them. */
type Meant = {
  /** One that somebody names. */
  readonly mobileId?: string | undefined;
  /** Those that a rule has found. */
  readonly mobileIds?: readonly string[];
};
type Change = Meant & {
  readonly actor: Actor;
  /** What the family's message says beside; null where the act has another message. */
  readonly facts?: FamilyFacts | null;
};

/** Reasons that end the right too (rules.md C3); after the others a new phone may be activated without asking. */
const ENDS_RIGHT: readonly RevocationReason[] = [
  'objection',
  'paper_lost',
  'paper_withdrawn',
  'left_school',
  'fraud',
];

/**
 * Revokes all mobile IDs of the pupil, or the ones that are meant; final. A reason that speaks of the pupil or the paper ID
 * also ends the right to activate, whichever phone was named, and with it the order that waited for a phone; wrong data do
 * when they are on all phones.
 * @returns how many of those that a phone got were revoked by this call
 * @throws DomainError not_found for an ID that is not the pupil's
 */
export async function revoke(
  deps: Deps,
  pupilCase: PupilCase,
  change: Change & { readonly reason: RevocationReason },
): Promise<number> {
  const { reason, actor, facts = { reason } } = change;
  const meant = await select(deps, pupilCase, change);
  const at = deps.now();
  const onAllPhones = meant === null && reason === 'data_error';
  if (onAllPhones || ENDS_RIGHT.includes(reason)) await endRight(pupilCase, { reason, at });
  const ended = await revokeMobileIds(pupilCase, meant, { reason, at, bySchool: isSchool(actor) });
  await noteEach(deps, pupilCase, ended, { event: 'mobile_id_revoked', actor, note: reason });
  if (!(await standingRight(pupilCase, pupilCase.pupilId)))
    await endOrders(deps, pupilCase, { actor, of: 'ended_right' });
  return tellOf(deps, pupilCase, ended, { event: 'mobile_id_revoked', facts });
}

/**
 * Suspends the pupil's standing mobile IDs, or the ones that are meant, for a cause (somebody's request by default).
 * Several causes hold one ID beside each other.
 * @returns how many of those that a phone got and that were not suspended for it
 * @throws DomainError not_found for an ID that is not the pupil's
 */
export async function suspend(
  deps: Deps,
  pupilCase: PupilCase,
  change: Change & { readonly by: SuspendedBy; readonly cause?: HoldCause },
): Promise<number> {
  const { by, cause = 'request', actor, facts = { by } } = change;
  const meant = await select(deps, pupilCase, change);
  const held = await suspendMobileIds(pupilCase, meant, { by, cause, actor: actor.id, at: deps.now() });
  const note = cause === 'request' ? by : cause;
  await noteEach(deps, pupilCase, held, { event: 'mobile_id_suspended', actor, note });
  return tellOf(deps, pupilCase, held, { event: 'mobile_id_suspended', facts });
}

/**
 * Lifts suspensions that somebody asked for: the office anybody's, a guardian or a pupil the own ones, a program those of
 * the school, because a person settles what a family has reported (rules.md C4). What the paper ID's last day suspends
 * comes back with a later day only (rules.md V6).
 * @returns how many that a phone got nothing holds any more
 * @throws DomainError not_found for an ID that is not the pupil's; objection_filed (the head teacher decides first,
 *   rules.md W3); paper_id_missing; for a program reported_lost or wrong_state where only the family's stand
 */
export async function restore(
  deps: Deps,
  pupilCase: PupilCase,
  change: Change & { readonly by: Exclude<SuspendedBy, 'lock_code'> },
): Promise<number> {
  const { by, actor, facts = { by } } = change;
  const meant = await select(deps, pupilCase, change);
  if (pupilCase.pupil.objectionToDecide) throw new DomainError('objection_filed');
  const suspended = (await listMobileIds(deps, pupilCase, [pupilCase.pupilId])).filter(
    (row) => row.state === 'suspended' && (meant === null || meant.includes(row.id)),
  );
  if (isAll(suspended, ({ cause }) => cause === 'paper_id')) throw new DomainError('paper_id_missing');
  const { restored, isStopLifted } = await lift(deps, pupilCase, { meant, actor, by, cause: 'request' });
  if (actor.kind === 'api' && !isStopLifted) refuseFamilys(suspended);
  return tellOf(deps, pupilCase, restored, { event: 'mobile_id_restored', facts });
}

/**
 * Lifts what a rule has suspended, whose cause is over; the family is told by whoever knows what became of it.
 * @returns how many that a phone got nothing holds any more
 */
export async function liftCause(
  deps: Deps,
  pupilCase: PupilCase,
  { actor, cause }: { readonly actor: Actor; readonly cause: Exclude<HoldCause, 'request'> },
): Promise<number> {
  const { restored } = await lift(deps, pupilCase, { meant: null, actor, by: 'school', cause });
  return delivered(restored).length;
}

type Lifting = {
  readonly meant: Selection;
  readonly actor: Actor;
  readonly by: SuspendedBy;
  readonly cause: HoldCause;
};

async function lift(
  deps: Deps,
  pupilCase: PupilCase,
  { meant, actor, by, cause }: Lifting,
): Promise<{ restored: ChangedMobileId[]; isStopLifted: boolean }> {
  const liftedOf = liftedBy(actor, by);
  const restored = await restoreMobileIds(pupilCase, meant, { by, cause, actor: actor.id, liftedOf });
  const note = cause === 'request' ? by : cause;
  await noteEach(deps, pupilCase, restored, { event: 'mobile_id_restored', actor, note });
  const isStopLifted = by === 'school' && (await liftCodeStop(pupilCase, cause));
  const { pupilId } = pupilCase;
  if (isStopLifted) await appendAudit(pupilCase, deps.now(), { event: 'code_stop_lifted', actor, pupilId });
  return { restored, isStopLifted };
}

function liftedBy(actor: Actor, by: SuspendedBy): LiftedOf {
  if (by !== 'school') return 'actor';
  return actor.kind === 'api' ? 'party' : 'anybody';
}

/** A program that had nothing of the school's to lift is told so. @throws DomainError reported_lost, wrong_state */
function refuseFamilys(suspended: readonly MobileIdRow[]): void {
  const isFamilys = isAll(suspended, ({ by, cause }) => by !== 'school' || cause === 'paper_id');
  if (!isFamilys) return;
  const isLost = suspended.some(({ holds }) => holds.some(({ by }) => by === 'lock_code'));
  throw isLost ? new DomainError('reported_lost') : new DomainError('wrong_state', { state: 'suspended' });
}

/** Whether there are suspended IDs, and every hold on them is one of these. */
function isAll(
  suspended: readonly MobileIdRow[],
  isOne: (hold: MobileIdRow['holds'][number]) => boolean,
): boolean {
  return suspended.length > 0 && suspended.every(({ holds }) => holds.every(isOne));
}

/** Ends standing IDs so that new ones take their place: the right stays. Tells the family once. */
export async function supersede(
  deps: Deps,
  pupilCase: PupilCase,
  { mobileIds, actor }: { readonly mobileIds?: readonly string[]; readonly actor: Actor },
): Promise<void> {
  const ended = await supersedeMobileIds(pupilCase, mobileIds ?? null, deps.now());
  await noteEach(deps, pupilCase, ended, { event: 'mobile_id_superseded', actor });
  await tellOf(deps, pupilCase, ended, { event: 'mobile_id_superseded', facts: {} });
}

/** Whether it is the school that acts: its suspension ends by nobody else's hand (rules.md C9). */
function isSchool({ kind }: Actor): boolean {
  return kind === 'staff' || kind === 'api';
}

async function noteEach(
  deps: Deps,
  pupilCase: PupilCase,
  changed: readonly ChangedMobileId[],
  told: { readonly event: AuditEventCode; readonly actor: Actor; readonly note?: string },
): Promise<void> {
  const { pupilId } = pupilCase;
  for (const { id: subject } of changed)
    await appendAudit(pupilCase, deps.now(), { ...told, pupilId, subject });
}

/** Tells the family where a phone is concerned. @returns how many phones are */
async function tellOf(
  deps: Deps,
  pupilCase: PupilCase,
  changed: readonly ChangedMobileId[],
  { event, facts }: { readonly event: FamilyEvent; readonly facts: FamilyFacts | null },
): Promise<number> {
  const count = delivered(changed).length;
  if (count > 0 && facts !== null) await tellFamily(deps, pupilCase, { event, facts });
  return count;
}

function delivered(changed: readonly ChangedMobileId[]): ChangedMobileId[] {
  return changed.filter((one) => one.delivered);
}

async function select(deps: Deps, pupilCase: PupilCase, meant: Meant): Promise<Selection> {
  const { mobileId, mobileIds = null } = meant;
  if (mobileId === undefined) return mobileIds;
  const own = await listMobileIds(deps, pupilCase, [pupilCase.pupilId]);
  if (!own.some((row) => row.id === mobileId)) throw new DomainError('not_found');
  return [mobileId];
}
