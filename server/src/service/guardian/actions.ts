import type { Offer } from '@mleg/contract/common';
import type { NoticeVersion } from '@mleg/contract/guardian';
import { DomainError } from '@mleg/core/errors';
import type { Actor } from '../../audit/append.ts';
import { guardianshipsOfAccount } from '../../store/guardians.ts';
import { openOrder } from '../../store/orders.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import { standingRight } from '../../store/rights.ts';
import { schoolPolicy } from '../../store/staff.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import type { RevocationReason } from '../issuing/mobile-ids.ts';
import {
  listOf,
  type MobileIds,
  restoreMobileIds,
  revokeMobileIds,
  suspendMobileIds,
} from '../school/change-mobile-ids.ts';
import { handOutIn } from '../school/hand-out.ts';
import { recordObjection, withdrawObjection } from '../school/objection.ts';
import { placeOrder } from '../school/place-order.ts';
import { openCurrentPortrait, type PortraitVerdict, savePortrait } from '../school/save-portrait.ts';
import type { SchoolDeps } from '../school/school-deps.ts';
import { toIsoTime } from '../school/time.ts';
import { findFullGuardianship, type Guardianship } from './children.ts';

/** A guardian's own act for one child. Limited rights may do none of these: for them it is `not_found` (rules.md W2). */
type OwnAct = { readonly actor: Actor; readonly pupilId: string };

/** Does the act behind the lock on the pupil, where whoever takes rights away has ended or waits. */
async function own<T>(
  deps: SchoolDeps,
  act: OwnAct,
  work: (tx: SchoolTx, guardianship: Guardianship) => Promise<T>,
): Promise<T> {
  const guardianship = await findFullGuardianship(deps, act.actor.id, act.pupilId);
  return inSchool(deps.store, guardianship.school, async (tx) => {
    await lockPupil(tx, act.pupilId);
    await refuseWithoutRights(tx, act);
    return work(tx, guardianship);
  });
}

/** Looks again in the transaction of the act: the rights may have gone since they were found. */
async function refuseWithoutRights(tx: SchoolTx, { actor, pupilId }: OwnAct): Promise<void> {
  const rows = await guardianshipsOfAccount(tx, actor.id);
  if (!rows.some((one) => one.pupilId === pupilId && one.rights === 'full'))
    throw new DomainError('not_found');
}

/**
 * A photo for the child.
 * @throws DomainError not_found, forbidden, channel_closed and what savePortrait throws
 */
export async function sendPortrait(
  deps: SchoolDeps,
  act: OwnAct & { bytes: Uint8Array },
): Promise<PortraitVerdict> {
  const guardianship = await findFullGuardianship(deps, act.actor.id, act.pupilId);
  if (!guardianship.mayOrder) throw new DomainError('forbidden', { right: 'mayOrder' });
  const { school } = guardianship;
  return savePortrait(deps, { school, ...act }, async (tx) => {
    await refuseWithoutRights(tx, act);
    await openCaseByPhoto(deps, tx, act, guardianship);
  });
}

/** On objection basis nobody applies: the photo itself brings the case before the office (rules.md O9). */
async function openCaseByPhoto(
  deps: SchoolDeps,
  tx: SchoolTx,
  { pupilId, actor }: OwnAct,
  { name, email, guardianId }: Guardianship,
): Promise<void> {
  if ((await schoolPolicy(tx)).basis !== 'objection') return;
  const pupil = await pupilById(tx, pupilId);
  if (pupil?.objectionAt !== null || pupil.status === 'left') return;
  if ((await openOrder(tx, pupilId)) || (await standingRight(tx, pupilId))) return;
  await placeOrder(deps, tx, {
    pupilId,
    channel: 'portal',
    requester: { name, email, guardianId, known: true },
    hasApplication: false,
    mayPupilCollect: false,
    noticeVersion: null,
    actor,
  });
}

