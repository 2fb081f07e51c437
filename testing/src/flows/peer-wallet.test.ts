import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createOfferUri } from '@mleg/core/openid4vci/credential-offer';
import { preAuthorizedCodeGrantIdentifier, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { SDJwtInstance } from '@sd-jwt/core';
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { revoke } from './acts.ts';
import { beginCheck, openVerifier, readCheck } from './check-world.ts';
import { type HolderKey, makeKey } from './holder.ts';
import { peerCallbacks, serve, verifyBy } from './peer.ts';
import { type SeededPupil, seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

/**
 * A wallet that is not ours (@openid4vc/*, @sd-jwt/core) against our server over HTTP. The peers look at the machine's own
 * clock.
 */
const world = await createWorld({ startAt: Math.floor(Date.now() / 1000) });
const seed = { rspo: '101', pupils: 4, pictureBytes: 9000, nowAt: world.clock.now };
const { pupils, school } = await seedSchool(world.deps.store, world.deps.vault, seed);
const checks = openVerifier(world);
const { origins } = world.deps.config;
const { fetchUrl } = await serve({ [origins.school]: world.face, [origins.verifier]: checks.verifier });
// Our demonstration speaks http on localhost.
setGlobalConfig({ allowInsecureUrls: true });
after(async () => {
  await checks.verifier.close();
  await world.close();
});

function nextPupil(): SeededPupil {
  const pupil = pupils.pop();
  assert.ok(pupil, 'enough pupils were seeded');
  return pupil;
}

const signerOf = (key: HolderKey) => ({ method: 'jwk', alg: 'ES256', publicJwk: { ...key.jwk } }) as const;

type Taken = { readonly credentials: string[]; readonly status: number };

/** Offer by reference, metadata, token with tx_code, nonce, credential, notification: all by the peer. */
async function takeByPeer(pupil: SeededPupil, keys: readonly HolderKey[], withDpop: boolean): Promise<Taken> {
  const client = new Openid4vciClient({ callbacks: peerCallbacks(fetchUrl, keys) });
  const [first] = keys;
  assert.ok(first);
  const offerUri = `${origins.school}/oid4vci/offers/${pupil.offerHandle}`;
  const credentialOffer = await client.resolveCredentialOffer(createOfferUri(offerUri));
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  assert.equal(credentialOffer.grants?.[preAuthorizedCodeGrantIdentifier]?.tx_code?.length, 8);
  const dpop = withDpop ? { dpop: { signer: signerOf(first) } } : {};
  const token = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    txCode: pupil.txCode,
    ...dpop,
  });
  const accessToken = token.accessTokenResponse.access_token;
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const credentialConfigurationId = 'school-id';
  const proofs = await Promise.all(
    keys.map((key) =>
      client.createCredentialRequestJwtProof({
        issuerMetadata,
        credentialConfigurationId,
        signer: signerOf(key),
        nonce,
        issuedAt: new Date(),
      }),
    ),
  );
  const jwts = proofs.map(({ jwt }) => jwt);
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId,
    accessToken,
    proofs: { jwt: jwts as [string, ...string[]] },
    ...dpop,
  });
  const { notification_id: notificationId, credentials = [] } = credentialResponse;
  assert.ok(notificationId);
  const answer = await client.sendNotification({
    issuerMetadata,
    accessToken,
    notification: { notificationId, event: 'credential_accepted' },
    ...dpop,
  });
  return {
    credentials: credentials.map((one) => (one as { credential: string }).credential),
    status: answer.response.status,
  };
}

type PeerConfig = NonNullable<ConstructorParameters<typeof SDJwtVcInstance>[0]>;

const peerHolder = (key: HolderKey): PeerConfig => ({
  hasher: (data) =>
    createHash('sha256')
      .update(typeof data === 'string' ? data : Buffer.from(data))
      .digest(),
  hashAlg: 'sha-256',
  saltGenerator: (length) => randomBytes(length).toString('base64url'),
  kbSigner: (data) => Buffer.from(key.sign(Buffer.from(data))).toString('base64url'),
  kbSignAlg: 'ES256',
});

