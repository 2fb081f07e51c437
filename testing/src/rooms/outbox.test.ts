import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { checkWork } from '@mleg/server/src/cli/check-work.ts';
import type { Letter, Mailer } from '@mleg/server/src/mail/mailer.ts';
import { openSession, requestLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import { createUpkeep } from '@mleg/server/src/service/upkeep/upkeep-jobs.ts';
import { listOutbox, type OutboxRow } from '@mleg/server/src/store/outbox.ts';
import type { Lent } from '@mleg/server/src/store/pool.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createTown } from '../matrix/town.ts';

/** What has to leave the house leaves it: once it is decided, whatever the mail server does, and not after its time. */

const town = await createTown();
const { world, own } = town;
after(() => town.close());
beforeEach(() => {
  // The newest entry is the test's own.
  world.clock.now += 60;
});

const EMAIL = 'office@jawna.example';
const subject = own.staff.get('office') ?? '';

/** A mail server that can be away. */
function createMail() {
  const letters: Letter[] = [];
  const state = { isAway: false, tries: 0 };
  const mail: Mailer = {
    send: async (letter) => {
      state.tries += 1;
      if (state.isAway) throw Object.assign(new Error('connect failed'), { code: 'ECONNECTION' });
      letters.push(letter);
    },
    close: () => undefined,
  };
  return { mail, letters, state };
}

const rows = (): Promise<OutboxRow[]> =>
  inSchool(world.deps.store, own.school, (tx) => listOutbox(tx, { subject, sinceAt: 0, max: 100 }));
const count = async (text: string): Promise<number> => {
  const [row] = await inSchool(world.deps.store, own.school, (tx) =>
    tx.run<{ count: number }>({ name: `test-${text.length}`, text }),
  );
  return row?.count ?? 0;
};
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let n = 0; n < 200 && !(await isSo()); n += 1) await new Promise((go) => setTimeout(go, 10));
  assert.ok(await isSo());
};
const sealedLeft = () => count('select count(*)::int as count from outbox where payload_sealed is not null');

test('a letter leaves at once, its link opens, and nothing of it is left but that it was sent', async () => {
  const { mail, letters } = createMail();
  requestLoginLink({ ...world.deps, mail }, EMAIL, 'panel');
  await until(() => letters.length === 1);
  await until(async () => (await rows())[0]?.state === 'sent');
  assert.equal(letters[0]?.to, EMAIL);
  const token = /#token=([\w-]+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
  assert.ok(await openSession(world.deps, token, 'panel'));
  assert.deepEqual([(await rows())[0]?.attempts, await sealedLeft()], [1, 0]);
});

test('a mail server that is down for ten minutes loses no letter whose link still lives', async () => {
  const { mail, letters, state } = createMail();
  state.isAway = true;
  const deps = { ...world.deps, mail };
  requestLoginLink(deps, EMAIL, 'panel');
  await until(async () => {
    const [newest] = await rows();
    return newest?.state === 'waiting' && newest.lastError === 'Error ECONNECTION';
  });
  const upkeep = createUpkeep(deps);
  for (let minute = 0; minute < 10; minute += 1) {
    await upkeep.runDue();
    world.clock.now += 60;
  }
  const [waiting] = await rows();
  assert.equal(waiting?.state, 'waiting');
  assert.ok((waiting?.attempts ?? 0) >= 7 && state.tries < 20, `${state.tries} tries`);
  const found = (await checkWork(deps)).find((one) => one.subject === 'mail');
  assert.match(found?.problem ?? '', /1 letter of the last day did not leave \(Error ECONNECTION\)/);
  state.isAway = false;
  // The longest wait between two tries.
  world.clock.now += 120;
  await upkeep.runDue();
  assert.equal(letters.length, 1);
  const token = /#token=([\w-]+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
  assert.ok(await openSession(deps, token, 'panel'), 'the link lives');
  assert.deepEqual([(await rows())[0]?.state, await sealedLeft()], ['sent', 0]);
});

