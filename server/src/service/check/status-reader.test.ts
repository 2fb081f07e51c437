import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { type FetchList, statusListBounds } from '@mleg/core/signed-lists/fetch-list';
import { createStatusArray, setStatus } from '@mleg/core/status-list/status-array';
import { createStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createListFetcher } from './fetch-list.ts';
import { createStatusReader } from './status-reader.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
const findKey: FindIssuerKey = () => ({ ok: true, key: { kty: 'EC', crv: 'P-256', x, y } });
const uri = 'https://issuer.example/status/1';
const entry = { uri, idx: 7, iss: 'https://issuer.example' };

function mint(issuedAt: number, revoked: boolean, address = uri, entries = 64): Promise<string> {
  const statuses = createStatusArray(entries, 2);
  if (revoked) setStatus(statuses, 7, 1);
  return createStatusListJwt(
    { uri: address, issuedAt, expiresAt: issuedAt + 86_400, ttlSeconds: 60, statuses },
    {
      x5c: [],
      kid: new Uint8Array(8),
      sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    },
    { deflate: (data) => deflateSync(data) },
  );
}

/** An issuer whose answers a test sets, under a clock that it moves. */
function createIssuer() {
  const asked: (string | undefined)[] = [];
  const issuer = {
    now: 1_790_000_000,
    asked,
    answer: { kind: 'failed' } as Awaited<ReturnType<FetchList<string>>>,
  };
  const fetchStatusList: FetchList<string> = async (_uri, etag) => {
    asked.push(etag);
    const { answer } = issuer;
    return answer.kind === 'token' && answer.etag === etag ? { kind: 'unchanged' } : answer;
  };
  return { issuer, read: createStatusReader({ fetchStatusList, now: () => issuer.now }) };
}

test('a copy is asked for again by its entity tag when it is older than five seconds, and not before', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, false), etag: '"1"' };
  assert.deepEqual(await read(entry, findKey), { word: 'valid', asOf: issuer.now });
  issuer.now += 5;
  await read(entry, findKey);
  assert.deepEqual(issuer.asked, [undefined]);
  issuer.now += 1;
  assert.equal((await read(entry, findKey)).word, 'valid');
  issuer.answer = { kind: 'token', token: await mint(issuer.now, true), etag: '"2"' };
  issuer.now += 6;
  assert.equal((await read(entry, findKey)).word, 'revoked');
  assert.deepEqual(issuer.asked, [undefined, '"1"', '"1"']);
});

test('many checks at the same time ask once', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, false), etag: '"1"' };
  const words = await Promise.all(Array.from({ length: 20 }, () => read(entry, findKey)));
  assert.ok(words.every(({ word }) => word === 'valid'));
  assert.equal(issuer.asked.length, 1);
});

test('an issuer that does not answer makes the status unknown; a copy helps as long as its ttl says', async () => {
  const { issuer, read } = createIssuer();
  assert.deepEqual(await read(entry, findKey), { word: 'unknown', asOf: null });
  const signedAt = issuer.now;
  issuer.answer = { kind: 'token', token: await mint(signedAt, false), etag: '"1"' };
  await read(entry, findKey);
  issuer.answer = { kind: 'failed' };
  issuer.now += 59;
  assert.deepEqual(await read(entry, findKey), { word: 'valid', asOf: signedAt });
  issuer.now += 1;
  assert.deepEqual(await read(entry, findKey), { word: 'unknown', asOf: signedAt });
});

test('an older list never takes the place of a newer one (rules.md K5)', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, true), etag: '"2"' };
  await read(entry, findKey);
  issuer.answer = { kind: 'token', token: await mint(issuer.now - 60, false), etag: '"1"' };
  issuer.now += 6;
  assert.equal((await read(entry, findKey)).word, 'revoked');
});

test('a newer list that knows less, as after a restored backup, takes no revocation back (rules.md K5)', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, true), etag: '"2"' };
  await read(entry, findKey);
  for (let time = 0; time < 2; time += 1) {
    issuer.now += 60;
    issuer.answer = { kind: 'token', token: await mint(issuer.now, false), etag: `"${time + 3}"` };
    assert.deepEqual(await read(entry, findKey), { word: 'revoked', asOf: issuer.now });
  }
});

