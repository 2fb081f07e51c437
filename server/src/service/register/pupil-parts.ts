import type { PupilInput, RenameReason } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { hasWrongLetters, isBrokenText } from '@mleg/core/person/name-letters';
import { saysNoName, saysNothing } from '@mleg/core/person/nothing';
import { isOtherPerson, type PersonFacts } from '@mleg/core/person/same-person';
import type { KnownAs, PupilRecord, PupilWrite } from '../../store/pupils.ts';
import { type PersonalId, parsePersonalId } from './personal-id.ts';

/** The personal part of a pupil, read; missing members keep what is recorded. */
export type PupilFields = Partial<
  Pick<PupilInput, 'givenNames' | 'surname' | 'birthDate' | 'classGroup' | 'address' | 'addressProtected'>
> & { readonly personalId?: PersonalId };

/** What a form or a program names of a pupil, as it is saved. @throws DomainError personal_id_invalid */
export function fieldsOf(
  input: { readonly [K in keyof PupilInput]?: PupilInput[K] | undefined },
): PupilFields {
  const { personalId, paperId: _, guardians: __, ...rest } = input;
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...(named as PupilFields), ...(personalId ? { personalId: parsePersonalId(personalId) } : {}) };
}

/**
 * What says „nothing” is no value, and letters that no name has were broken on their way (rules.md I1b).
 * @throws DomainError invalid_input naming field and rule
 */
export function refuseWrongParts(fields: PupilFields): void {
  const { givenNames, surname, personalId, classGroup, address } = fields;
  for (const [field, name] of Object.entries({ givenNames, surname })) {
    if (name === undefined) continue;
    refuseIf(hasWrongLetters(name), field, 'letters');
    refuseIf(saysNoName(name), field, 'says_nothing');
  }
  for (const [field, text] of Object.entries({ classGroup, address })) {
    if (text === undefined) continue;
    refuseIf(isBrokenText(text), field, 'letters');
    // A class may be called 0 or X.
    refuseIf(saysNothing(text) && !/^[0x]$/i.test(text.trim()), field, 'says_nothing');
  }
  const isDocument = personalId !== undefined && personalId.type !== 'pesel';
  refuseIf(isDocument && saysNothing(personalId.value), 'personalId.value', 'says_nothing');
}

function refuseIf(isWrong: boolean, field: string, rule: string): void {
  if (isWrong) throw new DomainError('invalid_input', { field, rule });
}

/**
 * Whether what is to be written of a known pupil is another child's (rules.md I1a): than the one recorded, or than the one
 * who was before changes that nobody gave a reason for, so that no two small steps make the large one.
 */
export function isOtherPupil(existing: PupilRecord, write: PupilWrite): boolean {
  const given = factsOf(write);
  const { knownAs } = existing;
  return (
    isOtherPerson(factsOf(existing), given) || (knownAs !== null && isOtherPerson(factsOf(knownAs), given))
  );
}

/** Who the pupil was before the changes that nobody has given a reason for; null where a person has now, or nothing changed. */
export function knownAsAfter(
  existing: PupilRecord,
  write: PupilWrite,
  reason: RenameReason | undefined,
): KnownAs | null {
  if (reason !== undefined) return null;
  if (existing.knownAs !== null) return existing.knownAs;
  const { givenNames, surname, bornOn, personalIdType, personalIdIndex } = existing;
  const isSame =
    givenNames === write.givenNames &&
    surname === write.surname &&
    bornOn === write.bornOn &&
    personalIdIndex.equals(write.personalIdIndex);
  return isSame ? null : { givenNames, surname, bornOn, personalIdType, personalIdIndex };
}

function factsOf(one: KnownAs): PersonFacts {
  const { givenNames, surname, bornOn, personalIdType, personalIdIndex } = one;
  const pesel = personalIdType === 'pesel' ? personalIdIndex.toString('hex') : undefined;
  return { givenNames, surname, bornOn, pesel };
}

/** @throws DomainError other_person: a person who knows better gives a reason (rules.md I1a) */
export function refuseOtherPupil(isOther: boolean, reason: RenameReason | undefined): void {
  if (isOther && !reason) throw new DomainError('other_person');
}