test('a letter whose link has expired is dropped, not sent', async () => {
  const { mail, letters, state } = createMail();
  state.isAway = true;
  const deps = { ...world.deps, mail };
  requestLoginLink(deps, EMAIL, 'panel');
  await until(async () => {
    const [newest] = await rows();
    return newest?.state === 'waiting' && newest.lastError !== null;
  });
  world.clock.now += 15 * 60;
  state.isAway = false;
  await createUpkeep(deps).runDue();
  assert.deepEqual(letters, []);
  assert.deepEqual([(await rows())[0]?.state, await sealedLeft()], ['expired', 0]);
});

test('a process killed before it sent leaves the letter to the next one; the same letter has the same Message-ID', async () => {
  const { mail, letters } = createMail();
  const silent = { ...mail, send: () => new Promise<never>(() => undefined) };
  requestLoginLink({ ...world.deps, mail: silent }, EMAIL, 'panel');
  await until(async () => (await rows())[0]?.attempts === 1);
  const upkeep = createUpkeep({ ...world.deps, mail });
  await upkeep.runDue();
  assert.equal(letters.length, 0, 'somebody has it');
  await count(
    `with ended as (update job set leased_until = clock_timestamp() - interval '1 second' where lease is not null returning 1) select count(*)::int as count from ended`,
  );
  await upkeep.runDue();
  assert.equal(letters.length, 1);
  assert.equal(letters[0]?.id, (await rows())[0]?.id);
});

test('no link without its letter, no letter without its link: both or none are written', async () => {
  const { mail, letters } = createMail();
  world.clock.now += 7200;
  const links = () =>
    count('select count(*)::int as count from login_link where not reusable and used_at is null');
  const before = [await links(), (await rows()).length];
  const { store } = world.deps;
  const broken = {
    ...store,
    connect: async (...args: Parameters<typeof store.connect>): Promise<Lent> => {
      const lent = await store.connect(...args);
      const query = lent.client.query.bind(lent.client) as (asked: { name?: string }) => Promise<unknown>;
      const client = Object.create(lent.client) as Lent['client'];
      Object.assign(client, {
        query: (asked: { name?: string }) =>
          asked.name === 'job-insert' ? Promise.reject(new Error('no room')) : query(asked),
      });
      return { ...lent, client, release: lent.release };
    },
  };
  const asked = world.logged.length;
  requestLoginLink({ ...world.deps, store: broken, mail }, EMAIL, 'panel');
  await until(() => world.logged.slice(asked).some((line) => line.includes('login_letter_failed')));
  assert.deepEqual([await links(), (await rows()).length, letters.length], [...before, 0]);
});

test('while the mail server is away an account still gets five letters an hour and no more', async () => {
  const { mail, state } = createMail();
  world.clock.now += 7200;
  state.isAway = true;
  const deps = { ...world.deps, mail };
  const before = (await rows()).length;
  for (let n = 0; n < 8; n += 1) {
    const tries = state.tries;
    requestLoginLink(deps, EMAIL, 'panel');
    if (n < 5) await until(() => state.tries > tries);
    else await new Promise((go) => setTimeout(go, 50));
  }
  assert.equal((await rows()).length - before, 5);
});

test('what was sent when is forgotten after thirty days, and the log says nothing of addresses or links', async () => {
  world.clock.now += 31 * 86_400;
  await createUpkeep({ ...world.deps, mail: createMail().mail }).runDue();
  await createUpkeep({ ...world.deps, mail: createMail().mail }).runDue();
  world.clock.now += 31 * 86_400;
  await createUpkeep({ ...world.deps, mail: createMail().mail }).runDue();
  assert.deepEqual(await rows(), []);
  assert.ok(
    !world.logged.some((line) => /jawna\.example|token=/.test(line) && !line.startsWith('Log-in link')),
  );
});
