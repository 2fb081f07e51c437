import type { offerRequest, offerResult } from '@mleg/contract/integration';
import type { GuardianInput } from '@mleg/contract/pupil';
import type { z } from 'zod';
import { inSchool } from '../../store/tenant.ts';
import { handOut } from '../issuing/hand-out.ts';
import * as acts from '../mobile-id/change-mobile-ids.ts';
import { type MobileIds, readMobileIds } from '../mobile-id/mobile-ids.ts';
import { revokeBySchool } from '../mobile-id/revoke-by-school.ts';
import * as codes from '../order/withdraw-codes.ts';
import * as departure from '../register/leave.ts';
import * as objection from '../register/objection.ts';
import * as guardiansOf from '../register/save-guardians.ts';
import * as paperIds from '../register/save-paper-id.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';
import type { ProgramCall } from './answer-once.ts';
import { inProgramCase, inProgramCaseOnce, type OfPupil } from './program-case.ts';
import { type PupilRead, pupilOf, readPupilIn } from './pupils.ts';

/** What a program does with a pupil's case; each act is a transaction of its own. */
type At = Acting & OfPupil;
type Change = OfPupil & { readonly mobileId: string | undefined };

/** QR and activation code under the pupil's right. @throws DomainError as inProgramCaseOnce and createOffer */
export function createOffer(
  deps: SchoolDeps,
  call: ProgramCall,
  request: OfPupil & z.output<typeof offerRequest>,
): Promise<z.infer<typeof offerResult>> {
  const { delivery = 'journal' } = request;
  return inProgramCaseOnce(deps, call, request, async (pupilCase) => {
    const handedOut = await handOut(deps, pupilCase, { delivery, actor: call.actor });
    const { id: _, expiresAt, ...offer } = handedOut;
    return { ...offer, expiresAt: toIsoTime(expiresAt) };
  });
}

/** Withdraws every code that no phone has taken. @throws DomainError as inProgramCase, wrong_state */
export async function withdrawCodes(deps: SchoolDeps, at: At): Promise<void> {
  await inProgramCase(deps, at, (pupilCase) => codes.withdrawCodes(deps, pupilCase, at));
}

/** All mobile IDs of a pupil. @throws DomainError not_found, external_id_is_pesel */
export function listMobileIds(deps: SchoolDeps, { school, externalId }: At): Promise<MobileIds> {
  return inSchool(deps.store, school, async (tx) =>
    readMobileIds(deps, tx, (await pupilOf(tx, externalId)).id),
  );
}

/** Revokes one or all mobile IDs of a pupil. @throws DomainError as inProgramCaseOnce */
export function revoke(
  deps: SchoolDeps,
  call: ProgramCall,
  request: Change & { reason: acts.RevocationReason },
): Promise<MobileIds> {
  const { mobileId, reason } = request;
  return inProgramCaseOnce(deps, call, request, async (pupilCase) => {
    await revokeBySchool(deps, pupilCase, { mobileId, reason, actor: call.actor });
    return readMobileIds(deps, pupilCase, pupilCase.pupilId);
  });
}

/** Suspends one or all. @throws DomainError as inProgramCaseOnce */
export function suspend(deps: SchoolDeps, call: ProgramCall, request: Change): Promise<MobileIds> {
  const { mobileId } = request;
  return inProgramCaseOnce(deps, call, request, async (pupilCase) => {
    await acts.suspend(deps, pupilCase, { mobileId, by: 'school', actor: call.actor });
    return readMobileIds(deps, pupilCase, pupilCase.pupilId);
  });
}

/** Lifts suspensions that the school made; what a family reported stays. @throws DomainError as `restore` of the room */
export function restore(deps: SchoolDeps, request: Acting & Change): Promise<MobileIds> {
  const { mobileId, actor } = request;
  return inProgramCase(deps, request, async (pupilCase) => {
    await acts.restore(deps, pupilCase, { mobileId, by: 'school', actor });
    return readMobileIds(deps, pupilCase, pupilCase.pupilId);
  });
}

/** The pupil leaves the school. @throws DomainError as inProgramCaseOnce and recordDeparture */
export function recordDeparture(
  deps: SchoolDeps,
  call: ProgramCall,
  request: OfPupil & { on: string | undefined; reason: string | undefined },
): Promise<MobileIds> {
  const { on, reason } = request;
  return inProgramCaseOnce(deps, call, request, async (pupilCase) => {
    await departure.recordDeparture(deps, pupilCase, { on, reason, actor: call.actor });
    return readMobileIds(deps, pupilCase, pupilCase.pupilId);
  });
}

/** The announced departure is called off. @throws DomainError as inProgramCase, wrong_state */
export function callOffDeparture(deps: SchoolDeps, at: At): Promise<void> {
  return inProgramCase(deps, at, (pupilCase) => departure.callOffDeparture(deps, pupilCase, at));
}

/** A guardian objects, whom the program does not name. @throws DomainError as inProgramCase */
export function recordObjection(deps: SchoolDeps, at: At): Promise<void> {
  const { actor } = at;
  return inProgramCase(deps, at, (pupilCase) => objection.recordObjection(deps, pupilCase, { actor }));
}

/** The objection is withdrawn. @throws DomainError as inProgramCase, wrong_state */
export function withdrawObjection(deps: SchoolDeps, at: At): Promise<void> {
  return inProgramCase(deps, at, (pupilCase) => objection.withdrawObjection(deps, pupilCase, at));
}

/** The whole list of guardians. @throws DomainError as inProgramCase and saveGuardians */
export async function saveGuardians(
  deps: SchoolDeps,
  request: At & { guardians: readonly GuardianInput[] },
): Promise<void> {
  const { guardians, actor } = request;
  await inProgramCase(deps, request, (pupilCase) =>
    guardiansOf.saveGuardians(deps, pupilCase, { guardians, complete: true, actor }),
  );
}

/** Records, corrects or prolongs the paper ID. @throws DomainError as inProgramCase and savePaperId */
export function savePaperId(
  deps: SchoolDeps,
  request: At & { paperId: paperIds.PaperIdFields },
): Promise<PupilRead> {
  return inProgramCase(deps, request, async (pupilCase) => {
    await paperIds.savePaperId(deps, pupilCase, request);
    return readPupilIn(deps, pupilCase, pupilCase.pupil);
  });
}
