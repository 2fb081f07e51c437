import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { jobFindings } from '@mleg/server/src/cli/check-work.ts';
import { jobsCommand } from '@mleg/server/src/cli/jobs.ts';
import { backoffSeconds, type JobKind } from '@mleg/server/src/jobs/job-kind.ts';
import { runJobNow } from '@mleg/server/src/jobs/run-job.ts';
import { type ClockPort, createJobRunner } from '@mleg/server/src/jobs/runner.ts';
import { createLog } from '@mleg/server/src/log/log.ts';
import { claimJob, insertJob, listJobs } from '@mleg/server/src/store/jobs.ts';
import { openStore } from '@mleg/server/src/store/pool.ts';
import pg from 'pg';
import { createTestDatabase } from '../harness/database.ts';

/** Work beside requests: one owner among all processes, nothing lost, nothing that holds up the rest. */

const database = await createTestDatabase();
const urls = { app: database.appUrl, public: database.publicUrl };
const store = openStore(urls);
const owner = new pg.Client({ connectionString: database.ownerUrl });
await owner.connect();
owner.on('error', () => undefined);
const clock = { now: 1_792_051_200 };
const logged: string[] = [];
const deps = { store, log: createLog((line) => logged.push(line)), now: () => clock.now };
after(async () => {
  await store.close();
  await owner.end().catch(() => undefined);
});

const kindOf = (name: string, run: JobKind['run'], more: Partial<JobKind> = {}): JobKind => ({
  name,
  runSeconds: 60,
  atOnce: 1,
  isIrreversible: false,
  attemptsMax: 3,
  waitSecondsMax: 600,
  run,
  ...more,
});
const add = (kind: string, id: string, more: { deadlineAt?: number; dueAt?: number } = {}): Promise<void> =>
  insertJob(store, { id, kind, dueAt: clock.now, waitSecondsMax: 600, createdAt: clock.now, ...more });
const find = async (id: string) => (await listJobs(store, { max: 1000 })).find((one) => one.id === id);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** As if a process that had the job was killed and its lease has ended. */
const endLeases = () => owner.query(`update job set leased_until = clock_timestamp() - interval '1 second'`);

test('of many processes that look at once each job has one owner', async () => {
  const stores = Array.from({ length: 6 }, () => openStore(urls, 2));
  const ran = new Map<string, number>();
  for (let n = 0; n < 60; n += 1) await add('one_owner', `o${n}`);
  const work = kindOf('one_owner', async ({ id }) => {
    ran.set(id, (ran.get(id) ?? 0) + 1);
    await pause(5);
    return undefined;
  });
  await Promise.all(stores.map((one) => createJobRunner({ ...deps, store: one }, [work]).runDue()));
  assert.equal(ran.size, 60);
  assert.deepEqual(new Set(ran.values()), new Set([1]));
  await Promise.all(stores.map((one) => one.close()));
});

