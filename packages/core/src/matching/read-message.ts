import { type CheckedFiles, checkFiles } from './check-files.ts';
import { findClasses, type WrittenClass } from './class-written.ts';
import { isCommonWord } from './common-words.ts';
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
  /** The letter is signed with a name that is neither the sender’s nor the other parent’s. */
  readonly isSignedByOther: boolean;
  /** The sender’s own name stands where a child’s would. */
  readonly hasOwnName: boolean;
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

/** Whether a message is longer than what is read of it. */
function isCutShort({ subject, body, files }: IntakeMessage, draft: Draft): boolean {
  const { subjectLetters, bodyLetters, files: filesMax } = messageLimits;
  const isLong = subject.length > subjectLetters || body.length > bodyLetters;
  return isLong || files.length > filesMax || draft.left <= 0;
}

/** Two names or more under a letter, none of them of the family. */
function isSignedByOther(
  lines: readonly string[],
  { children, ownWords }: Sender,
  index: RegisterIndex,
): boolean {
  const family = new Set(
    children
      .flatMap((at) => (index.pupils[at]?.guardians ?? []).flatMap(({ name }) => splitWords(name, 8)))
      .map(({ key }) => key),
  );
  return lines.some((line) => {
    const names = splitWords(line, 8).filter(
      ({ key, isCapital }) => isCapital && key.length > 2 && !isCommonWord(key),
    );
    return (
      names.length >= 2 && names.length <= 3 && !names.some(({ key }) => ownWords.has(key) || family.has(key))
    );
  });
}

function namesSelf({ words, region }: Line, { ownWords }: Sender): boolean {
  const isOwn = (at: number): boolean => ownWords.has(words[at]?.key ?? '');
  return region !== 'file' && words.some((_, at) => isOwn(at) && isOwn(at + 1));
}

function checkedFilesOf({ files, openCases }: IntakeMessage): CheckedFiles {
  const { files: filesMax, fileNameLetters } = messageLimits;
  const known = new Set(openCases.flatMap(({ photoSha256 }) => photoSha256 ?? []));
  // The end of a long name has its ending.
  const kept = files.slice(0, filesMax).map((file) => ({ ...file, name: file.name.slice(-fileNameLetters) }));
  return checkFiles(kept, known);
}

/** Reads a message against a register. Every part is bounded; what is cut off is told by a flag. */
export function readMessage(message: IntakeMessage, index: RegisterIndex, sender: Sender): ReadMessage {
  const subject = repairText(message.subject.slice(0, messageLimits.subjectLetters));
  const body = repairText(message.body.slice(0, messageLimits.bodyLetters));
  const files = checkedFilesOf(message);
  const apart = takeApart(subject.text, body.text);
  const own = apart.own.filter((line) => sender.kind === 'pupil' || !isSigned(line, sender.signature));
  const draft: Draft = { lines: [], left: messageLimits.words };
  addLine(draft, 'subject', subject.text);
  for (const line of own) addLine(draft, 'body', line);
  for (const { readable, name, check } of files.files)
    if (check !== 'ignored') addLine(draft, 'file', fileWords(readable), name);
  const first = draft.lines.length;
  for (const line of apart.quoted) addLine(draft, 'quoted', line);
  const names = draft.lines.map((line, at) => findNames(line, at, index));
  const ownNames = names.slice(0, first);
  const classesOf = (line: Line, at: number): ReadMessage['classes'] =>
    findClasses(line.text, index.streets).map((one) => ({ ...one, line: at }));
  const isStrange = (at: number, place: number): boolean =>
    !sender.ownWords.has(draft.lines[at]?.words[place]?.key ?? '');
  return {
    subject: subject.text,
    own: own.join('\n'),
    lines: draft.lines,
    mentions: ownNames.flatMap(({ mentions }) => mentions),
    quotedMentions: names.slice(first).flatMap(({ mentions }) => mentions),
    classes: draft.lines.slice(0, first).flatMap(classesOf),
    hasStranger: ownNames.some(({ strangers }, at) => strangers.some((place) => isStrange(at, place))),
    hasOwnName: draft.lines.slice(0, first).some((line) => namesSelf(line, sender)),
    isSignedByOther: isSignedByOther(apart.signature, sender, index),
    files,
    flags: [
      ...(subject.isRepaired || body.isRepaired ? ['mojibake_repaired'] : []),
      ...(apart.isForwarded ? ['forwarded'] : []),
      ...(isCutShort(message, draft) ? ['cut_short'] : []),
    ],
  };
}
