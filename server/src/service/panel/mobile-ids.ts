import { inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import * as acts from '../mobile-id/change-mobile-ids.ts';
import { type MobileIds, readMobileIds } from '../mobile-id/mobile-ids.ts';
import { revokeBySchool } from '../mobile-id/revoke-by-school.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Change = Acting & { readonly pupilId: string; readonly mobileId: string | undefined };

function change(
  deps: SchoolDeps,
  at: Change,
  act: (pupilCase: PupilCase) => Promise<unknown>,
): Promise<MobileIds> {
  return inPupilCase(deps, at, async (pupilCase) => {
    await act(pupilCase);
    return readMobileIds(deps, pupilCase, at.pupilId);
  });
}

/** The school revokes one or all mobile IDs of a pupil. @throws DomainError not_found */
export function revoke(
  deps: SchoolDeps,
  request: Change & { reason: acts.RevocationReason },
): Promise<MobileIds> {
  return change(deps, request, (pupilCase) => revokeBySchool(deps, pupilCase, request));
}

/** The school suspends one or all. @throws DomainError not_found */
export function suspend(deps: SchoolDeps, request: Change): Promise<MobileIds> {
  return change(deps, request, (pupilCase) => acts.suspend(deps, pupilCase, { ...request, by: 'school' }));
}

/** The school lifts suspensions. @throws DomainError not_found and as `restore` of the room */
export function restore(deps: SchoolDeps, request: Change): Promise<MobileIds> {
  return change(deps, request, (pupilCase) => acts.restore(deps, pupilCase, { ...request, by: 'school' }));
}