test('a process killed with kill -9 in the middle of a job loses nothing: another one does it when the lease has ended', async () => {
  await add('killed', 'k1');
  const code = `
    import { openStore } from ${JSON.stringify(import.meta.resolve('@mleg/server/src/store/pool.ts'))};
    import { claimJob } from ${JSON.stringify(import.meta.resolve('@mleg/server/src/store/jobs.ts'))};
    const store = openStore(${JSON.stringify(urls)});
    await claimJob(store, { lease: 'dead', kinds: { killed: 60 }, nowAt: ${clock.now} });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  assert.equal((await once(child, 'exit'))[1], 'SIGKILL');
  let ran = 0;
  const work = kindOf('killed', async () => {
    ran += 1;
    return undefined;
  });
  const runner = createJobRunner(deps, [work]);
  assert.equal((await find('k1'))?.isRunning, true);
  assert.deepEqual(await runner.runDue(), [], 'while the lease lasts nobody else takes it');
  await endLeases();
  assert.deepEqual(await runner.runDue(), ['killed']);
  assert.equal(ran, 1);
  assert.equal((await find('k1'))?.state, 'done');
});

test('who lost the lease ends nothing: what the new owner writes stands', async () => {
  await add('lost_lease', 'l1');
  let isLate = false;
  const slow = kindOf('lost_lease', async () => {
    await endLeases();
    const next = await claimJob(store, { lease: 'new', kinds: { lost_lease: 60 }, nowAt: clock.now });
    assert.equal(next?.id, 'l1');
    isLate = true;
    return undefined;
  });
  await runJobNow(deps, slow, 'l1');
  assert.ok(isLate);
  const job = await find('l1');
  assert.deepEqual([job?.state, job?.isRunning], ['waiting', true]);
});

test('a job that fails is tried again, later each time and within a bound, then given up for people to see', async () => {
  await add('poisoned', 'p1');
  let ran = 0;
  let tidied = 0;
  const work = kindOf(
    'poisoned',
    async () => {
      ran += 1;
      throw new TypeError('what somebody typed');
    },
    {
      givenUp: async () => {
        tidied += 1;
      },
    },
  );
  const runner = createJobRunner(deps, [work]);
  await runner.runDue();
  assert.deepEqual([ran, (await find('p1'))?.dueAt], [1, clock.now + 5]);
  await runner.runDue();
  assert.equal(ran, 1, 'not before it is due');
  for (const wait of [5, 10]) {
    clock.now += wait;
    await runner.runDue();
  }
  const job = await find('p1');
  assert.deepEqual([ran, tidied, job?.state, job?.lastError], [3, 1, 'dead', 'TypeError']);
  assert.ok(!logged.some((line) => line.includes('typed')), 'no message of an error in the log');
  assert.equal(backoffSeconds(1, 600), 5);
  assert.equal(backoffSeconds(1000, 600), 600);
  const said = jobFindings([job].filter((one) => one !== undefined));
  assert.match(said[0]?.problem ?? '', /^p1 was given up \(TypeError\)/);
  assert.match(said[0]?.todo ?? '', /jobs retry p1/);
});

test('a dead job is tried again or forgotten when a person says so', async () => {
  const lines: string[] = [];
  const io = { say: (line: string) => lines.push(line) } as unknown as Parameters<typeof jobsCommand>[2];
  assert.equal(await jobsCommand(deps, [], io), 0);
  assert.ok(lines.some((line) => /^p1: dead, 3 tries \(TypeError\)/.test(line)));
  assert.equal(await jobsCommand(deps, ['retry', 'p1'], io), 0);
  let ran = 0;
  await createJobRunner(deps, [
    kindOf('poisoned', async () => {
      ran += 1;
      return undefined;
    }),
  ]).runDue();
  assert.deepEqual([ran, (await find('p1'))?.state], [1, 'done']);
  assert.equal(await jobsCommand(deps, ['drop', 'p1'], io), 1, 'only what was given up');
  await assert.rejects(jobsCommand(deps, ['retry'], io), { name: 'UsageError' });
});

test('a job that ends its process each time is given up too: a run counts before it begins', async () => {
  await add('fatal', 'f1');
  for (let n = 0; n < 3; n += 1) {
    assert.ok(await claimJob(store, { lease: `f${n}`, kinds: { fatal: 60 }, nowAt: clock.now }));
    await endLeases();
  }
  let ran = 0;
  await createJobRunner(deps, [
    kindOf('fatal', async () => {
      ran += 1;
      return undefined;
    }),
  ]).runDue();
  assert.deepEqual([ran, (await find('f1'))?.state], [0, 'dead']);
});

test('what is not begun by its deadline is given up unrun', async () => {
  await add('late', 'd1', { deadlineAt: clock.now + 60 });
  clock.now += 61;
  let ran = 0;
  await createJobRunner(deps, [
    kindOf('late', async () => {
      ran += 1;
      return undefined;
    }),
  ]).runDue();
  assert.deepEqual([ran, (await find('d1'))?.state], [0, 'dead']);
});

test('a job that hangs is aborted when its time is over, and holds up no other kind meanwhile', async () => {
  await add('hanging', 'h1');
  await add('quick', 'q1');
  let isAborted = false;
  const hanging = kindOf(
    'hanging',
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          isAborted = true;
          reject(signal.reason);
        });
      }),
    { runSeconds: 1 },
  );
  const stop = createJobRunner(deps, [hanging, kindOf('quick', async () => undefined)]).start();
  for (let n = 0; n < 100 && (await find('q1'))?.state !== 'done'; n += 1) await pause(10);
  assert.equal((await find('q1'))?.state, 'done');
  assert.equal(isAborted, false);
  for (let n = 0; n < 300 && (await find('h1'))?.lastError === null; n += 1) await pause(10);
  assert.equal(isAborted, true);
  assert.deepEqual([(await find('h1'))?.state, (await find('h1'))?.lastError], ['waiting', 'Error']);
  await stop();
});

test('a server that stops gives its jobs back as if they had not begun', async () => {
  await add('stopped', 's1');
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = kindOf('stopped', async ({ signal }) => {
    begin();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
    return undefined;
  });
  const stop = createJobRunner(deps, [work]).start();
  await begun;
  await stop();
  const job = await find('s1');
  assert.deepEqual([job?.state, job?.isRunning, job?.attempts, job?.lastError], ['waiting', false, 0, null]);
});

test('what recurs has one row, is done at its time, and never given up', async () => {
  let ran = 0;
  let isBroken = false;
  const work = kindOf(
    'hourly',
    async () => {
      ran += 1;
      if (isBroken) throw new Error('no');
      return undefined;
    },
    { nextAt: (nowAt) => nowAt + 3600, waitSecondsMax: 3600 },
  );
  const runners = Array.from({ length: 3 }, () => createJobRunner(deps, [work]));
  const runDue = () => Promise.all(runners.map((one) => one.runDue()));
  await runDue();
  await runDue();
  assert.equal(ran, 1);
  clock.now += 3600;
  isBroken = true;
  for (let n = 0; n < 20; n += 1) {
    await runDue();
    clock.now += 3600;
  }
  assert.equal(ran, 21);
  assert.equal((await find('hourly'))?.state, 'waiting');
  isBroken = false;
  await runDue();
  assert.deepEqual([(await find('hourly'))?.attempts, (await find('hourly'))?.lastError], [0, null]);
});

test('a due time that a jumped clock has written far ahead holds nothing up', async () => {
  await add('jumped', 'j1', { dueAt: clock.now + 365 * 86_400 });
  await add('jumped', 'j2', { dueAt: clock.now + 599 });
  const runner = createJobRunner(deps, [kindOf('jumped', async () => undefined)]);
  await runner.runDue();
  assert.deepEqual([(await find('j1'))?.state, (await find('j2'))?.state], ['done', 'waiting']);
});

test('what cannot be undone waits while the clock is held, uncounted; another process with the right clock does it', async () => {
  await add('final', 'c1');
  let hold: object | undefined;
  const held: ClockPort = { look: async () => hold, held: () => undefined };
  let ran = 0;
  const work = kindOf(
    'final',
    async () => {
      ran += 1;
      return undefined;
    },
    { isIrreversible: true },
  );
  hold = { seenAt: 1, nowAt: clock.now + 365 * 86_400 };
  const wrong = { ...deps, clock: { ...held, held: () => hold }, now: () => clock.now + 365 * 86_400 };
  assert.deepEqual(await createJobRunner(wrong, [work]).runDue(), []);
  // The jump comes between the look and the job.
  let looks = 0;
  const sudden: ClockPort = {
    look: async () => (looks++ === 0 ? undefined : hold),
    held: () => (looks > 1 ? hold : undefined),
  };
  assert.deepEqual(await createJobRunner({ ...wrong, clock: sudden }, [work]).runDue(), ['final']);
  assert.deepEqual([ran, (await find('c1'))?.attempts], [0, 0]);
  await createJobRunner(deps, [work]).runDue();
  assert.equal(ran, 1);
});

test('how far a run has come can be read while it goes on, and what it found afterwards', async () => {
  await add('long', 'g1');
  const seen: unknown[] = [];
  const work = kindOf('long', async ({ progress }) => {
    await progress(1, 3);
    await progress(2, 3);
    const job = await find('g1');
    seen.push([job?.isRunning, job?.progressDone, job?.progressTotal]);
    await progress(3, 3);
    return 'found 2';
  });
  await createJobRunner(deps, [work]).runDue();
  assert.deepEqual(seen, [[true, 1, 3]], 'written a second apart');
  const job = await find('g1');
  assert.deepEqual([job?.progressDone, job?.progressTotal, job?.note], [3, 3, 'found 2']);
});

test('without work a server asks one statement a look', async () => {
  const asked: string[] = [];
  const counted = {
    ...store,
    run: ((statement, values) => {
      asked.push(statement.name);
      return store.run(statement, values);
    }) as typeof store.run,
  };
  const kinds = [
    kindOf('none', async () => undefined),
    kindOf('rare', async () => undefined, { nextAt: (at) => at + 60 }),
  ];
  const stop = createJobRunner({ ...deps, store: counted }, kinds).start();
  await pause(300);
  asked.length = 0;
  await pause(4200);
  await stop();
  assert.deepEqual(asked, ['job-claim', 'job-claim']);
});
