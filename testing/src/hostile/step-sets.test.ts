import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import {
  hashHandle,
  newHandle,
  parseHandle,
  tagOf,
  txCodeMac,
} from '@mleg/server/src/service/issuing/codes.ts';
import { newId } from '@mleg/server/src/store/ids.ts';
import * as steps from '@mleg/server/src/store/issuing.ts';
import { runOn, type Statement, type Store } from '@mleg/server/src/store/pool.ts';
import { createStepSets } from '@mleg/server/src/store/step-sets.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import pg from 'pg';
import { type SeededPupil, seedSchool } from '../flows/seed-school.ts';
import { createWorld } from '../flows/world.ts';
import { createTestDatabase } from '../harness/database.ts';

/** Calls of the protocol that share a statement: what each of them may rely on all the same. */

const world = await createWorld();
const { store, vault } = world.deps;
const nowAt = world.clock.now;
const one = await seedSchool(store, vault, { rspo: '1', pupils: 40, pictureBytes: 64, nowAt });
const two = await seedSchool(store, vault, { rspo: '2', pupils: 8, pictureBytes: 64, nowAt });
after(() => world.close());

type Phone = { readonly school: number; readonly pupil: SeededPupil; readonly tag: string };
const phonesOf = ({ school, pupils }: typeof one): Phone[] =>
  pupils.map((pupil) => ({ school, pupil, tag: tagOf(pupil.offerId) }));
const phones = phonesOf(one);

type Ticket = ReturnType<typeof ticketOf>;
function ticketOf(school: number, tag: string) {
  const handle = parseHandle(newHandle(school, tag));
  assert.ok(handle);
  return { school, tag, hash: hashHandle(handle) };
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
    school: number,
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
const database = await createTestDatabase().catch(() => undefined);
await database?.drop();
const pool: pg.Pool = await poolOf(store);
after(() => pool.end());

/** Connections of the same user to the world's database, with the driver's own errors. */
async function poolOf(of: Store): Promise<pg.Pool> {
  const { client, release } = await of.connect(one.school, 'work');
  const { host, port, user, password, database: name } = client as unknown as Record<string, string>;
  release();
  return new pg.Pool({
    host,
    port: Number(port),
    user,
    password,
    database: name,
    max: 8,
    lock_timeout: 1500,
  });
}
