import type { PupilDetail, PupilList, PupilRow } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { isOneOf, standingOrderStates } from '@mleg/core/order/order';
import { foldName } from '@mleg/core/person/names';
import { parsePesel } from '@mleg/core/person/pesel';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { isNewId } from '../../store/ids.ts';
import type { MobileIdRow } from '../../store/mobile-ids.ts';
import { latestOrder } from '../../store/orders.ts';
import { currentPortrait } from '../../store/portraits.ts';
import {
  listClassGroups,
  listPupilSummaries,
  type PupilFilter,
  type PupilSummary,
  pupilSummary,
} from '../../store/pupil-lists.ts';
import { pupilById, pupilByPersonalIndex } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { listMobileIds, toMobileId } from '../mobile-id/mobile-ids.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { personalIndexOf, peselId } from './personal-id.ts';
import { noteGuess, noteLook, refuseLookers } from './personal-id-looks.ts';
import { guardiansTag } from './save-guardians.ts';
import { maskedPersonalId, paperIdView } from './views.ts';

function toRow(summary: PupilSummary): PupilRow {
  return {
    id: summary.id,
    externalId: isNewId(summary.externalId) ? null : summary.externalId,
    name: `${summary.surname} ${summary.givenNames}`,
    classGroup: summary.classGroup,
    birthDate: summary.bornOn,
    status: summary.status,
    paperIdNumber: summary.paperIdNumber,
    validUntil: summary.validUntil,
    hasPortrait: summary.hasPortrait,
    orderState: summary.orderState as PupilRow['orderState'],
    activeMobileIds: summary.activeMobileIds,
  };
}

/**
 * The panel's table of pupils, a page of it.
 * @param query `q` a name, a whole ID number, or for who may see all classes a whole PESEL, which is counted and written
 *   down; `within` the classes that the reader may see, null for all; `from` the place of the first row, counted from 0
 * @throws DomainError rate_limited
 */
export async function readPupils(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  query: {
    q?: string | undefined;
    classGroup?: string | undefined;
    filter?: PupilFilter | undefined;
    from?: number | undefined;
    within: readonly string[] | null;
    actor: Acting['actor'];
  },
): Promise<PupilList> {
  const { q = '', classGroup = '', filter = '', from = 0, within } = query;
  const words = q.trim();
  const { total, rows } = await listPupilSummaries(tx, {
    nameKey: foldName(words),
    number: words,
    personalIdIndex: await lookedFor(deps, tx, { words, within, actor: query.actor }),
    classGroup,
    filter,
    from,
    within,
    today: warsawDayOf(deps.now()),
  });
  return { total, classGroups: await listClassGroups(tx, within), pupils: rows.map(toRow) };
}

/** The index of a PESEL that is searched for. A class teacher sees no personal numbers, and guesses none. */
async function lookedFor(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  search: { words: string; within: readonly string[] | null; actor: Acting['actor'] },
): Promise<Buffer | null> {
  const { words, within, actor } = search;
  const pesel = within === null ? parsePesel(words) : undefined;
  if (typeof pesel !== 'object') return null;
  await refuseLookers(deps, tx, actor);
  const index = personalIndexOf(deps, tx.school, peselId(pesel));
  const pupil = await pupilByPersonalIndex(tx, index);
  if (pupil) await noteLook(deps, tx, { event: 'personal_id_searched', actor, pupilId: pupil.id });
  else await noteGuess(deps, tx, { event: 'personal_id_missed', actor });
  return index;
}

/** One pupil, without the personal number and the address themselves. @throws DomainError not_found */
export async function readPupil(
  deps: Pick<SchoolDeps, 'now' | 'vault'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<PupilDetail> {
  const pupil = await pupilById(tx, pupilId);
  const summary = pupil && (await pupilSummary(tx, pupilId, warsawDayOf(deps.now())));
  if (!pupil || !summary) throw new DomainError('not_found');
  const cipher = await schoolCipher(tx, deps.vault);
  const guardians = await guardiansOfPupil(tx, pupilId);
  const portrait = await currentPortrait(tx, pupilId);
  const order = await latestOrder(tx, pupilId);
  const mobileIds = await listMobileIds(deps, tx, [pupilId]);
  return {
    ...toRow(summary),
    givenNames: pupil.givenNames,
    surname: pupil.surname,
    personalIdType: pupil.personalIdType,
    personalIdMasked: maskedPersonalId(cipher, pupil),
    hasAddress: pupil.addressSealed !== null,
    addressProtected: pupil.addressProtected,
    objection: pupil.objectionAt !== null,
    objectionToDecide: pupil.objectionToDecide,
    leavesOn: pupil.leavesOn,
    paperId: await paperIdView(deps, tx, pupilId),
    guardiansSeen: guardiansTag(guardians),
    guardians: guardians.map((one) => ({
      id: one.guardianId,
      name: one.name,
      email: one.email,
      phone: one.phone,
      rights: one.rights,
      mayOrder: one.mayOrder,
      mayCollect: one.mayCollect,
      seesAddress: one.seesAddress,
      standingMobileIds: standingOf(mobileIds, one.accountId),
    })),
    portraitUrl: portrait ? `/api/portraits/${portrait.id}` : null,
    mobileIds: mobileIds.map(toMobileId),
    openOrderId: order && isOneOf(standingOrderStates, order.state) ? order.id : null,
  };
}

/** Who loses rights may still hold what this person activated: the office is offered to revoke it (rules.md W2). */
function standingOf(rows: readonly MobileIdRow[], accountId: string | null): string[] {
  const own = rows.filter(({ activatedBy }) => accountId !== null && activatedBy === `guardian:${accountId}`);
  return own.filter(({ state }) => state === 'active' || state === 'suspended').map(({ id }) => id);
}

/**
 * Shows one field of one record to one person, and writes down that it did.
 * @throws DomainError not_found, rate_limited
 */
export async function revealField(
  deps: Pick<SchoolDeps, 'now' | 'vault'>,
  tx: SchoolTx,
  request: { pupilId: string; field: 'personal_id' | 'address'; actor: Acting['actor'] },
): Promise<string> {
  const { pupilId, field, actor } = request;
  const pupil = await pupilById(tx, pupilId);
  const sealed = field === 'address' ? pupil?.addressSealed : pupil?.personalIdSealed;
  if (!sealed) throw new DomainError('not_found');
  await noteLook(deps, tx, { event: 'field_revealed', actor, pupilId, note: field });
  const cipher = await schoolCipher(tx, deps.vault);
  return cipher.openText({ table: 'pupil', column: `${field}_sealed`, row: pupilId }, sealed);
}
