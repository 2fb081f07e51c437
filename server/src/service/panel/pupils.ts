import type { GuardianInput, PupilDetail, PupilInput, PupilList, RenameReason } from '@mleg/contract/pupil';
import { newId } from '../../store/ids.ts';
import { enterPupilCase, inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { inSchool } from '../../store/tenant.ts';
import { type MobileIds, readMobileIds } from '../mobile-id/mobile-ids.ts';
import * as departure from '../register/leave.ts';
import * as objection from '../register/objection.ts';
import { changeWithPersonalId } from '../register/personal-id-looks.ts';
import * as pupils from '../register/read-pupils.ts';
import * as register from '../register/register-pupil.ts';
import { refuseStaleGuardians } from '../register/save-guardians.ts';
import { endPaperIdOf, type PaperIdFields } from '../register/save-paper-id.ts';
import { openPortrait } from '../register/save-portrait.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

/** What the office does with a pupil; each act is a transaction of its own, answered with what the panel shows then. */
type OfPupil = Acting & { readonly pupilId: string };

function ofPupil(
  deps: SchoolDeps,
  at: OfPupil,
  act: (pupilCase: PupilCase) => Promise<unknown>,
): Promise<PupilDetail> {
  return inPupilCase(deps, at, async (pupilCase) => {
    await act(pupilCase);
    return pupils.readPupil(deps, pupilCase, at.pupilId);
  });
}

/** A page of the register. @throws DomainError rate_limited */
export function listPupils(
  deps: SchoolDeps,
  query: Acting & Omit<Parameters<typeof pupils.readPupils>[2], 'actor'>,
): Promise<PupilList> {
  return inSchool(deps.store, query.school, (tx) => pupils.readPupils(deps, tx, query));
}

/** One pupil. @throws DomainError not_found */
export function readPupil(
  deps: SchoolDeps,
  { school, pupilId }: { school: number; pupilId: string },
): Promise<PupilDetail> {
  return inSchool(deps.store, school, (tx) => pupils.readPupil(deps, tx, pupilId));
}

/** One hidden field of a pupil, written down. @throws DomainError not_found, rate_limited */
export function revealField(
  deps: SchoolDeps,
  request: OfPupil & { field: 'personal_id' | 'address' },
): Promise<string> {
  return inSchool(deps.store, request.school, (tx) => pupils.revealField(deps, tx, request));
}

/** A stored photo as JPEG; `within` the classes of which the pupil must be. @throws DomainError not_found */
export function readPortrait(
  deps: SchoolDeps,
  request: { school: number; portraitId: string; within: readonly string[] | null },
): Promise<Buffer> {
  return inSchool(deps.store, request.school, (tx) => openPortrait(deps, tx, request));
}

/** Adds a pupil; one without an id of the school gets one from us. @throws DomainError as registerPupil */
export function registerPupil(
  deps: SchoolDeps,
  request: Acting & { externalId: string | undefined; input: PupilInput },
): Promise<PupilDetail> {
  const { externalId = newId(), input, actor } = request;
  return changeWithPersonalId(deps, { ...request, names: true }, async (tx) => {
    const pupilId = await register.registerPupil(deps, tx, { externalId, input, actor });
    return pupils.readPupil(deps, tx, pupilId);
  });
}

/** Replaces the named parts of a pupil. @throws DomainError not_found and as changePupil */
export function changePupil(
  deps: SchoolDeps,
  request: OfPupil & { input: register.PupilChange; renameReason: RenameReason | undefined },
): Promise<PupilDetail> {
  const { pupilId, input } = request;
  const names = input.personalId !== undefined;
  return changeWithPersonalId(deps, { ...request, names }, async (tx) => {
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    await register.changePupil(deps, pupilCase, request);
    return pupils.readPupil(deps, pupilCase, pupilId);
  });
}

/** The whole list of guardians, written over the one that was `seen`. @throws DomainError not_found, stale_version */
export function saveGuardians(
  deps: SchoolDeps,
  request: OfPupil & { guardians: GuardianInput[]; seen: string | undefined },
): Promise<PupilDetail> {
  const { guardians, seen, actor } = request;
  return ofPupil(deps, request, async (pupilCase) => {
    if (seen !== undefined) await refuseStaleGuardians(pupilCase, seen);
    await register.changePupil(deps, pupilCase, { input: { guardians }, actor });
  });
}

/** Records, corrects or prolongs the paper ID. @throws DomainError not_found and as savePaperId */
export function savePaperId(
  deps: SchoolDeps,
  { paperId, ...at }: OfPupil & { paperId: PaperIdFields },
): Promise<PupilDetail> {
  const { actor } = at;
  return ofPupil(deps, at, (pupilCase) =>
    register.changePupil(deps, pupilCase, { input: { paperId }, actor }),
  );
}

/** The paper ID is lost or withdrawn. @throws DomainError not_found */
export function endPaperId(
  deps: SchoolDeps,
  request: OfPupil & { state: 'lost' | 'withdrawn' },
): Promise<PupilDetail> {
  return ofPupil(deps, request, (pupilCase) => endPaperIdOf(deps, pupilCase, request));
}

/** The pupil leaves the school. @throws DomainError not_found and as recordDeparture */
export function recordDeparture(
  deps: SchoolDeps,
  request: OfPupil & { on: string | undefined; reason: string | undefined },
): Promise<MobileIds> {
  return inPupilCase(deps, request, async (pupilCase) => {
    await departure.recordDeparture(deps, pupilCase, request);
    return readMobileIds(deps, pupilCase, request.pupilId);
  });
}

/** The announced departure is called off. @throws DomainError not_found, wrong_state */
export function callOffDeparture(deps: SchoolDeps, at: OfPupil): Promise<void> {
  return inPupilCase(deps, at, (pupilCase) => departure.callOffDeparture(deps, pupilCase, at));
}

/** The office writes an objection down. @throws DomainError not_found */
export function recordObjection(deps: SchoolDeps, { school, pupilId, actor }: OfPupil): Promise<void> {
  return inPupilCase(deps, { school, pupilId }, (pupilCase) =>
    objection.recordObjection(deps, pupilCase, { actor }),
  );
}

/** The objection is withdrawn. @throws DomainError not_found, wrong_state */
export function withdrawObjection(deps: SchoolDeps, at: OfPupil): Promise<void> {
  return inPupilCase(deps, at, (pupilCase) => objection.withdrawObjection(deps, pupilCase, at));
}

/** The head teacher decides on an objection that waits. @throws DomainError not_found, wrong_state */
export function decideObjection(
  deps: SchoolDeps,
  request: OfPupil & { decision: 'uphold' | 'dismiss' },
): Promise<PupilDetail> {
  return ofPupil(deps, request, (pupilCase) => objection.decideObjection(deps, pupilCase, request));
}
