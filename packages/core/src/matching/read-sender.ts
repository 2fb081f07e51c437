import { isDay } from '../calendar/days.ts';
import type { IntakeMessage, RegisterGuardian, RegisterPupil } from './message.ts';
import { inflectName } from './name-forms.ts';
import type { RegisterIndex } from './register-index.ts';
import { isSameName } from './same-name.ts';
import { wordKey } from './words.ts';

/** Whose message it is, as far as the register knows. */
export type Sender = {
  readonly kind: 'guardian' | 'pupil' | 'account' | 'unknown';
  /** Pupils whom the register names with this sender, whatever the rights are. */
  readonly children: readonly number[];
  /** Keys of the sender's own names in all forms: these words name no pupil. */
  readonly ownWords: ReadonlySet<string>;
  /** The nominatives of the sender's name, as it is signed. */
  readonly signature: ReadonlySet<string>;
};

/** What the register says of a sender and a pupil: `full` may order, `unlisted` is nobody to the pupil. */
export type Standing =
  | 'full'
  | 'limited'
  | 'none'
  | 'adult_pupil'
  | 'minor_pupil'
  | 'parent_of_adult'
  | 'unlisted';

const sexesOf = [
  { part: 'given', sex: undefined },
  { part: 'surname', sex: undefined },
] as const;

/** Finds a sender in the register: by account, else by address; never by a name alone. */
export function readSender(
  { from, account }: Pick<IntakeMessage, 'from' | 'account'>,
  index: RegisterIndex,
): Sender {
  const email = from?.email.trim().toLowerCase() ?? '';
  const own = account ? [] : (index.byOwnEmail.get(email) ?? []);
  const children = account
    ? account.children.flatMap((id) => index.byId.get(id) ?? [])
    : [...new Set([...(index.byGuardian.get(email) ?? []), ...own])];
  const listed = children.flatMap((at) =>
    (index.pupils[at]?.guardians ?? []).filter((one) => isSelf(one, email, account?.guardian)),
  );
  const names = [from?.name ?? '', account?.guardian ?? '', ...listed.map(({ name }) => name)];
  const words = names.flatMap((name) => name.split(/[\s\-–.,"]+/)).filter((word) => wordKey(word).length > 1);
  return {
    kind: account
      ? 'account'
      : children.length === 0
        ? 'unknown'
        : own.length > 0 && own.length === children.length
          ? 'pupil'
          : 'guardian',
    children,
    ownWords: new Set(
      words.flatMap((word) => [wordKey(word), ...sexesOf.flatMap((kind) => inflectName(word, kind))]),
    ),
    signature: new Set(words.map(wordKey)),
  };
}

function isSelf(guardian: RegisterGuardian, email: string, account: string | undefined): boolean {
  return account === undefined
    ? guardian.email?.trim().toLowerCase() === email
    : isSameName(guardian.name, account);
}

/** Whether somebody born on a day is 18 on another. */
export function isAdult(bornOn: string | undefined, today: string): boolean {
  if (bornOn === undefined || !isDay(bornOn)) return false;
  return `${Number(bornOn.slice(0, 4)) + 18}${bornOn.slice(4)}` <= today;
}

/**
 * What a sender is to a pupil today (rules.md W1, W2, W4): only `full` and `adult_pupil` may order.
 * @param today `YYYY-MM-DD` in Poland
 */
export function standingOf(
  { from, account }: Pick<IntakeMessage, 'from' | 'account'>,
  pupil: RegisterPupil,
  today: string,
): Standing {
  const email = from?.email.trim().toLowerCase() ?? '';
  const isGrown = isAdult(pupil.bornOn, today);
  if (!account && email !== '' && pupil.email?.trim().toLowerCase() === email)
    return isGrown ? 'adult_pupil' : 'minor_pupil';
  if (account && !account.children.includes(pupil.id)) return 'unlisted';
  const listed = pupil.guardians.filter((one) => isSelf(one, email, account?.guardian));
  const rights = listed.map((one) => one.rights);
  if (rights.length === 0) return 'unlisted';
  if (rights.includes('none')) return 'none';
  if (rights.includes('limited')) return 'limited';
  return isGrown ? 'parent_of_adult' : 'full';
}