test('a revocation that was seen stays, whatever the issuer answers later: nothing, less, or a shorter list', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, true), etag: '"1"' };
  await read(entry, findKey);
  const answers: Awaited<ReturnType<FetchList<string>>>[] = [
    { kind: 'failed' },
    { kind: 'token', token: '', etag: '' },
    { kind: 'token', token: '<html>Zaloguj się do sieci</html>', etag: '"1"x' },
    { kind: 'token', token: await mint(issuer.now + 3600, false, uri, 8), etag: '"9"' },
    { kind: 'unchanged' },
  ];
  for (const answer of answers) {
    issuer.now += 3600;
    issuer.answer = answer;
    assert.equal((await read(entry, findKey)).word, 'revoked', JSON.stringify(answer).slice(0, 60));
  }
  issuer.now += 10;
  issuer.answer = { kind: 'token', token: await mint(issuer.now, false), etag: '"10"' };
  assert.equal((await read(entry, findKey)).word, 'revoked');
});

test('a list that had to make room is remembered by its time: an older one is refused (rules.md K5)', async () => {
  const { issuer, read } = createIssuer();
  const signedAt = issuer.now;
  issuer.answer = { kind: 'token', token: await mint(signedAt, false), etag: '"1"' };
  assert.equal((await read(entry, findKey)).word, 'valid');
  for (let other = 0; other < 18; other += 1) {
    const address = `${uri}0${other}`;
    // 4 MB each: the largest list that is taken.
    issuer.answer = {
      kind: 'token',
      token: await mint(signedAt, false, address, 16_777_216),
      etag: `"o${other}"`,
    };
    await read({ ...entry, uri: address }, findKey);
  }
  issuer.answer = { kind: 'token', token: await mint(signedAt - 60, false), etag: '"0"' };
  assert.equal((await read(entry, findKey)).word, 'unknown');
  issuer.answer = { kind: 'token', token: await mint(signedAt + 1, false), etag: '"2"' };
  assert.equal((await read(entry, findKey)).word, 'valid');
});

test('a list of another address, a forged one and an entry beyond its end say nothing', async () => {
  const { issuer, read } = createIssuer();
  issuer.answer = { kind: 'token', token: await mint(issuer.now, false, `${uri}2`), etag: '"1"' };
  assert.equal((await read(entry, findKey)).word, 'unknown');
  const good = await mint(issuer.now, false);
  issuer.answer = { kind: 'token', token: `${good.slice(0, -86)}${'A'.repeat(86)}`, etag: '"1"' };
  assert.equal((await read(entry, findKey)).word, 'unknown');
  issuer.answer = { kind: 'token', token: good, etag: '"1"' };
  assert.equal((await read({ ...entry, idx: 64 }, findKey)).word, 'unknown');
});

test('a network fetch sends the entity tag and takes 200 and 304; nothing else', async () => {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const type = { 'content-type': 'application/statuslist+jwt', etag: '"e"' };
    if (path === '/moved') response.writeHead(302, { location: '/good' }).end();
    else if (path === '/type') response.writeHead(200, { ...type, 'content-type': 'text/html' }).end('x');
    else if (path === '/error') response.writeHead(503).end();
    else if (path === '/long') response.writeHead(200, type).end(Buffer.alloc(8_388_609, 97));
    else if (request.headers['if-none-match'] === '"e"') response.writeHead(304).end();
    else response.writeHead(200, type).end(request.headers.accept);
  });
  after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const base = `http://localhost:${(server.address() as AddressInfo).port}`;
  const fetchList = createListFetcher(fetch, 'application/statuslist+jwt');
  const good = { kind: 'token', token: 'application/statuslist+jwt', etag: '"e"' };
  assert.deepEqual(await fetchList(`${base}/good`, undefined, statusListBounds), good);
  assert.deepEqual(await fetchList(`${base}/good`, '"old"', statusListBounds), good);
  assert.deepEqual(await fetchList(`${base}/good`, '"e"', statusListBounds), { kind: 'unchanged' });
  for (const path of ['moved', 'type', 'error', 'long']) {
    assert.deepEqual(
      await fetchList(`${base}/${path}`, undefined, statusListBounds),
      { kind: 'failed' },
      path,
    );
  }
  assert.deepEqual(await fetchList('http://localhost:1/', undefined, statusListBounds), { kind: 'failed' });
});