for (const withDpop of [false, true]) {
  test(`a foreign wallet takes the ID from offer to notification, ${withDpop ? 'with' : 'without'} DPoP`, async () => {
    const keys = [makeKey(), makeKey()];
    const { credentials, status } = await takeByPeer(nextPupil(), keys, withDpop);
    assert.equal(status, 204);
    assert.equal(credentials.length, 2);
    const [key] = keys;
    assert.ok(key);
    const claims = (await new SDJwtInstance(peerHolder(key)).getClaims(credentials[0] ?? '')) as Record<
      string,
      unknown
    >;
    assert.equal(claims['given_name'], 'Zuzanna Anna');
    assert.deepEqual((claims['cnf'] as { jwk: unknown }).jwk, key.jwk);
  });
}

test('a foreign wallet follows our request, answers encrypted, and the verifier sees green (VP-012, VP-028, VP-034)', async () => {
  const key = makeKey();
  const { credentials } = await takeByPeer(nextPupil(), [key], false);
  const check = await beginCheck(checks, 'ticket');
  const client = new Openid4vpClient({ callbacks: peerCallbacks(fetchUrl, [key]) });
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: check.openid4vp });
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({
    authorizationRequestPayload: parsed.params,
  });
  assert.equal(resolved.version, 100, 'OpenID4VP 1.0');
  assert.equal(resolved.client.prefix, 'x509_hash');
  const { authorizationRequestPayload } = resolved;
  assert.ok(resolved.dcql);
  const { credentials: queries } = resolved.dcql.query as { credentials: { claim_sets: string[][] }[] };
  const names = queries[0]?.claim_sets[0] ?? [];
  assert.ok(names.includes('school'));
  const presentation = await new SDJwtInstance(peerHolder(key)).present(
    credentials[0] ?? '',
    Object.fromEntries(names.map((name) => [name, true])),
    {
      kb: {
        payload: {
          iat: Math.floor(Date.now() / 1000),
          aud: resolved.client.effective,
          nonce: authorizationRequestPayload.nonce,
        },
      },
    },
  );
  const response = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload,
    authorizationResponsePayload: { vp_token: { school_id: [presentation] } },
    jarm: {
      encryption: { nonce: randomBytes(16).toString('base64url') },
      serverMetadata: {
        authorization_signing_alg_values_supported: [],
        authorization_encryption_alg_values_supported: ['ECDH-ES'],
        authorization_encryption_enc_values_supported: ['A256GCM', 'A128GCM'],
      },
    },
  });
  const submitted = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: { response_uri: String(authorizationRequestPayload.response_uri) },
    ...response,
  });
  assert.equal(submitted.response.status, 200);
  const { verdict, reason, disclosed } = await readCheck(checks, check);
  assert.deepEqual([verdict, reason], ['valid', 'ok']);
  assert.match(disclosed?.name ?? '', /^Zuzanna Anna/);
});

test('a foreign verifier takes our card with its status list, and refuses it once it is revoked', async () => {
  const key = makeKey();
  const pupil = nextPupil();
  const { credentials } = await takeByPeer(pupil, [key], false);
  const issuerKey = world.deps.signers.issuer.publicJwk;
  const peer = new SDJwtVcInstance({
    ...peerHolder(key),
    verifier: (data, signature) => verifyBy(issuerKey, `${data}.${signature}`),
    kbVerifier: (data, signature) => verifyBy(key.jwk, `${data}.${signature}`),
    statusListFetcher: async (uri) => {
      const response = await fetchUrl(uri, { headers: { accept: 'application/statuslist+jwt' } });
      const token = await response.text();
      assert.equal(getListFromStatusListJWT(token).getBitsPerStatus(), 2);
      return token;
    },
  });
  const payload = { iat: world.clock.now, aud: 'x509_hash:peer', nonce: 'a-nonce' };
  const presentation = await peer.present(credentials[0] ?? '', { given_name: true }, { kb: { payload } });
  const verify = () =>
    peer.verify(presentation, {
      currentDate: world.clock.now,
      keyBindingNonce: 'a-nonce',
      requiredClaimKeys: ['given_name'],
    });
  assert.equal((await verify()).kb?.payload.aud, 'x509_hash:peer');
  const actor = { kind: 'staff', id: 'a' } as const;
  await revoke(world.deps, { school, pupilId: pupil.pupilId, reason: 'left_school', actor });
  world.clock.now += 5;
  await assert.rejects(verify(), /status/i);
});
