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
import type { PupilCase } from '../../store/pupil-case.ts';
import { isUniqueViolation } from '../../store/tenant.ts';
import { tellFamily } from '../family/notify-family.ts';
import { revoke, supersede } from '../mobile-id/change-mobile-ids.ts';
import { followPaperId, tellLastDay } from '../mobile-id/follow-paper-id.ts';
import { listMobileIds } from '../mobile-id/mobile-ids.ts';
import { refreshOrder } from '../order/order-clock.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

type Deps = Pick<SchoolDeps, 'now'>;

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
  deps: Deps,
  pupilCase: PupilCase,
  request: { paperId: PaperIdFields; actor: Acting['actor'] },
): Promise<boolean> {
  const { actor } = request;
  const paperId = tidyPaperId(request.paperId);
  const holder = await paperIdByNumber(pupilCase, paperId.number);
  if (holder && holder.pupilId !== pupilCase.pupilId) throw new DomainError('paper_id_number_taken');
  const isBack = holder?.state === 'replaced';
  if (holder && !isBack && holder.state !== 'valid')
    throw new DomainError('wrong_state', { state: holder.state });
  if (holder && !isBack && isSamePaperId(holder, paperId)) return false;
  refuseWrongDays(paperId, warsawDayOf(deps.now()));
  await (holder && !isBack
    ? changePaperId(deps, pupilCase, { holder, paperId, actor })
    : recordPaperId(deps, pupilCase, { paperId, actor, backId: holder?.id }));
  await followPaperId(deps, pupilCase);
  await refreshOrder(deps, pupilCase, 'part_arrived');
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
  deps: Deps,
  pupilCase: PupilCase,
  change: { holder: PaperIdRow; paperId: PaperIdFields; actor: Acting['actor'] },
): Promise<void> {
  const { holder, paperId, actor } = change;
  const { pupilId } = pupilCase;
  const { id, validUntil: from } = holder;
  const to = paperId.validUntil;
  await updatePaperId(pupilCase, { id, ...paperId });
  const note = to < from ? 'shortened' : to > from ? 'prolonged' : undefined;
  const event = { event: 'paper_id_changed', actor, pupilId, ...(note ? { note } : {}) } as const;
  await appendAudit(pupilCase, deps.now(), event);
  await tellLastDay(deps, pupilCase, { from, to });
}

/** Another number takes the place of the one that stood. @throws DomainError paper_id_number_taken */
async function recordPaperId(
  deps: Deps,
  pupilCase: PupilCase,
  record: {
    paperId: PaperIdFields;
    actor: Acting['actor'];
    /** The pupil's own number that was replaced before, by a slip of the pen. */
    backId: string | undefined;
  },
): Promise<void> {
  const { paperId, actor, backId } = record;
  const isReplaced = await endPaperId(pupilCase, 'replaced');
  const at = deps.now();
  try {
    if (backId) await reinstatePaperId(pupilCase, { ...paperId, id: backId, at });
    else await insertPaperId(pupilCase, { ...paperId, id: newId(), at });
  } catch (error) {
    // Another pupil got the number at this moment.
    if (isUniqueViolation(error)) throw new DomainError('paper_id_number_taken', {}, { cause: error });
    throw error;
  }
  const { pupilId } = pupilCase;
  await appendAudit(pupilCase, deps.now(), { event: 'paper_id_recorded', actor, pupilId });
  if (isReplaced) await tellReplaced(deps, pupilCase);
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
async function tellReplaced(deps: Deps, pupilCase: PupilCase): Promise<void> {
  const rows = await listMobileIds(deps, pupilCase, [pupilCase.pupilId]);
  if (!rows.some((row) => row.state === 'active' || row.state === 'suspended')) return;
  const on = warsawDayOf(deps.now() + replacedSeconds);
  await tellFamily(deps, pupilCase, { event: 'paper_id_replaced', facts: { on } });
}

/**
 * Ends IDs in phones whose paper ID was replaced and whose fourteen days are over (rules.md V1). A phone that took the
 * new number meanwhile ended its old one then.
 */
export async function supersedeReplaced(
  deps: Deps,
  pupilCase: PupilCase,
  mobileIds: readonly string[],
): Promise<void> {
  await supersede(deps, pupilCase, { mobileIds, actor: REPLACED });
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
  deps: Deps,
  pupilCase: PupilCase,
  request: { state: 'lost' | 'withdrawn'; actor: Acting['actor'] },
): Promise<number> {
  const { state, actor } = request;
  const { pupilId } = pupilCase;
  if (!(await endPaperId(pupilCase, state))) throw new DomainError('not_found');
  await appendAudit(pupilCase, deps.now(), { event: `paper_id_${state}`, actor, pupilId });
  const reason = state === 'lost' ? 'paper_lost' : 'paper_withdrawn';
  const revoked = await revoke(deps, pupilCase, { actor, reason, facts: null });
  await tellFamily(deps, pupilCase, { event: 'paper_id_ended', facts: { reason } });
  await refreshOrder(deps, pupilCase, 'part_lost');
  return revoked;
}
