import type { GuardianInput, ImportChange, PupilInput } from '@mleg/contract/pupil';
import { maskPersonalId } from '@mleg/core/person/pesel';
import type { SchoolCipher } from '../keys/vault.ts';
import type { PupilFields } from '../service/register/pupil-parts.ts';
import { isSameName } from '../service/register/same-name.ts';
import { maskedPersonalId } from '../service/register/views.ts';
import type { GuardianshipRow } from '../store/guardians.ts';
import type { PaperIdRow } from '../store/paper-ids.ts';
import type { PupilRecord } from '../store/pupils.ts';

type Fields = ImportChange['fields'];

/** A pupil in one line: name and class. */
export function whoIs(pupil: {
  readonly surname?: string;
  readonly givenNames?: string;
  readonly classGroup?: string | undefined;
}): string {
  const { surname = '', givenNames = '', classGroup } = pupil;
  return `${surname} ${givenNames}${classGroup ? `, ${classGroup}` : ''}`.trim();
}

/**
 * What changes of the pupil, names first; personal numbers are masked and an address is only named.
 * @param changed as savePupil tells it; of a new pupil everything is
 */
export function pupilChanges(
  cipher: SchoolCipher,
  before: PupilRecord | undefined,
  after: PupilFields | (Omit<PupilFields, 'classGroup'> & { classGroup: string | undefined }),
  changed: readonly string[],
): Fields {
  const has = (name: string, isNamed: boolean): boolean => (before ? changed.includes(name) : isNamed);
  const fields: Fields = [];
  const add = (
    field: Fields[number]['field'],
    from: string | null | undefined,
    to: string | undefined,
  ): void => {
    fields.push({ field, from: from ?? null, to: to ?? null });
  };
  if (has('surname', true)) add('surname', before?.surname, after.surname);
  if (has('givenNames', true)) add('givenNames', before?.givenNames, after.givenNames);
  if (has('bornOn', true)) add('birthDate', before?.bornOn, after.birthDate);
  if (has('personalId', after.personalId !== undefined)) {
    const from = before && maskedPersonalId(cipher, before);
    add('personalId', from, after.personalId && maskPersonalId(after.personalId.value));
  }
  if (has('classGroup', true)) add('classGroup', before?.classGroup, after.classGroup);
  if (has('address', after.address !== undefined)) add('address', null, undefined);
  return fields;
}

/** What changes of the paper ID. */
export function paperChanges(
  before: PaperIdRow | undefined,
  after: NonNullable<PupilInput['paperId']>,
): Fields {
  const pairs = [
    ['paperIdNumber', before?.number, after.number],
    ['paperIdIssuedOn', before?.issuedOn, after.issuedOn],
    ['paperIdValidUntil', before?.validUntil, after.validUntil],
    ['paperIdKind', before?.kind, after.kind],
  ] as const;
  return pairs
    .filter(([, from, to]) => from !== to)
    .map(([field, from, to]) => ({ field, from: from ?? null, to }));
}

/** Guardians by name, those that were there and those that are there now: a file adds and takes nobody away. */
export function guardianChange(
  before: readonly GuardianshipRow[],
  given: readonly GuardianInput[],
): Fields[number] {
  const was = before.map(({ name }) => name);
  const kept = before.filter((one) => !given.some((other) => isSameName(one, other))).map(({ name }) => name);
  const now = [...kept, ...given.map(({ name }) => name)];
  return { field: 'guardians', from: was.length > 0 ? was.join(', ') : null, to: now.join(', ') };
}
