import { foldName } from '@mleg/core/person/names';

/** A column about a guardian: whose of several, and what. */
export type GuardianColumn = { readonly slot: string; readonly part: GuardianPart };
export type GuardianPart = 'name' | 'givenNames' | 'surname' | 'email' | 'phone';

const persons: readonly (readonly [word: RegExp, slot: string])[] = [
  [/\b(?:matka|matki|mama|mamy|matce)\b/, 'matka'],
  [/\b(?:ojciec|ojca|tata|taty)\b/, 'ojciec'],
  [/\b(?:opiekun|opiekuna|opiekunow|opiekunowie|opiekunka|opiekunki|rodzic|rodzica|rodzice|rodzicow)\b/, ''],
];
const mail = /\b(?:e mail|email|mail|e maile|poczta)\b/;
const phone = /\b(?:telefon|tel|telefonu|komorka|komorkowy)\b/;
/** What may stand in such a heading beside the words above; another word means another thing („zawód matki”). */
const fillers =
  /\b(?:prawny|prawna|prawnego|prawnej|prawni|prawnych|imie|imiona|nazwisko|i|adres|nr|numer|kontaktowy|lub|do|e|mail|email|poczta|elektronicznej|elektroniczna|poczty|telefon|telefonu|tel|komorka|komorkowy|nazwiska|a|b|pierwszy|pierwszego|drugi|drugiego|ii|\d)\b/g;

/**
 * Recognises „opiekun 2”, „e-mail matki”, „Imię i nazwisko ojca”, „Rodzic 1 – telefon” and their like, and „e-mail 2”
 * where nobody is named; undefined for another column.
 */
export function guardianColumnOf(heading: string): GuardianColumn | undefined {
  const folded = foldName(heading).replace(/(\p{L})(\d)(?!\d)/gu, '$1 $2');
  if (/\b(?:ucznia|uczennicy|dziecka)\b/.test(folded)) return undefined;
  const person = persons.find(([word]) => word.test(folded));
  const number = numberOf(folded);
  const part = partOf(folded);
  if (!person)
    return part !== 'name' &&
      number !== '' &&
      /^(?:adres )?(?:e mail|email|mail|telefon|tel) \d$/.test(folded)
      ? { slot: number, part }
      : undefined;
  const rest = persons
    .reduce((text, [word]) => text.replace(new RegExp(word, 'g'), ''), folded)
    .replace(fillers, '');
  if (rest.trim() !== '') return undefined;
  if (part === 'name' && /\badres\b/.test(folded)) return undefined;
  return { slot: person[1] === '' ? number || '1' : person[1], part };
}

function numberOf(folded: string): string {
  const digit = /\b([1-4])\b/.exec(folded)?.[1];
  if (digit) return digit;
  if (/\b(?:ii|drugi|drugiego|b)\b/.test(folded)) return '2';
  return /\b(?:pierwszy|pierwszego)\b/.test(folded) ? '1' : '';
}

function partOf(folded: string): GuardianPart {
  if (mail.test(folded)) return 'email';
  if (phone.test(folded)) return 'phone';
  const [given, surname] = [/\bimi(?:e|ona)\b/.test(folded), /\bnazwisk[oa]\b/.test(folded)];
  if (given !== surname) return given ? 'givenNames' : 'surname';
  return 'name';
}
