import type { GuardianInput, PupilSent } from '@mleg/contract/pupil';
import { hasWrongLetters } from '@mleg/core/person/name-letters';
import { saysNoName, saysNothing } from '@mleg/core/person/nothing';
import { parsePesel } from '@mleg/core/person/pesel';
import { m } from '@mleg/i18n/messages';
import type { PaperIdInput } from '../api.ts';
import { paperIdFaults, startPaperId } from '../parts/paper-id-form.tsx';
import { guardianFault } from './guardian-fields.tsx';
import { newGuardian, tidyGuardian } from './guardians.tsx';

export type IdType = PupilSent['personalId']['type'];
/** The form as it is typed. */
export type PupilFormValue = {
  readonly idType: IdType;
  readonly idValue: string;
  readonly country: string;
  readonly birthDate: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly classGroup: string;
  readonly externalId: string;
  readonly address: string;
  readonly hasPaperId: boolean;
  readonly paperId: PaperIdInput;
  readonly hasGuardian: boolean;
  readonly guardian: GuardianInput;
};
export type PupilFaults = {
  readonly [Key in keyof PupilFormValue]?: string;
};

export function emptyPupil(): PupilFormValue {
  return {
    ...{ idType: 'pesel', idValue: '', country: '', birthDate: '', givenNames: '', surname: '' },
    ...{ classGroup: '', externalId: '', address: '', hasPaperId: false, hasGuardian: false },
    paperId: startPaperId(null),
    guardian: newGuardian(),
  };
}

/** What is wrong with a PESEL, in words; undefined for a good one. */
export function peselFault(text: string): string | undefined {
  const parsed = parsePesel(text);
  if (typeof parsed !== 'string') return undefined;
  const words = {
    length: m.panel_pesel_length,
    checksum: m.panel_pesel_checksum,
    birth_date: m.panel_pesel_birth_date,
  };
  return words[parsed]();
}

/** Every fault of the form by its field; an empty one can be sent. */
export function pupilFaults(value: PupilFormValue): PupilFaults {
  const isPesel = value.idType === 'pesel';
  const idFault = isPesel ? peselFault(value.idValue) : documentFault(value.idValue);
  const faults: Record<string, string | undefined> = {
    idValue: idFault,
    country: isPesel || /^[A-Za-z]{2}$/.test(value.country.trim()) ? undefined : m.panel_fault_country(),
    // A PESEL brings its date: where it is wrong, one sentence is enough.
    birthDate: value.birthDate === '' && !(isPesel && idFault) ? m.panel_fault_date() : undefined,
    givenNames: nameFault(value.givenNames),
    surname: nameFault(value.surname),
    classGroup: requiredFault(value.classGroup),
    paperId: value.hasPaperId ? Object.values(paperIdFaults(value.paperId))[0] : undefined,
    guardian: value.hasGuardian ? guardianFault(value.guardian) : undefined,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined)) as PupilFaults;
}

/** What is wrong with a name, in words; undefined for a good one (rules.md I1b). */
export function nameFault(text: string): string | undefined {
  if (hasWrongLetters(text)) return m.panel_fault_letters();
  return saysNoName(text) ? m.panel_fault_required() : undefined;
}

function documentFault(text: string): string | undefined {
  return requiredFault(text) ?? (saysNothing(text) ? m.panel_fault_nothing() : undefined);
}

function requiredFault(text: string): string | undefined {
  return text.trim() === '' ? m.panel_fault_required() : undefined;
}

/** The form as the server takes it. */
export function toPupil(value: PupilFormValue): PupilSent & { externalId?: string } {
  const { idType, hasPaperId, hasGuardian, paperId } = value;
  const country = idType === 'pesel' ? 'PL' : value.country.trim().toUpperCase();
  const address = value.address.trim();
  const externalId = value.externalId.trim();
  return {
    givenNames: value.givenNames.trim(),
    surname: value.surname.trim(),
    birthDate: value.birthDate,
    personalId: { type: idType, country, value: value.idValue.trim() },
    classGroup: value.classGroup.trim(),
    ...(address === '' ? {} : { address }),
    ...(externalId === '' ? {} : { externalId }),
    ...(hasPaperId ? { paperId: { ...paperId, number: paperId.number.trim() } } : {}),
    ...(hasGuardian ? { guardians: [tidyGuardian(value.guardian)] } : {}),
  };
}
