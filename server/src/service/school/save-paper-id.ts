import type { PupilInput } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { isBrokenText } from '@mleg/core/person/name-letters';
import { tidyName } from '@mleg/core/person/names';
import { saysNothing } from '@mleg/core/person/nothing';
import { judgeIssuedOn, judgeValidUntil } from '@mleg/core/school-year/days-that-can-be';
import { appendAudit } from '../../audit/append.ts';
import { newId } from '../../store/ids.ts';
import {
  endPaperId,
  insertPaperId,
  type PaperIdRow,
  paperIdByNumber,
  reinstatePaperId,
  updatePaperId,
} from '../../store/paper-ids.ts';
import { lockPupil } from '../../store/pupils.ts';
import { isUniqueViolation, type SchoolTx } from '../../store/tenant.ts';
import { listMobileIds, revokeIn } from '../issuing/mobile-ids.ts';
import { supersedeMobileIds } from './change-mobile-ids.ts';
import { endOrders } from './end-orders.ts';
import { followPaperId, tellLastDay } from './follow-paper-id.ts';
import { tellFamily } from './notify-family.ts';
import { refreshOrder } from './order-clock.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

/** So long a phone may go on with the number of a paper ID that was replaced. */
export const replacedSeconds = 14 * 86_400;
const REPLACED: Acting['actor'] = { kind: 'system', id: 'paper_id_replaced' };

export type PaperIdFields = NonNullable<PupilInput['paperId']>;

/**
 * Records the pupil's paper ID: a new number takes the place of the old one, the same number is corrected or prolonged
 * (rules.md V1). A number that was replaced by a slip comes back; one that is lost or
 * withdrawn does not. An order that waited for it goes on.
 * @returns whether anything changed
 * @throws DomainError paper_id_number_taken, invalid_input
 */
export async function savePaperId(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; paperId: PaperIdFields; actor: Acting['actor'] },
): Promise<boolean> {
  const { pupilId, actor } = request;
  const paperId = tidyPaperId(request.paperId);
  // Read behind the lock: two that come at once, or one that ends it meanwhile, have ended or wait.
  await lockPupil(tx, pupilId);
  const holder = await paperIdByNumber(tx, paperId.number);
  if (holder && holder.pupilId !== pupilId) throw new DomainError('paper_id_number_taken');
  const isBack = holder?.state === 'replaced';
  if (holder && !isBack && holder.state !== 'valid')
    throw new DomainError('wrong_state', { state: holder.state });
  if (holder && !isBack && isSamePaperId(holder, paperId)) return false;
  refuseWrongDays(paperId, warsawDayOf(deps.now()));
  await (holder && !isBack
    ? changePaperId(deps, tx, { holder, paperId, actor })
    : recordPaperId(deps, tx, { pupilId, paperId, actor, backId: holder?.id }));
  await followPaperId(deps, tx, pupilId);
  await refreshOrder(deps, tx, pupilId, 'part_arrived');
  return true;
}

/** The paper ID as it is kept. @throws DomainError invalid_input for a number that is none */
export function tidyPaperId(paperId: PaperIdFields): PaperIdFields {
  const number = tidyName(paperId.number);
  if (saysNothing(number) || isBrokenText(number))
    throw new DomainError('invalid_input', { field: 'paperId.number' });
  return { ...paperId, number };
}

/** The same paper ID with other days: what phones say follows it (rules.md V6). */
async function changePaperId(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  change: { holder: PaperIdRow; paperId: PaperIdFields; actor: Acting['actor'] },
): Promise<void> {
  const { holder, paperId, actor } = change;
  const { id, pupilId, validUntil: from } = holder;
  const to = paperId.validUntil;
  await updatePaperId(tx, { id, ...paperId });
  const note = to < from ? 'shortened' : to > from ? 'prolonged' : undefined;
  await appendAudit(tx, deps.now(), { event: 'paper_id_changed', actor, pupilId, ...(note ? { note } : {}) });
  await tellLastDay(deps, tx, { pupilId, from, to });
}

