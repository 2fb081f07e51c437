import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createVault } from '@mleg/server/src/keys/vault.ts';
import { hashHandle, newHandle, tagOf, txCodeMac } from '@mleg/server/src/service/issuing/codes.ts';
import { newId } from '@mleg/server/src/store/ids.ts';
import * as steps from '@mleg/server/src/store/issuing.ts';
import { openStore, runOn, type Statement, type Store } from '@mleg/server/src/store/pool.ts';
import { createStepSets } from '@mleg/server/src/store/step-sets.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import pg from 'pg';
import { type SeededPupil, seedSchool } from '../flows/seed-school.ts';
import { createTestDatabase } from '../harness/database.ts';

/** Calls of the protocol that share a statement: what each of them may rely on all the same. */

const database = await createTestDatabase();
const store = openStore({ app: database.appUrl, public: database.publicUrl });
const pool = new pg.Pool({ connectionString: database.appUrl, max: 8, lock_timeout: 1500 });
pool.on('error', () => undefined);
const vault = createVault(Buffer.alloc(32, 1));
const nowAt = 1_792_051_200;
const one = await seedSchool(store, vault, { rspo: '1', pupils: 48, pictureBytes: 64, nowAt });
const two = await seedSchool(store, vault, { rspo: '2', pupils: 8, pictureBytes: 64, nowAt });
after(async () => {
  await pool.end();
  await store.close();
});

type Phone = { readonly school: number; readonly pupil: SeededPupil; readonly tag: string };
const phonesOf = ({ school, pupils }: typeof one): Phone[] =>
  pupils.map((pupil) => ({ school, pupil, tag: tagOf(pupil.offerId) }));
const phones = phonesOf(one);

type Ticket = ReturnType<typeof ticketOf>;
function ticketOf(school: number, tag: string) {
  return { school, tag, hash: hashHandle(newHandle(school, tag)) };
}

const open = (using: Store, { school, pupil, tag }: Phone, code: Ticket, offerId = pupil.offerId) =>
  steps.openOffer(using, { school, tag, offerId, codeHash: code.hash, nowAt, codeExpiresAt: nowAt + 600 });
const redeem = (using: Store, phone: Phone, code: Ticket, token: Ticket, txCode = phone.pupil.txCode) =>
  steps.redeemCode(using, {
    ...proof(token),
    codeHash: code.hash,
    txCodeMac: txCodeMac(vault, phone.school, txCode),
    nowAt,
    tokenExpiresAt: nowAt + 300,
  });
const proof = ({ school, tag, hash }: Ticket) => ({
  school,
  tag,
  tokenHash: hash,
  dpopJkt: null,
  jtiHash: null,
});
const asked = (nonce = randomBytes(32)) => ({
  nonceHashes: [nonce],
  nonceExpiresAt: nowAt + 300,
  today: '2026-10-15',
  nowAt,
});
const begin = (using: Store, token: Ticket, thumbprints = [randomBytes(32)], nonce = randomBytes(32)) =>
  steps.beginCredential(using, {
    ...proof(token),
    ...asked(nonce),
    keySet: randomBytes(32),
    thumbprints,
    newMobileId: newId(),
    newDeviceId: newId(),
  });

