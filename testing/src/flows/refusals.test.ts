import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';
import { encodeJwtPart } from '@mleg/core/encoding/jwt';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { revoke } from './acts.ts';
import {
  type Answer,
  activate,
  codeOf,
  dpopHeader,
  freshNonce,
  type HolderKey,
  makeKey,
  notify,
  openOffer,
  type ProofChange,
  postForm,
  postJson,
  proofOf,
  redeemOffer,
  requestCredential,
  requestToken,
} from './holder.ts';
import { type SeededPupil, seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

const world = await createWorld();
const seed = { rspo: '101', pupils: 60, pictureBytes: 500, nowAt: world.clock.now };
const { pupils, school } = await seedSchool(world.deps.store, world.deps.vault, seed);
after(() => world.close());

function nextPupil(): SeededPupil {
  const pupil = pupils.pop();
  assert.ok(pupil, 'enough pupils were seeded');
  return pupil;
}

function assertRefused(answer: Answer, status: number, error: string): void {
  assert.deepEqual([answer.status, answer.json['error']], [status, error]);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(String(answer.json['error_description']), /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/, 'VCI-049');
  if (status === 401)
    assert.match(String(answer.headers['www-authenticate']), new RegExp(`error="${error}"`));
}

test('refuses a wrong tx_code and then takes the right one (N-ISS-001)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  assertRefused(await requestToken(world, code, '0'), 400, 'invalid_grant');
  assert.equal((await requestToken(world, code, pupil.txCode)).status, 200);
});

test('refuses a token request without the tx_code that is due, and counts no try (N-ISS-002)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  for (let time = 0; time < 7; time += 1)
    assertRefused(await requestToken(world, code), 400, 'invalid_request');
  assert.equal((await requestToken(world, code, pupil.txCode)).status, 200);
});

test('refuses a replayed pre-authorized code, and the token already given goes on (N-ISS-004)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  const first = await requestToken(world, code, pupil.txCode);
  assertRefused(await requestToken(world, code, pupil.txCode), 400, 'invalid_grant');
  const answer = await requestCredential(world, String(first.json['access_token']), [makeKey()]);
  assert.equal(answer.status, 200);
});

test('refuses a pre-authorized code after ten minutes (N-ISS-005)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  world.clock.now += 600;
  assertRefused(await requestToken(world, code, pupil.txCode), 400, 'invalid_grant');
});

test('refuses the offer after five wrong tx_codes, also the right one and also by a new code (N-ISS-006)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  for (let tries = 0; tries < 5; tries += 1) {
    assertRefused(await requestToken(world, code, `0000000${tries}x`), 400, 'invalid_grant');
  }
  assertRefused(await requestToken(world, code, pupil.txCode), 400, 'invalid_grant');
  const again = await openOffer(world, pupil.offerHandle);
  assert.deepEqual([again.status, again.json['type']], [410, 'offer_closed']);
  assert.deepEqual(again.json['details'], { state: 'locked' });
});

test('counts wrong tries over all codes of an offer', async () => {
  const pupil = nextPupil();
  for (let tries = 0; tries < 5; tries += 1) {
    await requestToken(world, await codeOf(world, pupil.offerHandle), 'wrong');
  }
  assert.equal((await openOffer(world, pupil.offerHandle)).status, 410);
});

test('redeems one of 20 simultaneous correct requests (N-ISS-007)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => requestToken(world, code, pupil.txCode)),
  );
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    assertRefused(answer, 400, 'invalid_grant');
});

test('evaluates at most five of 64 simultaneous guesses', async () => {
  const pupil = nextPupil();
  const codes = [await codeOf(world, pupil.offerHandle), await codeOf(world, pupil.offerHandle)];
  await Promise.all(
    Array.from({ length: 64 }, (_, guess) => requestToken(world, codes[guess % 2] ?? '', `guess${guess}`)),
  );
  const text = 'select wrong_tries as tries, state from offer where school_id = $1 and id = $2';
  const rows = await inSchool(world.deps.store, school, (tx) =>
    tx.run<{ tries: number; state: string }>({ name: 'tries', text }, [school, pupil.offerId]),
  );
  assert.deepEqual(rows, [{ tries: 5, state: 'locked' }]);
});

