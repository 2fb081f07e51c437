import { checkLine, type LineCheck, type LineVerdict } from './check-line.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';
import { type CheckLists, listsFrom, listsIn } from './lists.ts';
import { readLines } from './read-lines.ts';

export const verifyUsage = `verify (--from <address of a verifier> | --lists <file>) [--audience <client id>] [--nonce <nonce>]
              [--at <time>] [--max-list-age <seconds, or 30m, 24h, 7d>] [--show] < lines
      one presentation, MLEG1 code or link per line; one verdict per line, in order`;

const OPTIONS = {
  from: { type: 'string' },
  lists: { type: 'string' },
  audience: { type: 'string' },
  nonce: { type: 'string' },
  at: { type: 'string' },
  'max-list-age': { type: 'string' },
  show: { type: 'boolean', default: false },
} as const;

/** A presentation with a portrait has some 20 KB. */
const LINE_BYTES_MAX = 262_144;
/** Lines under way at the same time: while one waits for a status list the others go on. */
const LINES_UNDER_WAY = 64;
const DAY = 86_400;
const LIST_AGE_DEFAULT = 7 * DAY;

/**
 * Checks the lines of the standard input in one process and says a JSON verdict for each, in their order and as soon as it is
 * known, with the reasons of app and API (design.md section 6). An empty line is a line. Facts of the holder only with `--show`.
 * @returns 0 where every line is valid, 1 where one is not
 * @throws UsageError where there are no lists or no lines: without lists there is no verdict (rules.md K4)
 */
export async function verifyText(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError('lines come on the standard input, not as arguments');
  const at = values.at === undefined ? undefined : readTime(values.at);
  const check: LineCheck = {
    lists: await openLists(values, at ?? io.now(), io),
    audience: values.audience,
    nonce: values.nonce,
    at: at === undefined ? io.now : () => at,
    listAgeMax: readAge(values['max-list-age']),
  };
  if (values.audience === undefined || values.nonce === undefined)
    io.warn('without --audience and --nonce a presentation made for somebody else, or twice, passes');
  const tally = { lines: 0, valid: 0 };
  await inOrder(
    readLines(io.input(), LINE_BYTES_MAX),
    (line) => checkLine(line, check),
    (found) => {
      tally.lines += 1;
      if (found.verdict === 'valid') tally.valid += 1;
      io.say(JSON.stringify(shown(found, values.show)));
    },
  );
  if (tally.lines === 0) throw new UsageError('nothing came on the standard input');
  return tally.valid === tally.lines ? 0 : 1;
}

function openLists(
  { from, lists }: { readonly from?: string | undefined; readonly lists?: string | undefined },
  at: number,
  io: Io,
): Promise<CheckLists> {
  if (from !== undefined && lists === undefined) return listsFrom(from, io);
  if (lists !== undefined && from === undefined) return listsIn(lists, at, io);
  throw new UsageError('say either --from or --lists');
}

function shown({ verdict, reason, claims }: LineVerdict, isShown: boolean): LineVerdict {
  return { verdict, reason, ...(isShown && claims !== undefined ? { claims } : {}) };
}

/** Epoch seconds or RFC 3339. @throws UsageError */
function readTime(text: string): number {
  if (/^\d{9,11}$/.test(text)) return Number(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const at = Date.parse(text) / 1000;
  if (!isTime || Number.isNaN(at)) throw new UsageError('--at must be a time such as 2026-11-30T12:00:00Z');
  return Math.floor(at);
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: DAY };

/** @throws UsageError */
function readAge(text: string | undefined): number {
  if (text === undefined) return LIST_AGE_DEFAULT;
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const age = Number(digits) * (units[unit] ?? Number.NaN);
  if (digits === '' || !(age <= LIST_AGE_DEFAULT))
    throw new UsageError('--max-list-age must be seconds, or a number with s, m, h or d, of at most 7d');
  return age;
}

/** Works on a few items at the same time and hands the results over in the items' order, each as soon as it can be. */
async function inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  take: (result: Result) => void,
): Promise<void> {
  let underWay = 0;
  let tail = Promise.resolve();
  let release: (() => void) | undefined;
  for await (const item of items) {
    const result = work(item);
    underWay += 1;
    tail = tail.then(async () => {
      take(await result);
      underWay -= 1;
      release?.();
    });
    if (underWay < LINES_UNDER_WAY) continue;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  }
  await tail;
}
