import { DomainError } from '@mleg/core/errors';
import { parsePesel } from '@mleg/core/person/pesel';
import { enterPupilCase, inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { answerOnce, type ProgramCall } from './answer-once.ts';

/** The pupil that a program means, by the school's own id. */
export type OfPupil = { readonly externalId: string };

/** @throws DomainError external_id_is_pesel, so that nobody goes on sending personal numbers in addresses */
export function refusePesel({ externalId }: OfPupil): void {
  if (typeof parsePesel(externalId) === 'object') throw new DomainError('external_id_is_pesel');
}

/** Does work in the case of the pupil that a program means. @throws DomainError not_found, external_id_is_pesel */
export async function inProgramCase<T>(
  deps: SchoolDeps,
  at: Acting & OfPupil,
  work: (pupilCase: PupilCase) => Promise<T>,
): Promise<T> {
  refusePesel(at);
  return inPupilCase(deps, at, work);
}

/** The same for a call that may come twice under one `Idempotency-Key`. @throws DomainError as above and as answerOnce */
export async function inProgramCaseOnce<T>(
  deps: SchoolDeps,
  call: ProgramCall,
  pupil: OfPupil,
  work: (pupilCase: PupilCase) => Promise<T>,
): Promise<T> {
  refusePesel(pupil);
  return answerOnce(deps, call, async (tx) => work(await enterPupilCase(deps, tx, pupil)));
}
