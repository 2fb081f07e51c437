import { nameKeyOf, tidyName } from '@mleg/core/person/names';
import { personalIndexOf } from '../service/register/personal-id.ts';
import { emailIndexOf } from '../service/register/save-guardians.ts';
import type { SchoolDeps } from '../service/school-deps.ts';
import type { GuardianshipRow } from '../store/guardians.ts';
import {
  guardiansOfAccounts,
  guardiansOfPupils,
  type KnownGuardian,
  paperIdsByKeys,
  pupilsByKeys,
  pupilsOfNames,
} from '../store/import-reads.ts';
import type { PaperIdRow } from '../store/paper-ids.ts';
import type { PupilRecord } from '../store/pupils.ts';
import { accountsByEmail } from '../store/sessions.ts';
import type { SchoolTx } from '../store/tenant.ts';
import type { ReadRow } from './reading/read-file.ts';

/** By what a row may meet the register, or another row of its file. */
export type RowKeys = {
  readonly externalId: string | undefined;
  readonly personal: Buffer | undefined;
  readonly number: string | undefined;
  /** Indexes of the guardians' addresses, by the address as it stands in the row. */
  readonly emails: ReadonlyMap<string, Buffer>;
  readonly nameKey: string | undefined;
};
export type KeyedRow = { readonly row: ReadRow; readonly keys: RowKeys };

export function keysOf(deps: Pick<SchoolDeps, 'vault'>, school: number, row: ReadRow): RowKeys {
  const none = { externalId: undefined, personal: undefined, number: undefined, nameKey: undefined };
  if ('sio' in row) {
    const { personalId, number } = row.sio;
    return {
      ...none,
      personal: personalIndexOf(deps, school, personalId),
      number: tidyName(number),
      emails: new Map(),
    };
  }
  if (!('register' in row)) return { ...none, emails: new Map() };
  const { externalId, pupil } = row.register;
  const emails = (pupil.guardians ?? []).flatMap(({ email }) => (email ? [email] : []));
  return {
    externalId,
    personal: pupil.personalId && personalIndexOf(deps, school, pupil.personalId),
    number: pupil.paperId && tidyName(pupil.paperId.number),
    emails: new Map(emails.map((email) => [email, emailIndexOf(deps, email)])),
    nameKey: nameKeyOf(tidyName(pupil.givenNames), tidyName(pupil.surname)),
  };
}

/** What the register knew of the rows of a chunk when they were asked for. */
export type Known = {
  readonly byExternalId: ReadonlyMap<string, PupilRecord>;
  /** By the index in hexadecimal, as all that is keyed by bytes here. */
  readonly byPersonal: ReadonlyMap<string, PupilRecord>;
  readonly latestPaper: ReadonlyMap<string, PaperIdRow>;
  readonly byNumber: ReadonlyMap<string, PaperIdRow>;
  readonly guardiansOf: ReadonlyMap<string, readonly GuardianshipRow[]>;
  readonly accountOf: ReadonlyMap<string, string>;
  readonly guardianOf: ReadonlyMap<string, KnownGuardian>;
  readonly names: ReadonlySet<string>;
  /** Name and day of birth of who is there. */
  readonly persons: ReadonlySet<string>;
};

export const hexOf = (bytes: Buffer): string => bytes.toString('hex');
export const personKey = (nameKey: string, bornOn: string): string => `${nameKey}|${bornOn}`;

/** Reads for all rows of a chunk at once what the register has of them. */
export async function readKnown(tx: SchoolTx, rows: readonly KeyedRow[]): Promise<Known> {
  const all = rows.map(({ keys }) => keys);
  const pupils = await pupilsByKeys(tx, {
    externalIds: defined(all.map(({ externalId }) => externalId)),
    personalIndexes: defined(all.map(({ personal }) => personal)),
  });
  const pupilIds = [...new Set(pupils.map(({ id }) => id))];
  const papers = await paperIdsByKeys(tx, { pupilIds, numbers: defined(all.map(({ number }) => number)) });
  const guardians = pupilIds.length > 0 ? await guardiansOfPupils(tx, pupilIds) : [];
  const indexes = all.flatMap(({ emails }) => [...emails.values()]);
  const accounts = indexes.length > 0 ? await accountsByEmail(tx, indexes) : [];
  const accountIds = accounts.map(({ id }) => id);
  const known = accountIds.length > 0 ? await guardiansOfAccounts(tx, accountIds) : [];
  const namesakes = await pupilsOfNames(tx, defined(all.map(({ nameKey }) => nameKey)));
  return {
    byExternalId: new Map(pupils.map((one) => [one.externalId, one])),
    byPersonal: new Map(pupils.map((one) => [hexOf(one.personalIdIndex), one])),
    // The standing one comes first.
    latestPaper: new Map(papers.toReversed().map((one) => [one.pupilId, one])),
    byNumber: new Map(papers.map((one) => [one.number, one])),
    guardiansOf: groupBy(guardians, ({ pupilId }) => pupilId),
    accountOf: new Map(accounts.map((one) => [hexOf(one.emailIndex), one.id])),
    guardianOf: new Map(known.map((one) => [one.accountId, one])),
    names: new Set(namesakes.map(({ nameKey }) => nameKey)),
    persons: new Set(namesakes.map(({ nameKey, bornOn }) => personKey(nameKey, bornOn))),
  };
}

/** Things by what they have in common, in their order. */
export function groupBy<K, T>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function defined<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