test('refuses another grant type (N-ISS-008), a parameter sent twice, and a body that is no form', async () => {
  assertRefused(await postForm(world, 'grant_type=foo'), 400, 'unsupported_grant_type');
  assertRefused(await postForm(world, 'grant_type=foo&grant_type=foo'), 400, 'invalid_request');
  assertRefused(await postForm(world, ''), 400, 'invalid_request');
  assertRefused(await postForm(world, '{}', { 'content-type': 'application/json' }), 400, 'invalid_request');
});

test('ignores parameters that it does not know (VCI-022)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
  const body = new URLSearchParams({
    grant_type: grant,
    'pre-authorized_code': code,
    tx_code: pupil.txCode,
    foo: 'bar',
  });
  const answer = await postForm(world, body.toString());
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.ok(Number(answer.json['expires_in']) <= 300, 'VCI-087');
});

test('refuses to redeem after the school has revoked (N-ISS-009)', async () => {
  const pupil = nextPupil();
  const code = await codeOf(world, pupil.offerHandle);
  const actor = { kind: 'staff', id: 'a' } as const;
  await revoke(world.deps, { school, pupilId: pupil.pupilId, reason: 'left_school', actor });
  assertRefused(await requestToken(world, code, pupil.txCode), 400, 'invalid_grant');
  assert.equal((await openOffer(world, pupil.offerHandle)).status, 410);
});

test('refuses DPoP proofs for another address or method, and one used before (N-ISS-011, N-ISS-012)', async () => {
  const key = makeKey();
  for (const change of [{ url: 'http://localhost:8080/other' }, { method: 'GET' }]) {
    const pupil = nextPupil();
    const header = await dpopHeader(world, key, '/oid4vci/token', change);
    const answer = await requestToken(world, await codeOf(world, pupil.offerHandle), pupil.txCode, header);
    assertRefused(answer, 400, 'invalid_dpop_proof');
  }
  const header = await dpopHeader(world, key, '/oid4vci/token');
  const [one, two] = [nextPupil(), nextPupil()];
  assert.equal(
    (await requestToken(world, await codeOf(world, one.offerHandle), one.txCode, header)).status,
    200,
  );
  const replay = await requestToken(world, await codeOf(world, two.offerHandle), two.txCode, header);
  assertRefused(replay, 400, 'invalid_dpop_proof');
});

test('takes a bound token only with its own key, its own hash and a fresh proof (N-ISS-013, 014, 015)', async () => {
  const path = '/oid4vci/credential';
  const key = makeKey();
  const bind = await dpopHeader(world, key, '/oid4vci/token');
  const accessToken = await redeemOffer(world, nextPupil(), bind);
  const holder = makeKey();
  const ask = (headers: Record<string, string>): Promise<Answer> =>
    requestCredential(world, accessToken, [holder], headers);
  const authorization = `DPoP ${accessToken}`;
  assertRefused(await ask({}), 401, 'invalid_token');
  assertRefused(await ask({ authorization }), 401, 'invalid_dpop_proof');
  const otherHash = await dpopHeader(world, key, path, { accessToken: 'another' });
  assertRefused(await ask({ authorization, ...otherHash }), 401, 'invalid_dpop_proof');
  const otherKey = await dpopHeader(world, makeKey(), path, { accessToken });
  assertRefused(await ask({ authorization, ...otherKey }), 401, 'invalid_token');
  const good = await dpopHeader(world, key, path, { accessToken });
  assert.equal((await ask({ authorization, ...good })).status, 200);
  assertRefused(await ask({ authorization, ...good }), 401, 'invalid_dpop_proof');
});

