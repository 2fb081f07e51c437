import type {
  pupilFound,
  pupilPut,
  pupilPutResult,
  pupilRead,
  pupilSearchResult,
} from '@mleg/contract/integration';
import type { PupilInput } from '@mleg/contract/pupil';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { foldName } from '@mleg/core/person/names';
import { parsePesel } from '@mleg/core/person/pesel';
import { judgeBirth, judgeValidUntil } from '@mleg/core/school-year/days-that-can-be';
import type { z } from 'zod';
import type { Actor } from '../../audit/append.ts';
import { latestOrder } from '../../store/orders.ts';
import { paperIdByNumber } from '../../store/paper-ids.ts';
import { currentPortrait } from '../../store/portraits.ts';
import { listPupilSummaries, pupilSummary } from '../../store/pupil-lists.ts';
import { type PupilRecord, pupilByExternalId, pupilById } from '../../store/pupils.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { changePupil, registerPupil } from '../school/register-pupil.ts';
import { type PortraitVerdict, savePortrait } from '../school/save-portrait.ts';
import type { Acting, SchoolDeps } from '../school/school-deps.ts';
import { paperIdView } from '../school/views.ts';

type PupilFound = z.infer<typeof pupilFound>;
type PupilRead = z.infer<typeof pupilRead>;
type SearchResult = z.infer<typeof pupilSearchResult>;

/** What a new pupil cannot be without. */
const REQUIRED = ['givenNames', 'surname', 'birthDate', 'personalId', 'classGroup'] as const;

/**
 * The pupil that a program means.
 * @throws DomainError not_found; external_id_is_pesel, so that nobody goes on sending personal numbers in addresses
 */
export async function pupilOf(tx: SchoolTx, externalId: string): Promise<PupilRecord> {
  refusePesel(externalId);
  const pupil = await pupilByExternalId(tx, externalId);
  if (!pupil) throw new DomainError('not_found');
  return pupil;
}

function refusePesel(externalId: string): void {
  if (typeof parsePesel(externalId) === 'object') throw new DomainError('external_id_is_pesel');
}

/**
 * Adds a pupil or replaces the named parts of a known one (rules.md I2).
 * @throws DomainError external_id_is_pesel, invalid_input naming what a new pupil lacks, and what registerPupil throws
 */
export async function putPupil(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: { externalId: string; input: z.output<typeof pupilPut>; actor: Actor },
): Promise<z.infer<typeof pupilPutResult>> {
  const { externalId, input, actor } = request;
  refusePesel(externalId);
  const existing = await pupilByExternalId(tx, externalId);
  if (existing) {
    await changePupil(deps, tx, { pupilId: existing.id, input, actor });
    return { externalId, created: false, ...oddDays(deps, input) };
  }
  for (const field of REQUIRED) {
    if (input[field] === undefined) throw new DomainError('invalid_input', { field, rule: 'required' });
  }
  await registerPupil(deps, tx, { externalId, input: input as PupilInput, actor, mustBeNew: true });
  return { externalId, created: true, ...oddDays(deps, input) };
}

/** Days that were taken although a person should look at them (rules.md I1b). */
function oddDays(
  deps: Pick<SchoolDeps, 'now'>,
  { birthDate, paperId }: z.output<typeof pupilPut>,
): Pick<z.infer<typeof pupilPutResult>, 'warnings'> {
  const today = warsawDayOf(deps.now());
  const isOdd = {
    birthDate: birthDate !== undefined && judgeBirth(birthDate, today) === 'odd',
    'paperId.validUntil':
      paperId !== undefined && judgeValidUntil(paperId.validUntil, paperId.issuedOn, today) === 'odd',
  };
  const fields = Object.entries(isOdd).filter(([, odd]) => odd);
  const warnings = fields.map(([field]) => ({ field, code: 'date_unusual' as const }));
  return warnings.length > 0 ? { warnings } : {};
}

function toFound(pupil: PupilRecord): PupilFound {
  const { externalId, givenNames, surname, bornOn, classGroup, status } = pupil;
  return { externalId, givenNames, surname, birthDate: bornOn, classGroup, status };
}

/** One pupil with the state of the case. @throws DomainError not_found, external_id_is_pesel */
export async function readPupilForProgram(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  externalId: string,
): Promise<PupilRead> {
  const pupil = await pupilOf(tx, externalId);
  const portrait = await currentPortrait(tx, pupil.id);
  const order = await latestOrder(tx, pupil.id);
  const summary = await pupilSummary(tx, pupil.id, warsawDayOf(deps.now()));
  const refusal = (portrait?.refusal ?? null) as NonNullable<PupilRead['portrait']>['refusal'];
  return {
    ...toFound(pupil),
    objection: pupil.objectionAt !== null,
    leavesOn: pupil.leavesOn,
    paperId: await paperIdView(deps, tx, pupil.id),
    portrait: portrait ? { state: portrait.state, refusal } : null,
    order: order ? { id: order.id, state: order.state, dueOn: order.dueOn } : null,
    activeMobileIds: summary?.activeMobileIds ?? 0,
  };
}

/**
 * Pupils by the number of their paper ID or by words of their name, a page of them.
 * @throws DomainError invalid_input unless exactly one of the two is asked for, and for what looks like a PESEL: it
 *   would stand in the address, and so in the logs of every proxy on the way
 */
export async function searchPupils(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  query: { number?: string | undefined; q?: string | undefined; from?: number | undefined },
): Promise<SearchResult> {
  const number = query.number?.trim() ?? '';
  const nameKey = foldName(query.q ?? '');
  if ((number === '') === (nameKey === ''))
    throw new DomainError('invalid_input', { field: 'query', rule: 'number_or_q' });
  if (/^\d{11}$/.test(nameKey) || typeof parsePesel(number) === 'object')
    throw new DomainError('invalid_input', { field: 'query', rule: 'pesel' });
  if (number !== '') {
    const paperId = await paperIdByNumber(tx, number);
    const pupil = paperId && (await pupilById(tx, paperId.pupilId));
    return { pupils: pupil ? [toFound(pupil)] : [], total: pupil ? 1 : 0, next: null };
  }
  const everywhere = { number: '', personalIdIndex: null, classGroup: '', filter: '', within: null } as const;
  const { from = 0 } = query;
  const today = warsawDayOf(deps.now());
  const { rows, total } = await listPupilSummaries(tx, { nameKey, from, today, ...everywhere });
  const end = from + rows.length;
  return {
    total,
    next: end < total ? end : null,
    pupils: rows.map(({ externalId, givenNames, surname, bornOn, classGroup, status }) => ({
      externalId,
      givenNames,
      surname,
      birthDate: bornOn,
      classGroup,
      status,
    })),
  };
}

/** A photo from a program. @throws DomainError not_found and what savePortrait throws; the earlier portrait stays */
export async function putPortrait(
  deps: SchoolDeps,
  request: Acting & { externalId: string; bytes: Uint8Array },
): Promise<PortraitVerdict> {
  const { school, externalId, bytes, actor } = request;
  const { id } = await inSchool(deps.store, school, (tx) => pupilOf(tx, externalId));
  return savePortrait(deps, { school, pupilId: id, bytes, actor });
}
