import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDay } from '@mleg/core/calendar/days';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { IntakeMessage, MessageFile, Proposal } from '@mleg/core/matching/message';
import { proposeCase } from '@mleg/core/matching/propose';
import { z } from 'zod';
import { importBytesMax } from '../intake/reading/limits.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';
import { readTryRegister, type TryRegister } from './intake-try-register.ts';
import { readLines } from './read-lines.ts';

export const intakeTryUsage = `intake-try --register <roster.json | register.csv> [<cases.jsonl>]
      one message a line, from the file or the standard input; one JSON line for each: what would come of it. Nothing is stored`;

const OPTIONS = { register: { type: 'string' } } as const;
const LINE_BYTES_MAX = 1_048_576;
const LINES_MAX = 100_000;
const SECONDS_MAX = 600;

const text = z.string();
const file = z.object({
  name: text.nullish(),
  type: text.nullish(),
  size: z.number().nonnegative().nullish(),
  sha256: text.nullish(),
  magic: text.nullish(),
  content_hint: text.nullish(),
});
const sender = z.object({ name: text.nullish(), email: text.nullish() });
const account = z.object({
  guardian: text.nullish(),
  children: z.array(text).max(50).default([]),
  journal_photo: z
    .object({ pupil: text, type: text.nullish(), size: z.number().nonnegative().nullish() })
    .nullish(),
});
const openCase = z.object({ no: text, pupil: text, state: text, photo_sha256: text.nullish() });
const context = z.object({
  open_cases: z.array(openCase).max(1000).nullish(),
  credentials: z
    .array(z.object({ pupil: text, state: text }))
    .max(1000)
    .nullish(),
});
const tried = z.object({
  id: z.union([text, z.number()]).nullish(),
  tenant: text.nullish(),
  received: text.nullish(),
  channel: text.nullish(),
  from: z.union([text, sender]).nullish(),
  account: account.nullish(),
  subject: text.nullish(),
  body: text.nullish(),
  attachments: z.array(file).max(200).nullish(),
  headers: z.record(text, z.union([text, z.array(text)])).nullish(),
  context: context.nullish(),
});
type Tried = z.infer<typeof tried>;

function fileOf({ name, type, size, sha256, magic, content_hint }: z.infer<typeof file>): MessageFile {
  return {
    name: name ?? '',
    type: type ?? '',
    size: size ?? undefined,
    sha256: sha256 ?? undefined,
    magic: magic ?? undefined,
    contentHint: content_hint ?? undefined,
  };
}

/** `Name <address>` as a header writes it, or both apart. */
function senderOf(from: Tried['from']): IntakeMessage['from'] {
  if (from === undefined || from === null) return undefined;
  if (typeof from !== 'string') return { name: from.name ?? '', email: from.email ?? '' };
  const [, name = '', email = ''] = /^\s*"?([^"<]{0,300}?)"?\s*<([^<>\s]{1,300})>\s*$/.exec(from) ?? [];
  return email === '' ? { name: '', email: from.trim() } : { name, email };
}

function accountOf(from: Tried['account']): IntakeMessage['account'] {
  if (!from) return undefined;
  const photo = from.journal_photo;
  return {
    guardian: from.guardian ?? '',
    children: from.children,
    journalPhoto: photo
      ? { pupil: photo.pupil, type: photo.type ?? '', size: photo.size ?? undefined }
      : undefined,
  };
}

function messageOf(one: Tried): IntakeMessage {
  const headers = Object.entries(one.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    [value].flat().join('\n'),
  ]);
  return {
    channel: one.account ? 'ejournal' : 'email',
    from: senderOf(one.from),
    account: accountOf(one.account),
    subject: one.subject ?? '',
    body: one.body ?? '',
    files: (one.attachments ?? []).map(fileOf),
    headers: Object.fromEntries(headers) as Record<string, string>,
    openCases: (one.context?.open_cases ?? []).map(({ photo_sha256, ...open }) => ({
      ...open,
      photoSha256: photo_sha256 ?? undefined,
    })),
    credentials: one.context?.credentials ?? [],
  };
}