test('refuses a token after 300 seconds, of another school, and one that is no token of ours (N-ISS-016, 017, 018)', async () => {
  const accessToken = await redeemOffer(world, nextPupil());
  const [, random] = accessToken.split('.');
  assertRefused(await requestCredential(world, `${school + 1}.${random}`, [makeKey()]), 401, 'invalid_token');
  for (const wrong of ['', 'x', `${encodeJwtPart({ alg: 'none' })}.e30.`]) {
    assertRefused(await requestCredential(world, wrong, [makeKey()]), 401, 'invalid_token');
  }
  world.clock.now += 300;
  assertRefused(await requestCredential(world, accessToken, [makeKey()]), 401, 'invalid_token');
});

test('refuses a c_nonce that was used, is not ours or has expired (N-ISS-019, 020, 021)', async () => {
  const accessToken = await redeemOffer(world, nextPupil());
  const key = makeKey();
  const nonce = await freshNonce(world);
  const ask = async (value: string): Promise<Answer> =>
    postJson(
      world,
      '/oid4vci/credential',
      { credential_configuration_id: 'school-id', proofs: { jwt: [await proofOf(world, key, value)] } },
      { authorization: `Bearer ${accessToken}` },
    );
  assert.equal((await ask(nonce)).status, 200);
  assertRefused(await ask(nonce), 400, 'invalid_nonce');
  assertRefused(await ask('A'.repeat(48)), 400, 'invalid_nonce');
  const pupil = nextPupil();
  const late = await freshNonce(world);
  world.clock.now += 200;
  const token = await redeemOffer(world, pupil);
  world.clock.now += 100;
  const body = {
    credential_configuration_id: 'school-id',
    proofs: { jwt: [await proofOf(world, key, late)] },
  };
  const answer = await postJson(world, '/oid4vci/credential', body, { authorization: `Bearer ${token}` });
  assertRefused(answer, 400, 'invalid_nonce');
});

const OTHER_KEY: HolderKey = makeKey();
const PROOF_CASES: readonly [name: string, change: ProofChange][] = [
  ['without a nonce (N-ISS-022)', { payload: { nonce: undefined } }],
  ['with typ JWT (N-ISS-023)', { header: { typ: 'JWT' } }],
  ['with alg none (N-ISS-024)', { header: { alg: 'none' } }],
  ['with alg HS256 (N-ISS-025)', { header: { alg: 'HS256' } }],
  [
    'with a private key in the header (N-ISS-026)',
    { header: { jwk: { ...OTHER_KEY.jwk, d: OTHER_KEY.jwk.x } } },
  ],
  ['for another issuer (N-ISS-027)', { payload: { aud: 'http://localhost:9999' } }],
  ['of an hour in the future (N-ISS-028)', { payload: { iat: 1_792_051_200 + 86_400 } }],
  ['of a day ago (N-ISS-028)', { payload: { iat: 1_792_051_200 - 86_400 } }],
  ['signed by another key than it names (N-ISS-029)', { header: { jwk: OTHER_KEY.jwk } }],
  ['with jwk and kid (N-ISS-030)', { header: { kid: 'k' } }],
  [
    'with a key attestation of a provider we do not know (N-ISS-038, 039)',
    { header: { key_attestation: 'a.b.c' } },
  ],
];

for (const [name, change] of PROOF_CASES) {
  test(`refuses a proof ${name}`, async () => {
    const accessToken = await redeemOffer(world, nextPupil());
    const proof = await proofOf(world, makeKey(), await freshNonce(world), change);
    const body = { credential_configuration_id: 'school-id', proofs: { jwt: [proof] } };
    const answer = await postJson(world, '/oid4vci/credential', body, {
      authorization: `Bearer ${accessToken}`,
    });
    assertRefused(answer, 400, 'invalid_proof');
  });
}

