import { encodeBase64, encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { encodeJwtPart, parseJwt } from '../encoding/jwt.ts';
import { newTestKey, sha256, verifyEs256 } from '../openid4vci/crypto-fixture.ts';
import { createCertificate } from '../trust/certificate-fixture.ts';
import { createProfileQuery } from './check-profiles.ts';
import { createClientId, createRequestObject } from './request-object.ts';
import type { RequestCheck, VerifyRequestInput } from './verify-request.ts';
import { verifyRequestObject } from './verify-request.ts';

/** An invented verifier with a certificate, its request, and a wallet that checks it. */

export const nowAt = 1_790_000_000;
export const ca = newTestKey();
export const verifierKey = newTestKey();
export const responseKey = newTestKey();

/** A leaf of the verifier's key, changed as a test wants; DER. */
export function createLeaf(
  changes: Partial<Parameters<typeof createCertificate>[0]> = {},
): Promise<Uint8Array> {
  return createCertificate({
    key: verifierKey.jwk,
    sign: ca.sign,
    subjectName: 'Koleje Zmyślone',
    dns: 'verifier.example',
    uri: 'https://verifier.example',
    keyUsage: 0x80,
    notBeforeAt: nowAt - 1000,
    notAfterAt: nowAt + 80_000_000,
    ...changes,
  });
}

export const leaf = await createLeaf();

/** A good request. */
export function createGoodRequest(x5c: readonly Uint8Array[] = [leaf]): Promise<string> {
  const [first = leaf] = x5c;
  return createRequestObject(
    {
      x5c,
      clientId: createClientId(first, { sha256 }),
      clientName: 'Koleje Zmyślone',
      responseUri: 'https://verifier.example/responses/1',
      nonce: 'n-0S6_WzA2Mj_n-0S6_WzA2Mj',
      state: 's-1',
      encryptionKey: responseKey.jwk,
      encryptionKid: 'k1',
      dcqlQuery: createProfileQuery('ticket'),
      walletNonce: 'w1',
      issuedAt: nowAt,
      expiresAt: nowAt + 240,
    },
    verifierKey.sign,
  );
}

/** What a hostile verifier changes, and signs. */
export type RequestChange = {
  readonly header?: Record<string, unknown>;
  readonly payload?: Record<string, unknown>;
  readonly x5c?: readonly Uint8Array[];
};

/** The good request with other members; undefined removes one. */
export async function createChangedRequest(change: RequestChange): Promise<string> {
  const { header, payload } = parseJwt(await createGoodRequest(change.x5c));
  const x5c = change.x5c === undefined ? {} : { x5c: change.x5c.map(encodeBase64) };
  const text = `${encodeJwtPart({ ...header, ...x5c, ...change.header })}.${encodeJwtPart({ ...payload, ...change.payload })}`;
  return `${text}.${encodeBase64url(await verifierKey.sign(encodeUtf8(text)))}`;
}

/** Checks as the wallet that followed the verifier's link. */
export function check(text: string, changes: Partial<VerifyRequestInput> = {}): Promise<RequestCheck> {
  const input = {
    clientId: createClientId(leaf, { sha256 }),
    walletNonce: 'w1',
    caKeys: [ca.jwk],
    allowInsecureLocalhost: false,
    nowAt,
    ...changes,
  };
  return verifyRequestObject(text, input, { sha256, verifyEs256 });
}
