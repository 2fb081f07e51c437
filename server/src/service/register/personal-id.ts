import type { PupilInput } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { type Pesel, type PeselFacts, parsePesel } from '@mleg/core/person/pesel';
import type { SchoolDeps } from '../school-deps.ts';

type Given = PupilInput['personalId'];

/** A personal number or document that was read once, at the door; the birth date is what a PESEL says. */
export type PersonalId =
  | { readonly type: 'pesel'; readonly country: string; readonly value: Pesel; readonly bornOn: string }
  | {
      readonly type: Exclude<Given['type'], 'pesel'>;
      readonly country: string;
      readonly value: string;
      readonly bornOn: null;
    };

/** Reads what somebody wrote. @throws DomainError personal_id_invalid with `fault` */
export function parsePersonalId({ type, country, value }: Given): PersonalId {
  if (type !== 'pesel') return { type, country, value: value.trim(), bornOn: null };
  const parsed = parsePesel(value);
  if (typeof parsed === 'string') throw new DomainError('personal_id_invalid', { fault: parsed });
  return { ...peselId(parsed), country };
}

/** A PESEL as a personal number. */
export function peselId({ pesel, bornOn }: PeselFacts): PersonalId & { readonly type: 'pesel' } {
  return { type: 'pesel', country: 'PL', value: pesel, bornOn };
}

/** The keyed index under which a pupil's number or document is found. */
export function personalIndexOf(
  deps: Pick<SchoolDeps, 'vault'>,
  school: number,
  { type, country, value }: Pick<PersonalId, 'type' | 'country' | 'value'>,
): Buffer {
  const normal = `${type}|${country}|${value.toUpperCase().replace(/[\s-]/g, '')}`;
  return deps.vault.schoolIndex(school, 'personal_id', normal);
}