/** The store with every set that is sent; a first call is held back until all have come, so that they share one. */
async function inSets<T>(work: (using: Store) => Promise<T>): Promise<{ result: T; sizes: number[] }> {
  const sizes: number[] = [];
  let isFirst = true;
  const send = async (
    _school: number,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<object[]> => {
    if (statement.name.endsWith('-set')) sizes.push((values[1] as unknown[]).length);
    if (isFirst) {
      isFirst = false;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return runOn(pool, statement, values);
  };
  const call = createStepSets(send);
  const using: Store = {
    ...store,
    runStep: (async (school, statement, values, key = '') =>
      'set' in statement && key !== ''
        ? call(school, statement, values, key)
        : send(school, statement, values)) as Store['runStep'],
  };
  return { result: await work(using), sizes };
}

const read = <Row extends object>(school: number, text: string, values: readonly unknown[] = []) =>
  inSchool(store, school, (tx) =>
    tx.run<Row>({ name: `test-${text.length}-${text.slice(-40)}`, text }, [school, ...values]),
  );
const shared = (sizes: readonly number[]): void =>
  assert.ok(
    sizes.some((size) => size > 1),
    `sets of ${sizes}`,
  );
const outcomes = (rows: readonly { outcome: string }[]): string[] => rows.map(({ outcome }) => outcome);
const take = (count: number): Phone[] => phones.splice(0, count);
const wrongOf = (phone: Phone): string => (phone.pupil.txCode === '00000000' ? '00000001' : '00000000');

/** A token of each phone, as its redemption gives it. */
async function tokensOf(some: readonly Phone[]): Promise<Ticket[]> {
  return Promise.all(
    some.map(async (phone) => {
      const code = ticketOf(phone.school, phone.tag);
      const token = ticketOf(phone.school, phone.tag);
      assert.equal((await open(store, phone, code)).outcome, 'ok');
      assert.equal(await redeem(store, phone, code, token), 'ok');
      return token;
    }),
  );
}

test('every step answers each phone of a set as it would answer it alone, from the offer to the notification', async () => {
  const some = take(6);
  const codes = some.map(({ school, tag }) => ticketOf(school, tag));
  const tokens = some.map(({ school, tag }) => ticketOf(school, tag));
  const at = <T>(values: readonly T[], index: number): T => values[index] as T;
  const opened = await inSets((using) =>
    Promise.all(some.map((phone, n) => open(using, phone, at(codes, n)))),
  );
  shared(opened.sizes);
  for (const row of opened.result) assert.deepEqual({ ...row }, { ...row, outcome: 'ok', needsTxCode: true });
  const redeemed = await inSets((using) =>
    Promise.all(some.map((phone, n) => redeem(using, phone, at(codes, n), at(tokens, n)))),
  );
  shared(redeemed.sizes);
  assert.deepEqual(new Set(redeemed.result), new Set(['ok']));
  const begun = await inSets((using) =>
    Promise.all(
      tokens.map((token, n) =>
        begin(
          using,
          token,
          Array.from({ length: n + 1 }, () => randomBytes(32)),
        ),
      ),
    ),
  );
  shared(begun.sizes);
  const ids = begun.result.map((row, n) => {
    assert.ok(row.outcome === 'ok');
    assert.equal(row.subject.pupil_id, some[n]?.pupil.pupilId, 'its own pupil');
    assert.equal(row.entries.length, n + 1, 'a status entry for each of its keys');
    return row.mobileId;
  });
  const intents = await read(one.school, 'select 1 from mobile_id where school_id = $1 and id = any($2)', [
    ids,
  ]);
  assert.equal(intents.length, 6, 'the intent is committed when the step answers');
  const finished = await inSets((using) =>
    Promise.all(
      ids.map((mobileId, n) =>
        steps.finishCredential(using, { school: one.school, tag: at(tokens, n).tag, mobileId, nowAt }),
      ),
    ),
  );
  shared(finished.sizes);
  assert.deepEqual(new Set(finished.result), new Set(['ok']));
  const offline = await inSets((using) =>
    Promise.all(
      tokens.map((token) =>
        steps.beginOfflineCredential(using, { ...proof(token), ...asked(), thumbprint: randomBytes(32) }),
      ),
    ),
  );
  shared(offline.sizes);
  assert.deepEqual(
    offline.result.map((row) => row.outcome === 'ok' && row.subject.pupil_id),
    some.map(({ pupil }) => pupil.pupilId),
  );
  const told = await inSets((using) =>
    Promise.all(
      tokens.map((token) =>
        steps.notifyCredential(using, { ...proof(token), event: 'credential_accepted', nowAt }),
      ),
    ),
  );
  shared(told.sizes);
  assert.deepEqual(new Set(told.result), new Set(['ok']));
});

test('64 wrong guesses at once at eight offers, in shared statements, are counted one by one: five, then locked', async () => {
  const some = take(8);
  const codes = await Promise.all(
    some.map(async (phone) => {
      const all = [ticketOf(phone.school, phone.tag), ticketOf(phone.school, phone.tag)];
      for (const code of all) assert.equal((await open(store, phone, code)).outcome, 'ok');
      return all;
    }),
  );
  const tries = (n: number): number => (n % 2 === 0 ? 13 : 3);
  const { result, sizes } = await inSets((using) =>
    Promise.all(
      some.flatMap((phone, n) =>
        Array.from({ length: tries(n) }, (_, guess) => {
          const code = codes[n]?.[guess % 2];
          assert.ok(code);
          return redeem(using, phone, code, ticketOf(phone.school, phone.tag), wrongOf(phone));
        }),
      ),
    ),
  );
  assert.equal(result.length, 64);
  shared(sizes);
  assert.ok(
    sizes.every((size) => size <= 8),
    'an offer once in each',
  );
  assert.deepEqual(new Set(result), new Set(['invalid_grant']));
  const rows = await read<{ id: string; wrong_tries: number; state: string }>(
    one.school,
    'select id, wrong_tries, state from offer where school_id = $1 and id = any($2)',
    [some.map(({ pupil }) => pupil.offerId)],
  );
  for (const [n, { pupil }] of some.entries()) {
    const row = rows.find(({ id }) => id === pupil.offerId);
    assert.deepEqual([row?.wrong_tries, row?.state], n % 2 === 0 ? [5, 'locked'] : [3, 'ready']);
  }
});

test('64 redemptions of four codes at once, in shared statements, give one token each; one nonce is taken once', async () => {
  const some = take(4);
  const codes = some.map(({ school, tag }) => ticketOf(school, tag));
  await Promise.all(some.map((phone, n) => open(store, phone, codes[n] as Ticket)));
  const tokens: Ticket[] = [];
  const { result, sizes } = await inSets((using) =>
    Promise.all(
      Array.from({ length: 64 }, async (_, n) => {
        const phone = some[n % 4] as Phone;
        const token = ticketOf(phone.school, phone.tag);
        const outcome = await redeem(using, phone, codes[n % 4] as Ticket, token);
        if (outcome === 'ok') tokens.push(token);
        return outcome;
      }),
    ),
  );
  shared(sizes);
  assert.equal(result.filter((outcome) => outcome === 'ok').length, 4);
  const nonce = randomBytes(32);
  const begun = await inSets((using) =>
    Promise.all(tokens.map((token) => begin(using, token, undefined, nonce))),
  );
  shared(begun.sizes);
  assert.deepEqual(outcomes(begun.result).sort(), ['invalid_nonce', 'invalid_nonce', 'invalid_nonce', 'ok']);
});

test('a phone whose call the database cannot take loses alone: bad text, or a row that somebody holds', async () => {
  const some = take(6);
  const codes = some.map(({ school, tag }) => ticketOf(school, tag));
  const { result, sizes } = await inSets((using) =>
    Promise.allSettled(
      some.map((phone, n) => open(using, phone, codes[n] as Ticket, n === 3 ? 'a\0b' : phone.pupil.offerId)),
    ),
  );
  shared(sizes);
  assert.deepEqual(
    result.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  const held = some[2] as Phone;
  const times: number[] = [];
  const blocked = await inSchool(store, one.school, async (tx) => {
    const text = 'select 1 from offer where school_id = $1 and id = $2 for update';
    await tx.run({ name: 'test-hold', text }, [one.school, held.pupil.offerId]);
    return inSets((using) => {
      const began = performance.now();
      return Promise.allSettled(
        some.map(async (phone, n) => {
          await open(using, phone, ticketOf(phone.school, phone.tag));
          times[n] = performance.now() - began;
        }),
      );
    });
  });
  shared(blocked.sizes);
  assert.deepEqual(
    blocked.result.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  const { reason } = blocked.result[2] as PromiseRejectedResult;
  assert.deepEqual((reason as { details?: unknown }).details, { reason: 'busy' });
  for (const time of times.filter((_, n) => n !== 2))
    assert.ok(time < 1500, 'sooner than the row’s own wait');
});

test('a connection that is lost under a set is a 503 for that set only, and nothing of it is half done', async () => {
  const some = take(4);
  const held = some[3] as Phone;
  const { result } = await inSchool(store, one.school, async (tx) => {
    const text = 'select 1 from offer where school_id = $1 and id = $2 for update';
    await tx.run({ name: 'test-hold', text }, [one.school, held.pupil.offerId]);
    return inSets(async (using) => {
      const calls = Promise.allSettled(
        some.map((phone) => open(using, phone, ticketOf(phone.school, phone.tag))),
      );
      await endWaiting();
      return calls;
    });
  });
  assert.equal(result[0]?.status, 'fulfilled');
  for (const one of result.slice(1)) {
    assert.equal(one.status === 'rejected' && (one.reason as { type?: string }).type, 'unavailable');
  }
  const minted = await read(
    one.school,
    'select 1 from pre_authorized_code where school_id = $1 and offer_id = any($2)',
    [some.slice(1).map(({ pupil }) => pupil.offerId)],
  );
  assert.equal(minted.length, 0);
  const phone = some[1] as Phone;
  assert.equal((await open(store, phone, ticketOf(phone.school, phone.tag))).outcome, 'ok');
});

/** Ends the connection that waits for a lock, as soon as there is one. */
async function endWaiting(): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const text = `select pg_terminate_backend(pid) as ended from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  for (let ended = 0; ended === 0; ) ended = (await owner.query(text)).rowCount ?? 0;
  await owner.end();
}

test('a hostile mix of two schools, each asking for the other one’s offers, codes and IDs, finds nothing', async () => {
  const mine = take(4);
  const theirs = phonesOf(two).slice(0, 4);
  const { result, sizes } = await inSets((using) =>
    Promise.all(
      [...mine, ...theirs].flatMap((phone) => {
        const school = phone.school === one.school ? two.school : one.school;
        const foreign = { ...phone, school };
        return [
          open(using, foreign, ticketOf(school, `f${phone.tag.slice(1)}`)),
          open(using, phone, ticketOf(phone.school, phone.tag)),
        ];
      }),
    ),
  );
  shared(sizes);
  assert.deepEqual(
    result.map(({ outcome }) => outcome),
    [...mine, ...theirs].flatMap(() => ['not_found', 'ok']),
  );
  const tokens = await tokensOf(theirs);
  const begun = await inSets((using) =>
    Promise.all(tokens.map((token) => begin(using, { ...token, school: one.school }))),
  );
  assert.deepEqual(new Set(outcomes(begun.result)), new Set(['invalid_token']));
});

test('two phones of one pupil under two offers that share a set are one after the other all the same', async () => {
  const [phone, other] = take(2) as [Phone, Phone];
  await read(one.school, 'update offer set right_id = $2, pupil_id = $3 where school_id = $1 and id = $4', [
    phone.pupil.rightId,
    phone.pupil.pupilId,
    other.pupil.offerId,
  ]);
  const tokens = await tokensOf([phone, other]);
  const [first] = await tokensOf(take(1));
  const begun = await inSets((using) =>
    Promise.all([first as Ticket, ...tokens].map((token) => begin(using, token))),
  );
  shared(begun.sizes);
  const ids = begun.result.map((row) => (row.outcome === 'ok' ? row.mobileId : ''));
  const finished = await inSets((using) =>
    Promise.all(
      ids.map((mobileId, n) =>
        steps.finishCredential(using, { school: one.school, tag: `tag-${n}`, mobileId, nowAt }),
      ),
    ),
  );
  shared(finished.sizes);
  assert.deepEqual(finished.result, ['ok', 'ok', 'ok']);
  const states = await read<{ state: string }>(
    one.school,
    'select state from mobile_id where school_id = $1 and pupil_id = $2 order by state',
    [phone.pupil.pupilId],
  );
  assert.deepEqual(states, [{ state: 'active' }, { state: 'superseded' }], 'one phone at a time');
});

test('sets of all steps that meet the same pupils at once, in two servers, stand still for nobody', async () => {
  const some = take(8);
  const tokens = await tokensOf(some);
  const begun = await Promise.all(tokens.map((token) => begin(store, token)));
  const servers = await Promise.all(
    ['a', 'b'].map(() =>
      inSets((using) =>
        Promise.allSettled(
          some.flatMap((phone, n) => {
            const token = tokens[n] as Ticket;
            const row = begun[n];
            assert.ok(row?.outcome === 'ok');
            const { school, tag } = token;
            return [
              open(using, phone, ticketOf(school, tag)),
              begin(using, token),
              steps.finishCredential(using, { school, tag, mobileId: row.mobileId, nowAt }),
              steps.notifyCredential(using, { ...proof(token), event: 'credential_accepted', nowAt }),
            ];
          }),
        ),
      ),
    ),
  );
  for (const { result } of servers) {
    assert.deepEqual(
      result.filter(({ status }) => status === 'rejected'),
      [],
    );
  }
});
