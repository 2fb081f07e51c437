import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFixtureKey, createTrust, createWorld, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { createTrustListJwt, parseTrustListJwt } from '../trust/trust-list-jwt.ts';
import type { ListAnswer } from './fetch-list.ts';
import { trustListBounds } from './fetch-list.ts';
import { acceptTrustList, renewTrustList } from './trust-list-keeper.ts';

const uri = 'http://localhost:8080/trust/list';
const nowAt = 1_789_380_000;
const [keeper, second, stranger] = await Promise.all([
  createFixtureKey(),
  createFixtureKey(),
  createFixtureKey(),
]);
const anchors = [keeper.jwk, second.jwk];
const world = await createWorld();
const deps = { verifyEs256, nowAt };

function mint(change: { sequence?: number; issuedAt?: number; expiresAt?: number } = {}, key = keeper) {
  const list = createTrust(world, {}, { sequence: 5, issuedAt: nowAt - 10, ...change });
  return createTrustListJwt(list, 'AAECAwQFBgc', key.sign);
}
const held = async () => {
  const token = await mint();
  return { token, list: parseTrustListJwt(token) };
};

function renewWith(
  answer: ListAnswer<string>,
  known?: Awaited<ReturnType<typeof held>>,
  floor?: { sequence: number; issuedAt: number },
) {
  const asked: unknown[] = [];
  const fetchList = async (...ask: unknown[]): Promise<ListAnswer<string>> => {
    asked.push(...ask);
    return answer;
  };
  return renewTrustList({ uri, anchors, held: known, floor }, { ...deps, fetchList }).then((renewed) => ({
    ...renewed,
    asked,
  }));
}
const token = (text: string): ListAnswer<string> => ({ kind: 'token', token: text, etag: undefined });

test('believes what any of the pinned keys signed, and nobody else', async () => {
  const pinned = { anchors, floor: undefined };
  assert.equal((await acceptTrustList(await mint(), pinned, deps))?.sequence, 5);
  assert.equal((await acceptTrustList(await mint({}, second), pinned, deps))?.sequence, 5);
  assert.equal(await acceptTrustList(await mint({}, stranger), pinned, deps), undefined);
  assert.equal(await acceptTrustList(await mint(), { anchors: [], floor: undefined }, deps), undefined);
  assert.equal(await acceptTrustList(await mint({ expiresAt: nowAt }), pinned, deps), undefined);
  assert.ok(await acceptTrustList(await mint({ expiresAt: nowAt + 1 }), pinned, deps));
});

test('never goes backwards, by number and then by time (rules.md K5)', async () => {
  const known = await held();
  const outcomeOf = async (change: Parameters<typeof mint>[0]) =>
    (await renewWith(token(await mint(change)), known)).outcome;
  assert.equal(await outcomeOf({ sequence: 4, issuedAt: nowAt }), 'refused');
  assert.equal(await outcomeOf({ issuedAt: nowAt - 11 }), 'refused');
  assert.equal(await outcomeOf({ issuedAt: nowAt - 9 }), 'fresh');
  assert.equal(await outcomeOf({ sequence: 6, issuedAt: nowAt - 11 }), 'fresh');
});

test('the newest that was ever held counts where the list itself is gone', async () => {
  const floor = { sequence: 6, issuedAt: nowAt - 1 };
  const { outcome, believed } = await renewWith(token(await mint()), undefined, floor);
  assert.deepEqual([outcome, believed], ['refused', undefined]);
  assert.equal((await renewWith(token(await mint({ sequence: 7 })), undefined, floor)).outcome, 'fresh');
});

test('asks within bounds; the same text is not verified twice, and no answer leaves what is held', async () => {
  const known = await held();
  const same = await renewWith(token(known.token), known);
  assert.deepEqual(same.asked, [uri, undefined, trustListBounds]);
  assert.deepEqual([same.outcome, same.believed], ['unchanged', known]);
  for (const kind of ['failed', 'unchanged'] as const) {
    const silent = await renewWith({ kind }, known);
    assert.deepEqual([silent.outcome, silent.believed], ['offline', known]);
  }
  const first = await renewWith(token(known.token));
  assert.deepEqual([first.outcome, first.believed?.token], ['fresh', known.token]);
  assert.equal((await renewWith(token('<html></html>'), known)).believed, known);
});
