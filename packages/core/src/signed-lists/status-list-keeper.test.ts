import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { FindIssuerKey } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import { inflateZlib } from '../status-list/inflate.ts';
import { createStatusArray, readStatus, setStatus } from '../status-list/status-array.ts';
import type { VerifiedStatusList } from '../status-list/status-list.ts';
import { createStatusListCwt } from '../status-list/status-list-cwt.ts';
import { createStatusListJwt } from '../status-list/status-list-jwt.ts';
import type { ListAnswer } from './fetch-list.ts';
import { statusListBounds } from './fetch-list.ts';
import {
  acceptStatusList,
  type HeldStatusList,
  readHeldStatus,
  renewStatusList,
} from './status-list-keeper.ts';

const uri = 'http://localhost:8080/status/1';
const nowAt = 1_789_380_000;
const key = await createFixtureKey();
const findKey: FindIssuerKey = () => ({ ok: true, key: key.jwk });
const source = { uri, iss: 'http://localhost:8080', findKey };
const deps = { verifyEs256, inflate: inflateZlib, nowAt };

type Content = { issuedAt?: number; revoked?: readonly number[]; entries?: number };

function contentOf({ issuedAt = nowAt - 5, revoked = [], entries = 1024 }: Content) {
  const statuses = createStatusArray(entries);
  for (const idx of revoked) setStatus(statuses, idx, 1);
  return { uri, issuedAt, expiresAt: issuedAt + 600, ttlSeconds: 60, statuses };
}
const signer = { x5c: [], kid: new Uint8Array(8), sign: key.sign };
const deflate = { deflate: (data: Uint8Array) => deflateSync(data) };
const mint = (content: Content = {}): Promise<string> =>
  createStatusListJwt(contentOf(content), signer, deflate);
const mintCwt = (content: Content = {}): Promise<Uint8Array> =>
  createStatusListCwt(contentOf(content), signer, deflate);

async function accept(token: string | Uint8Array, list?: VerifiedStatusList, newestAt?: number) {
  return acceptStatusList(token, source, { list, newestAt }, deps);
}

const wordsOf = (list: VerifiedStatusList | undefined, ...idx: readonly number[]): string[] =>
  idx.map((one) => (list === undefined ? 'none' : readStatus(list.statuses, one)));

function renewWith(answer: ListAnswer<string>, known?: HeldStatusList, newestAt?: number) {
  const asked: unknown[] = [];
  const fetchList = async (...ask: unknown[]): Promise<ListAnswer<string>> => {
    asked.push(...ask);
    return answer;
  };
  return renewStatusList(source, { known, newestAt }, { ...deps, fetchList }).then((renewed) => ({
    ...renewed,
    asked,
  }));
}

test('believes a list in both of its forms, and keeps what an earlier one had revoked (rules.md K5)', async () => {
  const first = await accept(await mint({ revoked: [5] }));
  assert.deepEqual(wordsOf(first, 5, 6), ['revoked', 'valid']);
  for (const token of [await mint({ revoked: [6] }), await mintCwt({ revoked: [6] })])
    assert.deepEqual(wordsOf(await accept(token, first), 5, 6, 7), ['revoked', 'revoked', 'valid']);
});

test('never goes backwards: an older list is refused, one of the same moment is not (rules.md K5)', async () => {
  const held = await accept(await mint());
  assert.equal(await accept(await mint({ issuedAt: nowAt - 6 }), held), undefined);
  assert.ok(await accept(await mint({ issuedAt: nowAt - 5 }), held));
  assert.equal(
    await accept(await mint(), undefined, nowAt - 4),
    undefined,
    'the list itself had to make room',
  );
  assert.ok(await accept(await mint(), undefined, nowAt - 5));
});

test('refuses a list that has lost entries; a longer one is believed', async () => {
  const held = await accept(await mint());
  assert.equal(await accept(await mint({ entries: 960 }), held), undefined);
  assert.ok(await accept(await mint({ entries: 1088 }), held));
});

test('what is no list, and what another key signed, leaves the held one', async () => {
  const known = { list: contentOf({ revoked: [5] }), etag: '"1"' };
  const evil = await createFixtureKey();
  const forged = await createStatusListJwt(contentOf({}), { ...signer, sign: evil.sign }, deflate);
  for (const token of ['', '<html>Zaloguj się do sieci</html>', forged]) {
    const { outcome, believed } = await renewWith({ kind: 'token', token, etag: '"2"' }, known);
    assert.deepEqual([outcome, believed], ['refused', known]);
  }
});

test('asks by the entity tag and within bounds, and takes a newer list with its own tag', async () => {
  const known = { list: contentOf({ revoked: [5] }), etag: '"1"' };
  const { outcome, believed, asked } = await renewWith(
    { kind: 'token', token: await mint({ revoked: [6] }), etag: '"2"' },
    known,
  );
  assert.deepEqual(asked, [uri, '"1"', statusListBounds]);
  assert.deepEqual([outcome, believed?.etag], ['fresh', '"2"']);
  assert.deepEqual(wordsOf(believed?.list, 5, 6), ['revoked', 'revoked']);
});

test('no answer leaves what is held; „unchanged” counts only where something is held', async () => {
  const known = { list: contentOf({}), etag: '"1"' };
  const cases: readonly [ListAnswer<string>, HeldStatusList | undefined, string][] = [
    [{ kind: 'failed' }, known, 'offline'],
    [{ kind: 'failed' }, undefined, 'offline'],
    [{ kind: 'unchanged' }, known, 'unchanged'],
    [{ kind: 'unchanged' }, undefined, 'offline'],
    [{ kind: 'token', token: 'not looked at', etag: '"1"' }, known, 'unchanged'],
    [{ kind: 'token', token: 'looked at', etag: undefined }, { ...known, etag: undefined }, 'refused'],
  ];
  for (const [answer, held, wanted] of cases) {
    const { outcome, believed } = await renewWith(answer, held);
    assert.equal(outcome, wanted, JSON.stringify(answer));
    assert.equal(believed, held);
  }
});

test('what the fetcher throws is passed on', async () => {
  const fetchList = async (): Promise<never> => {
    throw new RangeError('no network');
  };
  await assert.rejects(renewStatusList(source, { known: undefined }, { ...deps, fetchList }), RangeError);
});

test('a revocation holds whatever the age of the copy; anything else as long as its ttl and its end say', () => {
  const list = contentOf({ revoked: [5] });
  const read = (idx: number, askedAt: number, at: number) =>
    readHeldStatus(list, idx, { askedAt, nowAt: at });
  assert.equal(read(6, nowAt, nowAt + 59), 'valid');
  assert.equal(read(6, nowAt, nowAt + 60), 'unknown');
  assert.equal(read(6, list.expiresAt - 1, list.expiresAt - 1), 'valid');
  assert.equal(read(6, list.expiresAt, list.expiresAt), 'unknown');
  assert.equal(read(5, nowAt, nowAt + 1_000_000), 'revoked');
});
