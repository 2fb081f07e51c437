import type { Actor } from '../../audit/append.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { recordDeparture } from '../register/leave.ts';
import { recordObjection } from '../register/objection.ts';
import { endPaperIdOf } from '../register/save-paper-id.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { type RevocationReason, revoke } from './change-mobile-ids.ts';

type Revocation = {
  readonly mobileId: string | undefined;
  readonly reason: RevocationReason;
  readonly actor: Actor;
};

/**
 * The school revokes. A reason that is a fact of the pupil or the paper ID records that fact, and with it everything that
 * follows: it is written down once (requirement A7) and means all phones, whichever one was named.
 * @throws DomainError not_found for an ID that is not the pupil's
 */
export async function revokeBySchool(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  revocation: Revocation,
): Promise<void> {
  if (!(await recordFact(deps, pupilCase, revocation))) await revoke(deps, pupilCase, revocation);
}

/** False where there is no such fact, or it is recorded already: then there are only IDs to revoke. */
async function recordFact(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  { reason, actor }: Revocation,
): Promise<boolean> {
  const { pupil } = pupilCase;
  if (reason === 'paper_lost' || reason === 'paper_withdrawn') {
    if ((await latestPaperId(pupilCase, pupil.id))?.state !== 'valid') return false;
    const state = reason === 'paper_lost' ? 'lost' : 'withdrawn';
    await endPaperIdOf(deps, pupilCase, { state, actor });
    return true;
  }
  if (reason === 'left_school') {
    if (pupil.status === 'left') return false;
    await recordDeparture(deps, pupilCase, { on: undefined, reason: undefined, actor });
    return true;
  }
  if (reason !== 'objection' || (pupil.objectionAt !== null && !pupil.objectionToDecide)) return false;
  await recordObjection(deps, pupilCase, { actor });
  return true;
}
