import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { foldName, nameKeyOf, tidyName } from '@mleg/core/person/names';
import { parsePesel } from '@mleg/core/person/pesel';
import { judgeBirth } from '@mleg/core/school-year/days-that-can-be';
import type { SchoolCipher } from '../../keys/vault.ts';
import { newId } from '../../store/ids.ts';
import type { PupilRecord, PupilWrite } from '../../store/pupils.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { type PersonalId, personalIndexOf } from './personal-id.ts';
import type { PupilFields } from './pupil-parts.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/** A pupil who is there (`existing`, missing members keep what is recorded) or is added (names, day, number and class must be there). */
export type ToWrite = {
  readonly school: number;
  readonly cipher: SchoolCipher;
  readonly existing: PupilRecord | undefined;
  readonly externalId: string;
  readonly fields: PupilFields;
};

/**
 * What is written of a pupil: sealed, indexed, tidied.
 * @throws DomainError invalid_input, birth_date_mismatch, external_id_is_pesel
 */
export function pupilToWrite(deps: Deps, request: ToWrite): PupilWrite {
  const { existing, fields, externalId } = request;
  if (!existing && typeof parsePesel(externalId) === 'object') throw new DomainError('external_id_is_pesel');
  const id = existing?.id ?? newId();
  const givenNames = tidyName(fields.givenNames ?? existing?.givenNames ?? missing('givenNames'));
  const surname = tidyName(fields.surname ?? existing?.surname ?? missing('surname'));
  const bornOn = fields.birthDate ?? existing?.bornOn ?? missing('birthDate');
  if (bornOn !== existing?.bornOn && judgeBirth(bornOn, warsawDayOf(deps.now())) === 'impossible')
    throw new DomainError('invalid_input', { field: 'birthDate' });
  if (givenNames === '') throw new DomainError('invalid_input', { field: 'givenNames' });
  if (surname === '') throw new DomainError('invalid_input', { field: 'surname' });
  return {
    id,
    externalId,
    givenNames,
    surname,
    nameKey: nameKeyOf(givenNames, surname),
    bornOn,
    classGroup: fields.classGroup ?? existing?.classGroup ?? missing('classGroup'),
    ...personalIdWrite(deps, request, { id, bornOn }),
    addressProtected: fields.addressProtected ?? existing?.addressProtected ?? false,
    knownAs: existing?.knownAs ?? null,
    ...addressWrite(deps, request, id),
    at: deps.now(),
  };
}

type PersonalIdWrite = Pick<
  PupilWrite,
  'personalIdType' | 'personalIdCountry' | 'personalIdSealed' | 'personalIdIndex' | 'last4Index'
>;

function personalIdWrite(
  deps: Deps,
  { school, cipher, existing, fields: { personalId } }: ToWrite,
  { id, bornOn }: { id: string; bornOn: string },
): PersonalIdWrite {
  if (personalId) return numberWrite(deps, { school, cipher, id }, personalId, bornOn);
  if (!existing) return missing('personalId');
  const { personalIdType, personalIdCountry, personalIdSealed, personalIdIndex } = existing;
  // The recorded day is the one that the recorded PESEL says.
  if (personalIdType === 'pesel' && bornOn !== existing.bornOn) throw new DomainError('birth_date_mismatch');
  return { personalIdType, personalIdCountry, personalIdSealed, personalIdIndex, last4Index: null };
}

function numberWrite(
  deps: Deps,
  { school, cipher, id }: { school: number; cipher: SchoolCipher; id: string },
  personalId: PersonalId,
  bornOn: string,
): PersonalIdWrite {
  const { type, country, value } = personalId;
  if (personalId.bornOn !== null && personalId.bornOn !== bornOn)
    throw new DomainError('birth_date_mismatch');
  return {
    personalIdType: type,
    personalIdCountry: country,
    personalIdSealed: cipher.seal({ table: 'pupil', column: 'personal_id_sealed', row: id }, value),
    personalIdIndex: personalIndexOf(deps, school, personalId),
    last4Index: deps.vault.schoolIndex(school, 'personal_id_last4', value.slice(-4)),
  };
}

function addressWrite(
  deps: Deps,
  { school, cipher, existing, fields: { address } }: ToWrite,
  id: string,
): Pick<PupilWrite, 'addressSealed' | 'addressIndex'> {
  if (address === undefined) {
    return { addressSealed: existing?.addressSealed ?? null, addressIndex: existing?.addressIndex ?? null };
  }
  const text = tidyName(address);
  const addressIndex = deps.vault.schoolIndex(school, 'address', foldName(text));
  const isKnown = existing?.addressIndex?.equals(addressIndex) ?? false;
  const place = { table: 'pupil', column: 'address_sealed', row: id };
  return {
    addressSealed: isKnown && existing ? existing.addressSealed : cipher.seal(place, text),
    addressIndex,
  };
}

/** The parts that are different now. */
export function changedFields(before: PupilRecord, after: PupilWrite): string[] {
  const names: string[] = [];
  for (const name of ['externalId', 'givenNames', 'surname', 'bornOn', 'classGroup'] as const) {
    if (before[name] !== after[name]) names.push(name);
  }
  if (!before.personalIdIndex.equals(after.personalIdIndex)) names.push('personalId');
  const sameAddress =
    before.addressIndex?.equals(after.addressIndex ?? Buffer.alloc(0)) ?? after.addressIndex === null;
  if (!sameAddress) names.push('address');
  if (before.addressProtected !== after.addressProtected) names.push('addressProtected');
  return names;
}

function missing(field: string): never {
  throw new DomainError('invalid_input', { field, rule: 'required' });
}