test('refuses a proof by MAC with the public key', async () => {
  const accessToken = await redeemOffer(world, nextPupil());
  const key = makeKey();
  const header = { typ: 'openid4vci-proof+jwt', alg: 'HS256', jwk: key.jwk };
  const payload = {
    aud: world.deps.config.origins.school,
    iat: world.clock.now,
    nonce: await freshNonce(world),
  };
  const text = `${encodeJwtPart(header)}.${encodeJwtPart(payload)}`;
  const mac = createHmac('sha256', JSON.stringify(key.jwk)).update(text).digest('base64url');
  const body = { credential_configuration_id: 'school-id', proofs: { jwt: [`${text}.${mac}`] } };
  const answer = await postJson(world, '/oid4vci/credential', body, {
    authorization: `Bearer ${accessToken}`,
  });
  assertRefused(answer, 400, 'invalid_proof');
});

test('refuses more proofs than the batch, two by one key, two proof types, none (N-ISS-031, 032, 033)', async () => {
  const accessToken = await redeemOffer(world, nextPupil());
  const headers = { authorization: `Bearer ${accessToken}` };
  const nonce = await freshNonce(world);
  const keys = Array.from({ length: 11 }, makeKey);
  const eleven = await Promise.all(keys.map((key) => proofOf(world, key, nonce)));
  const one = eleven[0] ?? '';
  const ask = (proofs: unknown): Promise<Answer> =>
    postJson(world, '/oid4vci/credential', { credential_configuration_id: 'school-id', proofs }, headers);
  assertRefused(await ask({ jwt: eleven }), 400, 'invalid_credential_request');
  assertRefused(await ask({ jwt: [one, one] }), 400, 'invalid_proof');
  assertRefused(await ask({ jwt: [one], attestation: ['a'] }), 400, 'invalid_proof');
  for (const none of [undefined, {}, { jwt: [] }, { jwt: [1] }])
    assertRefused(await ask(none), 400, 'invalid_proof');
});

test('refuses an unknown configuration, both identifiers, encryption, and what is no JSON object (N-ISS-034 to 037)', async () => {
  const headers = { authorization: `Bearer ${await redeemOffer(world, nextPupil())}` };
  const path = '/oid4vci/credential';
  const ask = (body: unknown): Promise<Answer> => postJson(world, path, body, headers);
  assertRefused(await ask({ credential_configuration_id: 'x' }), 400, 'unknown_credential_configuration');
  assertRefused(
    await ask({ credential_configuration_id: 'school-id', credential_identifier: 'x' }),
    400,
    'invalid_credential_request',
  );
  assertRefused(await ask({ credential_identifier: 'x' }), 400, 'unknown_credential_identifier');
  assertRefused(
    await ask({ credential_configuration_id: 'school-id', credential_response_encryption: {} }),
    400,
    'invalid_encryption_parameters',
  );
  const encrypted = await postJson(world, path, 'a.b.c.d.e', {
    ...headers,
    'content-type': 'application/jwt',
  });
  assertRefused(encrypted, 400, 'invalid_encryption_parameters');
  for (const body of ['[]', '{', '{"a":1,"a":2}'])
    assertRefused(await ask(body), 400, 'invalid_credential_request');
});

test('refuses a notification of another pupil, an unknown event, and one before the credential (N-ISS-040)', async () => {
  const one = await activate(world, nextPupil());
  const two = await activate(world, nextPupil());
  const early = await redeemOffer(world, nextPupil());
  const id = one.answer.json['notification_id'];
  assertRefused(
    await notify(world, two.accessToken, id, 'credential_accepted'),
    400,
    'invalid_notification_id',
  );
  assertRefused(
    await notify(world, one.accessToken, id, 'credential_lost'),
    400,
    'invalid_notification_request',
  );
  assertRefused(await notify(world, early, id, 'credential_accepted'), 400, 'invalid_notification_id');
  assertRefused(await notify(world, 'x', id, 'credential_accepted'), 401, 'invalid_token');
});

test('says nothing of a person, a code or a token in its log', () => {
  const text = world.logged.join('\n');
  assert.ok(text.length > 0);
  assert.doesNotMatch(text, /Zuzanna|Próbna|1425\d{7}|\d+\.[A-Za-z0-9_-]{22}/);
});
