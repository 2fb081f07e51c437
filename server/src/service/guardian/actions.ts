import type { Offer } from '@mleg/contract/common';
import type { Child, NoticeVersion } from '@mleg/contract/guardian';
import { DomainError } from '@mleg/core/errors';
import type { Actor } from '../../audit/append.ts';
import { type GuardianshipRow, guardianshipsOfAccount } from '../../store/guardians.ts';
import { openOrder } from '../../store/orders.ts';
import { findPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { standingRight } from '../../store/rights.ts';
import { schoolsOfAccount } from '../../store/sessions.ts';
import { inSchool } from '../../store/tenant.ts';
import { handOut } from '../issuing/hand-out.ts';
import { type RevocationReason, restore, revoke, suspend } from '../mobile-id/change-mobile-ids.ts';
import { type MobileIds, readMobileIds } from '../mobile-id/mobile-ids.ts';
import { type OrderRequest, placeOrder } from '../order/place-order.ts';
import { recordObjection, withdrawObjection } from '../register/objection.ts';
import { openCurrentPortrait, type PortraitVerdict, savePortrait } from '../register/save-portrait.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';
import { findFullGuardianship, readChildIn } from './children.ts';

/** A guardian's own act for one child. Limited rights may do none of these: for them it is `not_found` (rules.md W2). */
type OwnAct = { readonly actor: Actor; readonly pupilId: string };

/**
 * Does the act in the child's case, where whoever takes rights away has ended or waits: the guardianship is read once,
 * behind the lock.
 */
async function own<T>(
  deps: SchoolDeps,
  { actor, pupilId }: OwnAct,
  work: (pupilCase: PupilCase, guardianship: GuardianshipRow) => Promise<T>,
): Promise<T> {
  for (const school of await schoolsOfAccount(deps.store, actor.id, 'portal')) {
    const done = await inSchool(deps.store, school, async (tx) => {
      const pupilCase = await findPupilCase(deps, tx, { pupilId });
      return pupilCase && { value: await work(pupilCase, await fullGuardianship(pupilCase, actor)) };
    });
    if (done) return done.value;
  }
  throw new DomainError('not_found');
}

/** @throws DomainError not_found for somebody without full rights */
async function fullGuardianship(pupilCase: PupilCase, actor: Actor): Promise<GuardianshipRow> {
  const rows = await guardianshipsOfAccount(pupilCase, actor.id);
  const found = rows.find((one) => one.pupilId === pupilCase.pupilId && one.rights === 'full');
  if (!found) throw new DomainError('not_found');
  return found;
}

/** Does the act, and answers with the child as this guardian sees it after it. */
function ownChild(
  deps: SchoolDeps,
  act: OwnAct,
  work: (pupilCase: PupilCase, guardianship: GuardianshipRow) => Promise<unknown>,
): Promise<Child> {
  return own(deps, act, async (pupilCase, guardianship) => {
    await work(pupilCase, guardianship);
    const [child] = await readChildIn(deps, pupilCase, guardianship, pupilCase.policy);
    if (!child) throw new DomainError('not_found');
    return child;
  });
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
  return savePortrait(deps, { school, ...act }, async (pupilCase) => {
    await openCaseByPhoto(deps, pupilCase, act.actor);
  });
}

/** On objection basis nobody applies: the photo itself brings the case before the office (rules.md O9). */
async function openCaseByPhoto(deps: SchoolDeps, pupilCase: PupilCase, actor: Actor): Promise<void> {
  // Looked at again behind the lock: the rights may have gone while the photo was read.
  const guardianship = await fullGuardianship(pupilCase, actor);
  const { pupil, pupilId, policy } = pupilCase;
  if (policy.basis !== 'objection' || pupil.objectionAt !== null || pupil.status === 'left') return;
  if ((await openOrder(pupilCase)) || (await standingRight(pupilCase, pupilId))) return;
  await placeOrder(deps, pupilCase, {
    ...byGuardian(guardianship, actor),
    hasApplication: false,
    mayPupilCollect: false,
    noticeVersion: null,
  });
}

function byGuardian(
  { name, email, guardianId }: GuardianshipRow,
  actor: Actor,
): Pick<OrderRequest, 'channel' | 'requester' | 'actor'> {
  return { channel: 'portal', requester: { name, email, guardianId, known: true }, actor };
}

/** The child's newest photo as JPEG. @throws DomainError not_found */
export async function readOwnPortrait(deps: SchoolDeps, act: OwnAct): Promise<Buffer> {
  const { school } = await findFullGuardianship(deps, act.actor.id, act.pupilId);
  return inSchool(deps.store, school, (tx) => openCurrentPortrait(deps, tx, act.pupilId));
}

/** An order by a guardian whom the register knows. @throws DomainError forbidden and what placeOrder throws */
export function orderForChild(
  deps: SchoolDeps,
  act: OwnAct & { mayPupilCollect: boolean; noticeVersion: NoticeVersion },
): Promise<Child> {
  const { mayPupilCollect, noticeVersion, actor } = act;
  return ownChild(deps, act, async (pupilCase, guardianship) => {
    if (!guardianship.mayOrder) throw new DomainError('forbidden', { right: 'mayOrder' });
    await placeOrder(deps, pupilCase, {
      ...byGuardian(guardianship, actor),
      // Ordering behind a log-in is the application.
      hasApplication: true,
      mayPupilCollect,
      noticeVersion,
    });
  });
}

/**
 * A code that is made when it is looked at, and stays for half an hour (rules.md C2).
 * @param act `renew`: other codes than the ones that stand open, which end
 * @throws DomainError as createOffer
 */
export async function takeCode(deps: SchoolDeps, act: OwnAct & { renew?: boolean }): Promise<Offer> {
  const { actor, renew = false } = act;
  const request = { delivery: 'portal', actor, renew } as const;
  const offer = await own(deps, act, (pupilCase) => handOut(deps, pupilCase, request));
  return { ...offer, expiresAt: toIsoTime(offer.expiresAt), letterUrl: null };
}

type OnPhone = OwnAct & { readonly mobileId: string };

/** The phone is lost: its ID is suspended at once. @throws DomainError not_found */
export function suspendPhone(deps: SchoolDeps, act: OnPhone): Promise<Child> {
  return ownChild(deps, act, (pupilCase) => suspend(deps, pupilCase, { ...act, by: 'guardian' }));
}

/**
 * The phone is found again; only what this guardian suspended (rules.md C4). What another of the family suspended beside
 * it stays theirs to lift; what the school holds, or a lock code, is the school's.
 * @throws DomainError wrong_state
 */
export function restorePhone(deps: SchoolDeps, act: OnPhone): Promise<Child> {
  return ownChild(deps, act, async (pupilCase) => {
    const before = ofPhone(await readMobileIds(deps, pupilCase, act.pupilId), act);
    await restore(deps, pupilCase, { ...act, by: 'guardian' });
    const after = ofPhone(await readMobileIds(deps, pupilCase, act.pupilId), act);
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
export function revokePhone(deps: SchoolDeps, act: OnPhone & { reason: RevocationReason }): Promise<Child> {
  return ownChild(deps, act, (pupilCase) => revoke(deps, pupilCase, act));
}

/** The guardian does not want a mobile ID for the child. @throws DomainError not_found */
export function recordOwnObjection(deps: SchoolDeps, act: OwnAct): Promise<Child> {
  return ownChild(deps, act, (pupilCase, { guardianId }) =>
    recordObjection(deps, pupilCase, { ...act, guardianId }),
  );
}

/** The guardian has changed the mind. @throws DomainError not_found */
export function withdrawOwnObjection(deps: SchoolDeps, act: OwnAct): Promise<Child> {
  return ownChild(deps, act, (pupilCase) => withdrawObjection(deps, pupilCase, act));
}
