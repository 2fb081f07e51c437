import { readAddresses } from './address.ts';
import { type ClassLikeness, compareClass, type WrittenClass } from './class-written.ts';
import type { Mention } from './mentions.ts';
import type { PersonalNumbers } from './personal-facts.ts';
import type { ReadMessage } from './read-message.ts';
import type { Sender } from './read-sender.ts';
import type { RegisterIndex } from './register-index.ts';

/** What decides between pupils. */
export type Evidence = {
  readonly index: RegisterIndex;
  readonly sender: Sender;
  readonly message: ReadMessage;
  readonly numbers: PersonalNumbers;
  readonly isLastYearKnown: boolean;
};

/** A sign by which pupils of one name were told apart. */
export type Fact = 'number' | 'class' | 'address';
export type Chosen = { readonly left: readonly number[]; readonly by: readonly Fact[] };

/** The class that stands nearest to a name, in its line. */
export function classNear(
  mention: Mention | undefined,
  { message }: Pick<Evidence, 'message'>,
): WrittenClass | undefined {
  if (!mention) return message.classes[0];
  const last = message.lines[mention.line]?.words[mention.words.at(-1) ?? 0]?.at ?? 0;
  const same = message.classes.filter((one) => one.line === mention.line);
  return same.find(({ at }) => at >= last) ?? same.at(-1);
}

/** What is asked of a text: the subject and what the person wrote. */
export function textOf({ subject, own }: ReadMessage): string {
  return `${subject}\n${own}`;
}

/**
 * Chooses among pupils by numbers, birth date, class and address: each sign that fits some of those left lets the others go.
 * @param mention where the name stands; undefined where none does
 */
export function chooseByFacts(
  candidates: readonly number[],
  mention: Mention | undefined,
  evidence: Evidence,
): Chosen {
  const { index, numbers, message } = evidence;
  const [single] = message.classes;
  const written = classNear(mention, evidence) ?? (message.classes.length === 1 ? single : undefined);
  const hasAddress = readAddresses(textOf(message));
  const isNumbered = (pupil: number): boolean => {
    const { pesel = '', bornOn = '' } = index.pupils[pupil] ?? {};
    return numbers.pesels.includes(pesel) || numbers.bornOns.includes(bornOn);
  };
  const isAddressed = (pupil: number): boolean => {
    const address = index.addresses[pupil];
    return address !== undefined && hasAddress(address);
  };
  const isInClass = (wanted: readonly ClassLikeness[]) => (pupil: number) => {
    const known = index.pupils[pupil]?.classGroup;
    if (written === undefined || known === undefined) return false;
    return wanted.includes(compareClass(written, known, evidence.isLastYearKnown));
  };
  const signs: readonly (readonly [Fact, (pupil: number) => boolean])[] = [
    ['number', isNumbered],
    ['class', isInClass(['same'])],
    ['address', isAddressed],
    ['class', isInClass(['same', 'level', 'last_year'])],
  ];
  let left = candidates;
  const by: Fact[] = [];
  for (const [sign, fits] of signs) {
    const next = left.filter(fits);
    if (next.length === 0 || next.length === left.length) continue;
    by.push(sign);
    left = next;
  }
  return { left, by };
}
