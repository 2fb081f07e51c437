import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import { clockCommand } from '../../cli/clock.ts';
import { clockFinding, lineOf } from '../../cli/doctor.ts';
import { toConfig } from '../../config/config.ts';
import { createVault } from '../../keys/vault.ts';
import { createLog } from '../../log/log.ts';
import { openStore } from '../../store/pool.ts';
import { createClockWatch, readClockHold } from './clock-watch.ts';
import { createUpkeep } from './upkeep-jobs.ts';

const DAY = 86_400;
const START = 1_792_051_200;
const database = await createTestDatabase();
const store = openStore({ app: database.appUrl, public: database.publicUrl });
const folder = await mkdtemp(join(tmpdir(), 'mleg-clock-'));
const clock = { now: START };
const logged: string[] = [];
const deps = { store, log: createLog((line) => logged.push(line)), now: () => clock.now };
const watch = createClockWatch(deps, []);
after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

test('a clock that goes on is believed, over a night and up to a day off', async () => {
  assert.equal(await watch.look(), undefined);
  for (const step of [30, 8 * 3600, DAY, -3600, DAY - 1]) {
    clock.now += step;
    assert.equal(await watch.look(), undefined, String(step));
  }
});

test('a jump of more than a day, ahead or back, is held until a person says that the time is right, over restarts', async () => {
  for (const jump of [365 * DAY, -40 * DAY, DAY + 1, -(DAY + 1)]) {
    const seenAt = clock.now;
    clock.now += jump;
    assert.deepEqual(await watch.look(), { seenAt, nowAt: clock.now });
    assert.deepEqual(await createClockWatch(deps, []).look(), { seenAt, nowAt: clock.now });
    const lines: string[] = [];
    const io = {
      say: (line: string) => lines.push(line),
      warn: () => undefined,
      readInput: async () => '',
      input: async function* () {
        yield new Uint8Array();
      },
      fetch,
      now: deps.now,
    };
    assert.equal(await clockCommand(deps, [], io), 1);
    assert.match(lineOf(clockFinding(await readClockHold(deps))), /^PROBLEM {2}clock: .* → .*clock accept/);
    assert.equal(await clockCommand(deps, ['accept'], io), 0);
    assert.equal(await watch.look(), undefined);
    assert.equal(watch.held(), undefined);
    assert.match(lineOf(clockFinding(await readClockHold(deps))), /^ok/);
  }
  assert.ok(logged.some((line) => /clock_held/.test(line)));
});

test('a clock that is corrected is believed again, and nothing was done meanwhile', async () => {
  clock.now += 400 * DAY;
  assert.notEqual(await watch.look(), undefined);
  clock.now -= 400 * DAY;
  assert.equal(await watch.look(), undefined);
});

test('after a holiday with the server off a time server’s word is enough', async () => {
  const file = join(folder, 'synchronized');
  await writeFile(file, '');
  const seen = createClockWatch(deps, [file]);
  clock.now += 21 * DAY;
  await utimes(file, START, START);
  assert.notEqual(await seen.look(), undefined, 'a word of another time');
  await utimes(file, clock.now - 60, clock.now - 60);
  assert.equal(await seen.look(), undefined);
  assert.equal(await watch.look(), undefined);
});

test('while the clock is not believed the server does nothing that cannot be undone, and says so', async () => {
  const ran: string[] = [];
  const spied = {
    ...store,
    run: ((statement, values) => {
      ran.push(statement.name);
      return store.run(statement, values);
    }) as typeof store.run,
  };
  const work = { ...deps, store: spied, vault: createVault(Buffer.alloc(32, 1)), config: toConfig({}) };
  clock.now += 365 * DAY;
  const upkeep = createUpkeep({ ...work, clock: createClockWatch({ ...deps, store: spied }, []) });
  const held = await upkeep.runDue();
  assert.ok(ran.includes('clock-see'));
  assert.deepEqual(
    held.sort(),
    ['read_mailboxes', 'seal_audit', 'sweep_checks', 'verify_audit'],
    'what can be undone',
  );
  clock.now -= 365 * DAY;
  const done = await upkeep.runDue();
  assert.ok(done.includes('carry_out_due') && done.includes('sweep_expired'), done.join());
});