/** The day in Poland on which a message came; today where it does not say. */
function dayOf(received: string | null | undefined, now: number): string | undefined {
  if (received === undefined || received === null) return warsawDayOf(now);
  if (isDay(received)) return received;
  const at = Date.parse(received);
  return Number.isNaN(at) ? undefined : warsawDayOf(Math.floor(at / 1000));
}

type Answer = { readonly line: string; readonly isRead: boolean };

function refuse(line: number, error: string, id: unknown, message: string): Answer {
  return { line: JSON.stringify({ id: id ?? null, line, error, message }), isRead: false };
}

function shown(id: Tried['id'], { intent, pupils, photoChecks, decision, flags }: Proposal): string {
  return JSON.stringify({
    id: id ?? null,
    intent,
    pupils: pupils.map(({ match, classWritten, photo, candidates }) => ({
      match,
      class_written: classWritten,
      photo,
      ...(candidates ? { candidates } : {}),
    })),
    photo_checks: photoChecks,
    decision,
    flags,
  });
}

/** What would come of one line. Never throws: a line that is no case says so, and the next one is read. */
function tryLine(source: string | undefined, number: number, register: TryRegister, now: number): Answer {
  if (source === undefined)
    return refuse(number, 'too_long', null, `longer than ${LINE_BYTES_MAX} bytes, or no UTF-8`);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return refuse(number, 'not_json', null, 'the line is no JSON');
  }
  const read = tried.safeParse(value);
  const id =
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id !== 'object'
      ? value.id
      : null;
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(
      number,
      'not_a_case',
      id,
      `${issue?.path.join('.') || 'the line'}: ${issue?.code ?? 'invalid'}`,
    );
  }
  const today = dayOf(read.data.received, now);
  if (today === undefined) return refuse(number, 'not_a_case', id, 'received: no time');
  const index = register.indexOf(read.data.tenant ?? undefined);
  try {
    return { line: shown(read.data.id, proposeCase(messageOf(read.data), index, today)), isRead: true };
  } catch {
    return refuse(number, 'failed', id, 'the message could not be read');
  }
}

async function* openCases(path: string | undefined, io: Io): AsyncIterable<Uint8Array> {
  if (path === undefined) yield* io.input();
  else {
    try {
      yield* createReadStream(path) as AsyncIterable<Uint8Array>;
    } catch {
      throw new UsageError('the cases cannot be read');
    }
  }
}

/**
 * Says for each message of a file (or of the standard input) what would come of it: whose it is, which picture, what it
 * wants, the decision and what was seen. Needs no server and stores nothing. A line that is no case is answered with its
 * number and an error; the others go on.
 * @returns 0 where every line was a case, 1 where one was not or a limit was reached
 * @throws UsageError where there is no register or there are no cases
 */
export async function tryIntake(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  if (values.register === undefined) throw new UsageError('--register is missing');
  if (positionals.length > 1) throw new UsageError('name one file of cases');
  const bytes = await readFile(values.register).catch(() => undefined);
  if (bytes === undefined) throw new UsageError('the register cannot be read');
  if (bytes.length > importBytesMax)
    throw new UsageError(`the register is larger than ${importBytesMax} bytes`);
  const register = await readTryRegister(bytes, io.now());
  const endAt = io.now() + SECONDS_MAX;
  let [number, cases, bad] = [0, 0, 0];
  for await (const line of readLines(openCases(positionals[0], io), LINE_BYTES_MAX)) {
    number += 1;
    if (number > LINES_MAX || io.now() > endAt) {
      io.say(refuse(number, 'limit', null, `more than ${LINES_MAX} lines or ${SECONDS_MAX} seconds`).line);
      return 1;
    }
    if (line === '') continue;
    const answer = tryLine(line, number, register, io.now());
    io.say(answer.line);
    cases += 1;
    if (!answer.isRead) bad += 1;
  }
  if (cases === 0) throw new UsageError('there are no cases');
  return bad === 0 ? 0 : 1;
}
