import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DomainError } from '@mleg/core/errors';
import { createThreadReader, readInThread } from '@mleg/server/src/intake/read-in-thread.ts';
import { createWorld } from '../flows/world.ts';
import { createProgram, schoolFace } from './program.ts';

/** One school's file does not stop the others: reading is done elsewhere, and applying lets everybody through. */

const world = await createWorld();
const face = await schoolFace(world);
after(async () => {
  await face.close();
  await world.close();
});
/** Of the server's own thread in one turn; a reader on it takes seconds. */
const HOLD_MS = 200;
const OPTIONS = { mapping: {}, today: '2026-10-15' };

/** A PESEL of the year 2012 for each of many rows. */
function peselOf(n: number): string {
  const day = 1 + (n % 28);
  const digits = `1221${String(day).padStart(2, '0')}${String(Math.floor(n / 28)).padStart(4, '0')}`;
  const weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function register(rows: number): Buffer {
  const lines = Array.from(
    { length: rows },
    (_, n) =>
      `k-${n};Żaneta Maria;Błażejewska-${n};${peselOf(n)};${1 + (n % 8)}a;"ul. Świętej Łucji ${n}, 00-000 Przykładowo";karta;B/${n};2026-09-01;2027-09-30;Jan ${n};opiekun${n}@poczta.example`,
  );
  const heading =
    'id;imiona;nazwisko;pesel;klasa;adres;rodzaj legitymacji;numer legitymacji;data wydania;ważna do;opiekun;e-mail opiekuna';
  return Buffer.from(`${heading}\n${lines.join('\n')}\n`);
}

/**
 * The longest time that the server's own thread worked without letting others have their turn. In time of the processor,
 * so that a machine which has other work is not mistaken for a server that is held.
 */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  let isDone = false;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const now = process.threadCpuUsage();
    most = Math.max(most, now.user + now.system - before.user - before.system);
    before = now;
    if (!isDone) setTimeout(look, 1);
  };
  setTimeout(look, 1);
  await work();
  isDone = true;
  return most / 1000;
}

test('a file made to choke the reader holds nobody up and is refused with a reason', async () => {
  await readInThread(register(1), OPTIONS);
  const files = [
    Buffer.alloc(500_000, 10),
    Buffer.alloc(3_000_000, 10),
    Buffer.alloc(8_000_000, 10),
    Buffer.from(`nazwisko;imie;pesel\n"${'a'.repeat(7_000_000)}`),
    Buffer.from(';'.repeat(100_000)),
    Buffer.alloc(3_000_000),
  ];
  for (const file of files) {
    const hold = await longestHold(() =>
      assert.rejects(
        readInThread(file, OPTIONS),
        (error) => error instanceof DomainError && ['too_large', 'file_unreadable'].includes(error.type),
      ),
    );
    assert.ok(hold < HOLD_MS, `${file.length} bytes held the server for ${hold} ms`);
  }
});

test('12,000 rows are read without holding the server up', async (t) => {
  const file = register(12_000);
  let rows = 0;
  const hold = await longestHold(async () => {
    rows = (await readInThread(file, OPTIONS)).rows.length;
  });
  t.diagnostic(`${Math.round(hold)} ms`);
  assert.equal(rows, 12_000);
  assert.ok(hold < HOLD_MS, `held for ${hold} ms`);
});

test('a reader that breaks or never ends is told of, and the next file is read', async () => {
  const broken = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const reasonOf = async (code: string, limits = { seconds: 60, megabytes: 32 }): Promise<unknown> => {
    const reader = createThreadReader(broken(code), limits);
    return reader(register(1), OPTIONS).catch((error: unknown) =>
      error instanceof DomainError ? error.details['reason'] : error,
    );
  };
  assert.equal(await reasonOf('throw new Error("x")'), 'reader_failed');
  assert.equal(await reasonOf('process.exit(0)'), 'reader_failed');
  const port = 'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {';
  // It needs no memory: only the time ends it.
  assert.equal(await reasonOf(`${port} for (;;); })`, { seconds: 0.5, megabytes: 256 }), 'too_slow');
  // A minute is never reached: only the memory ends it.
  const startedAt = performance.now();
  const hungry = `${port} const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); })`;
  assert.equal(await reasonOf(hungry), 'reader_failed');
  assert.ok(performance.now() - startedAt < 50_000, 'by its memory, not by its time');
  assert.equal((await readInThread(register(3), OPTIONS)).rows.length, 3);
});

/** How long each request waits that is sent every 20 ms, one after another, until the work is done. */
async function waitsDuring(work: Promise<unknown>, ask: () => Promise<number>): Promise<number[]> {
  let isDone = false;
  const end = (): void => {
    isDone = true;
  };
  void work.then(end, end);
  const waits: number[] = [];
  while (!isDone) {
    const at = performance.now();
    assert.equal(await ask(), 200);
    waits.push(performance.now() - at);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return waits.sort((a, b) => a - b);
}

const most = (waits: readonly number[]): number => waits.at(-1) ?? 0;
const middle = (waits: readonly number[]): number => waits[Math.floor(waits.length / 2)] ?? 0;

test('12,000 rows are looked at and 3,000 go in while this school and another one are answered, and the server is never held', async (t) => {
  const program = await createProgram(world, face, '540');
  const other = await createProgram(world, face, '541');
  for (const [rows, query, member] of [
    [12_000, '?dryRun=true', 'created'],
    [3000, '', 'created'],
    [3000, '', 'unchanged'],
  ] as const) {
    const file = register(rows);
    const startedAt = performance.now();
    let waits: number[][] = [];
    const hold = await longestHold(async () => {
      const work = program.call('POST', `/imports${query}`, file);
      const ask = (one: typeof program) => async () => (await one.call('GET', '/pupils?q=nikt')).status;
      waits = await Promise.all([waitsDuring(work, ask(other)), waitsDuring(work, ask(program))]);
      const { status, json } = await work;
      assert.deepEqual([status, json[member]], [200, rows], JSON.stringify(json).slice(0, 300));
    });
    const told = waits.map(
      (one) => `${one.length} answers, ${Math.round(middle(one))}-${Math.round(most(one))} ms`,
    );
    t.diagnostic(
      `${query || member}: ${Math.round(performance.now() - startedAt)} ms; held ${Math.round(hold)} ms; ${told.join('; ')}`,
    );
    assert.ok(hold < HOLD_MS, `held for ${hold} ms`);
    for (const one of waits)
      assert.ok(one.length > 20 && middle(one) < 200, `answered after ${middle(one)} ms`);
  }
});