/** The child's newest photo as JPEG. @throws DomainError not_found */
export async function readOwnPortrait(deps: SchoolDeps, act: OwnAct): Promise<Buffer> {
  const { school } = await findFullGuardianship(deps, act.actor.id, act.pupilId);
  return inSchool(deps.store, school, (tx) => openCurrentPortrait(deps, tx, act.pupilId));
}

/** An order by a guardian whom the register knows. @throws DomainError forbidden and what placeOrder throws */
export async function orderForChild(
  deps: SchoolDeps,
  act: OwnAct & { mayPupilCollect: boolean; noticeVersion: NoticeVersion },
): Promise<void> {
  await own(deps, act, async (tx, guardianship) => {
    if (!guardianship.mayOrder) throw new DomainError('forbidden', { right: 'mayOrder' });
    const { name, email, guardianId } = guardianship;
    await placeOrder(deps, tx, {
      pupilId: act.pupilId,
      channel: 'portal',
      requester: { name, email, guardianId, known: true },
      // Ordering behind a log-in is the application.
      hasApplication: true,
      mayPupilCollect: act.mayPupilCollect,
      noticeVersion: act.noticeVersion,
      actor: act.actor,
    });
  });
}

/**
 * A code that is made when it is looked at, and stays for half an hour (rules.md C2).
 * @param act `renew`: other codes than the ones that stand open, which end
 * @throws DomainError as handOutIn
 */
export async function takeCode(deps: SchoolDeps, act: OwnAct & { renew?: boolean }): Promise<Offer> {
  const { pupilId, actor, renew = false } = act;
  const request = { pupilId, delivery: 'portal', actor, renew } as const;
  const offer = await own(deps, act, (tx) => handOutIn(deps, tx, request));
  return { ...offer, expiresAt: toIsoTime(offer.expiresAt), letterUrl: null };
}

type OnPhone = OwnAct & { readonly mobileId: string };

/** The phone is lost: its ID is suspended at once. @throws DomainError not_found */
export async function blockPhone(deps: SchoolDeps, act: OnPhone): Promise<void> {
  await own(deps, act, (tx) => suspendMobileIds(deps, tx, { ...act, by: 'guardian' }));
}

/**
 * The phone is found again; only what this guardian suspended (rules.md C4). What another of the family suspended beside
 * it stays theirs to lift; what the school holds, or a lock code, is the school's.
 * @throws DomainError wrong_state
 */
export async function unblockPhone(deps: SchoolDeps, act: OnPhone): Promise<void> {
  await own(deps, act, async (tx) => {
    const before = ofPhone(await listOf(deps, tx, act.pupilId), act);
    const after = ofPhone(await restoreMobileIds(deps, tx, { ...act, by: 'guardian' }), act);
    const left = after?.suspensions ?? [];
    const isLifted = left.length < (before?.suspensions.length ?? 0);
    const isFamilys = left.every(({ by }) => by === 'guardian' || by === 'pupil');
    if (after?.state !== 'active' && !(isLifted && isFamilys))
      throw new DomainError('wrong_state', { state: after?.state ?? '' });
  });
}

function ofPhone(
  { mobileIds }: MobileIds,
  { mobileId }: OnPhone,
): MobileIds['mobileIds'][number] | undefined {
  return mobileIds.find(({ id }) => id === mobileId);
}

/** Takes the ID off a phone for good; the right to activate stands (rules.md C3). @throws DomainError not_found */
export async function removePhone(
  deps: SchoolDeps,
  act: OnPhone & { reason: RevocationReason },
): Promise<void> {
  await own(deps, act, (tx) => revokeMobileIds(deps, tx, act));
}

/** The guardian does not want a mobile ID for the child. @throws DomainError not_found */
export async function object(deps: SchoolDeps, act: OwnAct): Promise<void> {
  await own(deps, act, (tx, { guardianId }) => recordObjection(deps, tx, { ...act, guardianId }));
}

/** The guardian has changed the mind. @throws DomainError not_found */
export async function withdrawOwnObjection(deps: SchoolDeps, act: OwnAct): Promise<void> {
  await own(deps, act, (tx) => withdrawObjection(deps, tx, act));
}
