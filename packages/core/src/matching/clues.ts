import { compareClass } from './class-written.ts';
import type { IntakeMessage } from './message.ts';
import { isLastYearKnown } from './propose.ts';
import { readMessage } from './read-message.ts';
import { readSender } from './read-sender.ts';
import type { RegisterIndex } from './register-index.ts';

/** Something in a message that speaks for one pupil, or against, and where it stands. */
export type Clue = {
  readonly where: 'subject' | 'body' | 'file' | 'sender' | 'account';
  readonly what: 'name' | 'surname' | 'given_name' | 'class' | 'guardian';
  readonly agrees: boolean;
};

const places = ['subject', 'body', 'file'] as const;

/**
 * What a person is shown beside a proposal, so that it can be checked at a glance: each place at most once for the name and
 * once for the class.
 * @param pupilId a pupil of the index; nothing is found for another
 * @param today `YYYY-MM-DD` in Poland
 */
export function cluesOf(
  message: IntakeMessage,
  index: RegisterIndex,
  pupilId: string,
  today: string,
): Clue[] {
  const pupil = index.byId.get(pupilId);
  if (pupil === undefined) return [];
  const sender = readSender(message, index);
  const { lines, classes } = readMessage(message, index, sender);
  const known = index.pupils[pupil]?.classGroup;
  const clues: Clue[] = [];
  for (const where of places) {
    const what = nameIn(
      lines.filter(({ region }) => region === where),
      index,
      pupil,
    );
    if (what !== undefined) clues.push({ where, what, agrees: true });
    const written = classes.find(({ line }) => lines[line]?.region === where);
    if (written === undefined || known === undefined) continue;
    const agrees = compareClass(written, known, isLastYearKnown(today)) !== 'different';
    clues.push({ where, what: 'class', agrees });
  }
  if (sender.children.includes(pupil))
    clues.push({ where: message.account ? 'account' : 'sender', what: 'guardian', agrees: true });
  return clues;
}

type Lines = ReturnType<typeof readMessage>['lines'];

/** Which parts of the pupil's name stand in some lines. */
function nameIn(lines: Lines, index: RegisterIndex, pupil: number): Clue['what'] | undefined {
  const parts = new Set<'given' | 'surname'>();
  for (const { key } of lines.flatMap(({ words }) => words)) {
    if (key.length < 2) continue;
    for (const { word } of index.find(key)) if (word.bearers.has(pupil)) parts.add(word.part);
    if (index.findGlued(key).includes(pupil)) return 'name';
  }
  if (parts.size === 2) return 'name';
  if (parts.has('surname')) return 'surname';
  return parts.has('given') ? 'given_name' : undefined;
}
