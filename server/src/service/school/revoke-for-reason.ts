import { latestPaperId } from '../../store/paper-ids.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { RevocationReason } from '../issuing/mobile-ids.ts';
import { listOf, type MobileIds, revokeMobileIds } from './change-mobile-ids.ts';
import { recordDeparture } from './leave.ts';
import { recordObjection } from './objection.ts';
import { endPaperIdOf } from './save-paper-id.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Request = {
  readonly pupilId: string;
  readonly mobileId: string | undefined;
  readonly reason: RevocationReason;
  readonly actor: Acting['actor'];
};

/**
 * The school revokes. A reason that is a fact of the pupil or the paper ID records that fact, and with it everything that
 * follows: it is written down once (requirement A7) and means all phones, whichever one was named.
 * @throws DomainError not_found
 */
export async function revokeForReason(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: Request,
): Promise<MobileIds> {
  const { pupilId } = request;
  await lockPupil(tx, pupilId);
  if (await recordFact(deps, tx, request)) return listOf(deps, tx, pupilId);
  return revokeMobileIds(deps, tx, request);
}

/** False where there is no such fact, or it is recorded already: then there are only IDs to revoke. */
async function recordFact(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  { pupilId, reason, actor }: Request,
): Promise<boolean> {
  const pupil = await pupilById(tx, pupilId);
  if (!pupil) return false;
  if (reason === 'paper_lost' || reason === 'paper_withdrawn') {
    if ((await latestPaperId(tx, pupilId))?.state !== 'valid') return false;
    const state = reason === 'paper_lost' ? 'lost' : 'withdrawn';
    await endPaperIdOf(deps, tx, { pupilId, state, actor });
    return true;
  }
  if (reason === 'left_school') {
    if (pupil.status === 'left') return false;
    await recordDeparture(deps, tx, { pupilId, on: undefined, reason: undefined, actor });
    return true;
  }
  if (reason !== 'objection' || (pupil.objectionAt !== null && !pupil.objectionToDecide)) return false;
  await recordObjection(deps, tx, { pupilId, actor });
  return true;
}
