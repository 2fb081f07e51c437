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
import { latestOrder } from '../../store/orders.ts';
import { paperIdByNumber } from '../../store/paper-ids.ts';
import { currentPortrait } from '../../store/portraits.ts';
import { enterPupilCase } from '../../store/pupil-case.ts';
import { listPupilSummaries, pupilSummary } from '../../store/pupil-lists.ts';
import { type PupilRecord, pupilByExternalId, pupilById } from '../../store/pupils.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { changeWithPersonalId } from '../register/personal-id-looks.ts';
import { changePupil, registerPupil } from '../register/register-pupil.ts';
import { type PortraitVerdict, savePortrait } from '../register/save-portrait.ts';
import { paperIdView } from '../register/views.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { type OfPupil, refusePesel } from './program-case.ts';

type PupilFound = z.infer<typeof pupilFound>;
export type PupilRead = z.infer<typeof pupilRead>;
type SearchResult = z.infer<typeof pupilSearchResult>;

/** What a new pupil cannot be without. */
const REQUIRED = ['givenNames', 'surname', 'birthDate', 'personalId', 'classGroup'] as const;

/** The pupil that a program means, to be looked at. @throws DomainError not_found, external_id_is_pesel */
export async function pupilOf(tx: SchoolTx, externalId: string): Promise<PupilRecord> {
  refusePesel({ externalId });
  const pupil = await pupilByExternalId(tx, externalId);
  if (!pupil) throw new DomainError('not_found');
  return pupil;
}

/**
 * Adds a pupil or replaces the named parts of a known one (rules.md I2).
 * @throws DomainError external_id_is_pesel, invalid_input naming what a new pupil lacks, and what registerPupil throws
 */
export async function putPupil(
  deps: SchoolDeps,
  request: Acting & OfPupil & { input: z.output<typeof pupilPut> },
): Promise<z.infer<typeof pupilPutResult>> {
  const { externalId, input, actor } = request;
  refusePesel(request);
  return changeWithPersonalId(deps, { ...request, names: input.personalId !== undefined }, async (tx) => {
    const existing = await pupilByExternalId(tx, externalId);
    if (existing) {
      const pupilCase = await enterPupilCase(deps, tx, { pupilId: existing.id });
      await changePupil(deps, pupilCase, { input, actor });
    } else {
      await registerPupil(deps, tx, { externalId, input: whole(input), actor });
    }
    return { externalId, created: !existing, ...oddDays(deps, input) };
  });
}

/** @throws DomainError invalid_input naming what a new pupil lacks */
function whole(input: z.output<typeof pupilPut>): PupilInput {
  for (const field of REQUIRED) {
    if (input[field] === undefined) throw new DomainError('invalid_input', { field, rule: 'required' });
  }
  return input as PupilInput;
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
export function readPupil(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  { school, externalId }: { readonly school: number } & OfPupil,
): Promise<PupilRead> {
  return inSchool(deps.store, school, async (tx) => readPupilIn(deps, tx, await pupilOf(tx, externalId)));
}

/** The same inside a transaction of the caller. */
export async function readPupilIn(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  pupil: PupilRecord,
): Promise<PupilRead> {
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
export function searchPupils(
  deps: Pick<SchoolDeps, 'store' | 'now'>,
  school: number,
  query: PupilQuery,
): Promise<SearchResult> {
  return inSchool(deps.store, school, (tx) => searchIn(deps, tx, query));
}

type PupilQuery = {
  readonly number?: string | undefined;
  readonly q?: string | undefined;
  readonly from?: number | undefined;
};

async function searchIn(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  query: PupilQuery,
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
