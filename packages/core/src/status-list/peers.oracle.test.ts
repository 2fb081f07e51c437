import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { createHeaderAndPayload, getListFromStatusListJWT, StatusList } from '@sd-jwt/jwt-status-list';
import { createJwt, parseJwt } from '../encoding/jwt.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { inflateZlib } from './inflate.ts';
import { createStatusArray, getStatus, setStatus } from './status-array.ts';
import { createStatusListJwt, verifyStatusListJwt } from './status-list-jwt.ts';

/** Ours against @sd-jwt/jwt-status-list, both ways. */

const key = await createFixtureKey();
const uri = 'http://localhost:8080/status/1';
const nowAt = 1_789_380_000;
const values = Array.from({ length: 512 }, (_, idx) => (idx % 7 === 0 ? 1 : idx % 11 === 0 ? 2 : 0));

test('@sd-jwt/jwt-status-list reads every entry of our list', async () => {
  const statuses = createStatusArray(values.length);
  for (const [idx, value] of values.entries()) setStatus(statuses, idx, value);
  const content = { uri, issuedAt: nowAt, expiresAt: nowAt + 60, ttlSeconds: 60, statuses };
  const signer = { x5c: [], kid: new Uint8Array(8), sign: key.sign };
  const token = await createStatusListJwt(content, signer, { deflate: (data) => deflateSync(data) });
  const theirs = getListFromStatusListJWT(token);
  assert.deepEqual(
    values.map((_, idx) => theirs.getStatus(idx)),
    values,
  );
});

test('we read every entry of a list of @sd-jwt/jwt-status-list', async () => {
  const list = new StatusList(values, 2);
  const { header, payload } = createHeaderAndPayload(
    list,
    { iss: 'x', sub: uri, iat: nowAt, exp: nowAt + 60, ttl: 60 },
    { alg: 'ES256', typ: 'statuslist+jwt' },
  );
  const token = await createJwt({ ...header }, { ...payload }, key.sign);
  assert.equal(parseJwt(token).header['typ'], 'statuslist+jwt');
  const result = await verifyStatusListJwt(
    { token, uri, iss: 'x', findKey: () => ({ ok: true, key: key.jwk }), nowAt },
    { verifyEs256, inflate: inflateZlib },
  );
  assert.ok(result.ok);
  const { statuses } = result.list;
  assert.deepEqual(
    values.map((_, idx) => getStatus(statuses, idx)),
    values,
  );
});