/** Another number takes the place of the one that stood. @throws DomainError paper_id_number_taken */
async function recordPaperId(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  record: {
    pupilId: string;
    paperId: PaperIdFields;
    actor: Acting['actor'];
    /** The pupil's own number that was replaced before, by a slip of the pen. */
    backId: string | undefined;
  },
): Promise<void> {
  const { pupilId, paperId, actor, backId } = record;
  const isReplaced = await endPaperId(tx, pupilId, 'replaced');
  const at = deps.now();
  try {
    if (backId) await reinstatePaperId(tx, { ...paperId, id: backId, at });
    else await insertPaperId(tx, { ...paperId, id: newId(), pupilId, at });
  } catch (error) {
    // Another pupil got the number at this moment.
    if (isUniqueViolation(error)) throw new DomainError('paper_id_number_taken', {}, { cause: error });
    throw error;
  }
  await appendAudit(tx, deps.now(), { event: 'paper_id_recorded', actor, pupilId });
  if (isReplaced) await tellReplaced(deps, tx, pupilId);
}

/** A day far beyond the school's own rule is a slip of the pen, and a phone would believe it (rules.md I1b). */
export function refuseWrongDays({ issuedOn, validUntil }: PaperIdFields, today: string): void {
  if (judgeIssuedOn(issuedOn, today) === 'impossible')
    throw new DomainError('invalid_input', { field: 'paperId.issuedOn' });
  if (judgeValidUntil(validUntil, issuedOn, today) === 'impossible') {
    throw new DomainError('invalid_input', { field: 'paperId.validUntil' });
  }
}

/** Phones with the old number are asked to take the new one before it dies (rules.md V1). */
async function tellReplaced(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<void> {
  const rows = await listMobileIds(deps, tx, [pupilId]);
  if (!rows.some((row) => row.state === 'active' || row.state === 'suspended')) return;
  const on = warsawDayOf(deps.now() + replacedSeconds);
  await tellFamily(deps, tx, { pupilId, event: 'paper_id_replaced', facts: { on } });
}

/**
 * Ends IDs in phones whose paper ID was replaced and whose fourteen days are over (rules.md V1). A phone that took the
 * new number meanwhile ended its old one then.
 */
export async function supersedeReplaced(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  { pupilId, mobileIds }: { pupilId: string; mobileIds: readonly string[] },
): Promise<void> {
  await supersedeMobileIds(deps, tx, { pupilId, mobileIds, actor: REPLACED });
}

/** Whether a paper ID of one number says the same. */
export function isSamePaperId(held: PaperIdFields, given: PaperIdFields): boolean {
  return held.kind === given.kind && held.issuedOn === given.issuedOn && held.validUntil === given.validUntil;
}

/**
 * The paper ID is lost or was withdrawn: it ends, and with it every mobile ID and the right to activate, in one
 * transaction (requirement A7).
 * @throws DomainError not_found when there is no standing paper ID
 */
export async function endPaperIdOf(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  request: { pupilId: string; state: 'lost' | 'withdrawn'; actor: Acting['actor'] },
): Promise<number> {
  const { pupilId, state, actor } = request;
  await lockPupil(tx, pupilId);
  if (!(await endPaperId(tx, pupilId, state))) throw new DomainError('not_found');
  await appendAudit(tx, deps.now(), { event: `paper_id_${state}`, actor, pupilId });
  const reason = state === 'lost' ? 'paper_lost' : 'paper_withdrawn';
  const revoked = await revokeIn(deps, tx, { pupilId, actor, reason });
  await endOrders(deps, tx, { pupilId, actor, of: 'ended_right' });
  await tellFamily(deps, tx, { pupilId, event: 'paper_id_ended', facts: { reason } });
  await refreshOrder(deps, tx, pupilId, 'part_lost');
  return revoked;
}
