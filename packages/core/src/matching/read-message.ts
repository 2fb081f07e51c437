import { type CheckedFiles, checkFiles } from './check-files.ts';
import { findClasses, type WrittenClass } from './class-written.ts';
import { findNames, type Mention } from './mentions.ts';
import { type IntakeMessage, messageLimits } from './message.ts';
import { takeApart } from './own-text.ts';
import type { Sender } from './read-sender.ts';
import type { RegisterIndex } from './register-index.ts';
import { repairText } from './repair-text.ts';
import { fileWords, type Line, type Region, splitWords } from './words.ts';

/** A message read: its lines with the names and classes in them. */
export type ReadMessage = {
  readonly subject: string;
  readonly own: string;
  readonly lines: readonly Line[];
  readonly mentions: readonly Mention[];
  /** Names of quoted lines: they choose among a sender's children at most. */
  readonly quotedMentions: readonly Mention[];
  readonly classes: readonly (WrittenClass & { readonly line: number })[];
  /** Whether words stand there that look like a name of nobody in the register. */
  readonly hasStranger: boolean;
  readonly files: CheckedFiles;
  readonly flags: readonly string[];
};

type Draft = { readonly lines: Line[]; left: number };

function addLine(draft: Draft, region: Region, text: string, file?: string): void {
  if (text.trim() === '' || draft.left <= 0) return;
  const words = splitWords(text, draft.left);
  draft.left -= words.length;
  draft.lines.push({ region, text, words, ...(file === undefined ? {} : { file }) });
}

/** A line that says nothing but the sender’s name is a signature without „Pozdrawiam”. */
function isSigned(line: string, signature: ReadonlySet<string>): boolean {
  const words = splitWords(line, 5);
  return (
    words.length > 0 && words.length <= 4 && words.every(({ key }) => signature.has(key)) && !/\d/.test(line)
  );
}

/** Reads a message against a register. Every part is bounded; what is cut off is told by a flag. */
export function readMessage(message: IntakeMessage, index: RegisterIndex, sender: Sender): ReadMessage {
  const { subjectLetters, bodyLetters, files: filesMax, fileNameLetters, words } = messageLimits;
  const subject = repairText(message.subject.slice(0, subjectLetters));
  const body = repairText(message.body.slice(0, bodyLetters));
  const known = new Set(message.openCases.flatMap(({ photoSha256 }) => photoSha256 ?? []));
  const kept = message.files
    .slice(0, filesMax)
    .map((file) => ({ ...file, name: file.name.slice(-fileNameLetters) }));
  const files = checkFiles(kept, known);
  const apart = takeApart(subject.text, body.text);
  const own = apart.own.filter((line) => sender.kind === 'pupil' || !isSigned(line, sender.signature));
  const draft: Draft = { lines: [], left: words };
  addLine(draft, 'subject', subject.text);
  for (const line of own) addLine(draft, 'body', line);
  for (const { readable, name, check } of files.files)
    if (check !== 'ignored') addLine(draft, 'file', fileWords(readable), name);
  const first = draft.lines.length;
  for (const line of apart.quoted) addLine(draft, 'quoted', line);
  const found = draft.lines.map((line, at) => findNames(line, at, index));
  const isCut =
    message.subject.length > subjectLetters ||
    message.body.length > bodyLetters ||
    message.files.length > filesMax ||
    draft.left <= 0;
  return {
    subject: subject.text,
    own: own.join('\n'),
    lines: draft.lines,
    mentions: found.slice(0, first).flatMap(({ mentions }) => mentions),
    quotedMentions: found.slice(first).flatMap(({ mentions }) => mentions),
    classes: draft.lines
      .slice(0, first)
      .flatMap((line, at) => findClasses(line.text, index.streets).map((one) => ({ ...one, line: at }))),
    hasStranger: found
      .slice(0, first)
      .some(({ strangers }, at) => strangers.some((place) => isStranger(draft.lines[at], place, sender))),
    files,
    flags: [
      ...(subject.isRepaired || body.isRepaired ? ['mojibake_repaired'] : []),
      ...(apart.isForwarded ? ['forwarded'] : []),
      ...(isCut ? ['cut_short'] : []),
    ],
  };
}

function isStranger(line: Line | undefined, place: number, { ownWords }: Sender): boolean {
  const key = line?.words[place]?.key ?? '';
  return !ownWords.has(key);
}
