import { classNear, type Evidence, textOf } from './choose-by-facts.ts';
import { findPupils } from './find-pupils.ts';
import { givePhotos } from './give-photos.ts';
import type { Decision, IntakeMessage, PhotoCheck, Proposal, ProposedPupil } from './message.ts';
import { readPersonalNumbers } from './personal-facts.ts';
import { automaticFlag, readIntent } from './read-intent.ts';
import { type ReadMessage, readMessage } from './read-message.ts';
import { readSender, type Sender } from './read-sender.ts';
import { type Case, classOf, isOrder, readSigns, type Signs } from './read-signs.ts';
import type { RegisterIndex } from './register-index.ts';

/** Last year’s class is understood from the summer on until 31 October (rules.md O5). */
export function isLastYearKnown(today: string): boolean {
  const month = Number(today.slice(5, 7));
  return month >= 7 && month <= 10;
}

/** Nothing is to be done; no pupil is looked for. */
function ignore(flags: readonly string[], photoChecks: Readonly<Record<string, PhotoCheck>> = {}): Proposal {
  return { intent: 'no_action', pupils: [], photoChecks, decision: 'ignore', flags };
}

/**
 * Says what should come of a message: whose it is, which picture, what it wants, and whether a draft may wait for one
 * confirmation. It proposes and says what it saw; it issues, answers and suspends nothing.
 * @param message one message of the school whose register this is
 * @param index the school’s register
 * @param today `YYYY-MM-DD` in Poland
 */
export function proposeCase(message: IntakeMessage, index: RegisterIndex, today: string): Proposal {
  const automatic = automaticFlag(message);
  if (automatic) return ignore([automatic]);
  const sender = readSender(message, index);
  const read = readMessage(message, index, sender);
  const intent = readIntent(read, expectationOf(message, read, sender));
  const photoChecks = Object.fromEntries(read.files.files.map(({ name, check }) => [name, check]));
  if (!intent) return ignore(['not_ours', 'leave_untouched'], photoChecks);
  if (intent.intent === 'no_action') return ignore(intent.flags, photoChecks);
  const numbers = readPersonalNumbers(textOf(read));
  const evidence: Evidence = {
    index,
    sender,
    message: read,
    numbers,
    isLastYearKnown: isLastYearKnown(today),
  };
  const pupils = findPupils(evidence);
  const photos = givePhotos(read, pupils, message, index);
  const one: Case = { message, read, sender, evidence, pupils, photos, intent, today };
  const signs = readSigns(one);
  const decision = decide(one, signs);
  return { intent: intent.intent, pupils: proposedOf(one), photoChecks, decision, flags: [...signs.flags] };
}

/** Whether a picture came, and whether there is a reason to take a message without a word of ours for ours. */
function expectationOf(
  { account }: IntakeMessage,
  { files, mentions }: ReadMessage,
  sender: Sender,
): { readonly hasPhoto: boolean; readonly isExpected: boolean } {
  const hasFile = files.files.some(({ isUsable, check }) => isUsable || check === 'duplicate');
  const isNamed = mentions.some(({ kind }) => kind === 'full');
  return {
    hasPhoto: hasFile || account?.journalPhoto !== undefined,
    isExpected: isNamed || sender.kind !== 'unknown',
  };
}

function proposedOf(one: Case): ProposedPupil[] {
  const { pupils, evidence, photos, read } = one;
  const found = pupils.found.map(
    (each): ProposedPupil => ({
      match: evidence.index.pupils[each.pupil]?.id ?? null,
      classWritten: classOf(one, each)?.written ?? null,
      photo: photos.byPupil.get(each.pupil) ?? null,
    }),
  );
  const unclear = pupils.unclear.map(({ candidates, mentions }): ProposedPupil => {
    const [file] = mentions.flatMap(({ line }) => read.lines[line]?.file ?? []);
    return {
      match: null,
      classWritten: classNear(mentions[0], evidence)?.written ?? null,
      photo: file ?? photos.loose,
      candidates: candidates.flatMap((pupil) => evidence.index.pupils[pupil]?.id ?? []),
    };
  });
  return [...found, ...unclear];
}

/** What does not keep the question „which child?” from being asked. */
const mild: ReadonlySet<string> = new Set(['sender_unknown', 'photo_unassigned']);

function decide(one: Case, signs: Signs): Decision {
  const { intent, pupils } = one;
  if (intent.isUrgent) return 'urgent_revoke';
  if (!isOrder(one)) return 'human_review';
  const { flags, held } = signs;
  const isGrave = [...held].some((flag) => !mild.has(flag));
  if (pupils.found.length === 0 && pupils.unclear.length === 0) {
    if (!pupils.hasStranger) flags.add('pupil_unknown');
    return isGrave ? 'human_review' : 'ask_sender';
  }
  if (pupils.unclear.length > 0) return isGrave ? 'human_review' : 'ask_sender';
  if (held.size > 0) return 'human_review';
  if (flags.has('duplicate_request')) return 'ignore';
  return flags.has('photo_missing') ? 'ask_sender' : 'auto_draft';
}
