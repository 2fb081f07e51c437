import type { P256PublicJwk } from '@mleg/core/deps';
import { decodeBase64url } from '@mleg/core/encoding/base64url';
import { isJsonObject, parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { createCredentialRequest, parseCredentialResponse } from '@mleg/core/openid4vci/credential-request';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createProofJwt } from '@mleg/core/openid4vci/proof-jwt';
import { createTokenRequest, parseTokenResponse } from '@mleg/core/openid4vci/token-request';
import { createDeviceKey, type DeviceKey, signWith } from '@mleg/core/web-crypto';
import { type Answer, call, postJson } from '../call.ts';
import type { OfflineRecord, PendingRecord } from '../store/records.ts';
import { readPending, savePending } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';
import type { OpenedOffer } from './offer.ts';
import { credentialProblem, isStaleNonce, refusalOf, tokenProblem } from './refusal.ts';
import type { Issued } from './resume.ts';

/** Copies of one ID, each with a key of its own (design.md section 5). */
const COPIES = 4;

/** What came from the issuer; nothing of it checked yet. */
export type Received = {
  readonly credentials: readonly string[];
  readonly notificationId: string | undefined;
  readonly offline: readonly OfflineRecord[];
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const isSameReference = (a: PendingRecord['reference'], b: PendingRecord['reference']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/**
 * Makes this device's keys and keeps them before anything is asked for; the keys of an earlier try at the same offer are
 * used again, so that a lost answer never makes a second ID.
 */
export async function beginActivation(opened: OpenedOffer): Promise<PendingRecord> {
  const held = await readPending();
  if (held !== undefined && isSameReference(held.reference, opened.reference)) return held;
  const count = Math.min(COPIES, opened.metadata.batchSize);
  const keys = await Promise.all(Array.from({ length: count }, createDeviceKey));
  const pending: PendingRecord = {
    reference: opened.reference,
    startedAt: nowSeconds(),
    keys,
    offlineKey: await createDeviceKey(),
  };
  await savePending(pending);
  return pending;
}

/**
 * Token request with the activation code. The token endpoint tells a wrong code from a used, expired or locked one to nobody;
 * opening the offer again does.
 * @throws WalletError code_wrong, and those of `call` and `tokenProblem`
 */
export async function redeemCode(
  pending: PendingRecord,
  opened: OpenedOffer,
  txCode: string | undefined,
): Promise<PendingRecord> {
  const { offer, metadata } = opened;
  const body = createTokenRequest({ preAuthorizedCode: offer.preAuthorizedCode, txCode });
  const answer = await call(opened.tokenEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  if (answer.status !== 200) throw await refusalOf(answer, tokenProblem, opened.tokenEndpoint);
  const token = parseTokenResponse(answer.text);
  const issued: Issued = {
    issuer: offer.credentialIssuer,
    credentialEndpoint: metadata.credentialEndpoint,
    nonceEndpoint: opened.nonceEndpoint,
    notificationEndpoint: metadata.notificationEndpoint,
    configurationId: opened.configurationId,
    accessToken: token.accessToken,
    expiresAt: nowSeconds() + token.expiresInSeconds,
  };
  const next = { ...pending, issued };
  await savePending(next);
  return next;
}

async function fetchNonce(issued: Issued): Promise<string> {
  const { status, text } = await call(issued.nonceEndpoint, { method: 'POST' });
  const nonce = status === 200 ? parseStrictJsonObject(text)['c_nonce'] : undefined;
  if (typeof nonce !== 'string') throw new WalletError('server');
  return nonce;
}

async function proofs(issued: Issued, keys: readonly DeviceKey[]): Promise<string[]> {
  const claims = { audience: issued.issuer, nonce: await fetchNonce(issued), issuedAt: nowSeconds() };
  return Promise.all(keys.map(({ jwk, privateKey }) => createProofJwt(jwk, claims, signWith(privateKey))));
}

/** One call with the token; `ask` makes its body, anew where the nonce had run out meanwhile (OpenID4VCI 1.0 8.3.1.2). */
async function request(issued: Issued, url: string, ask: () => Promise<string>): Promise<Answer> {
  const headers = { authorization: `Bearer ${issued.accessToken}` };
  const answer = await postJson(url, await ask(), headers);
  return isStaleNonce(answer) ? postJson(url, await ask(), headers) : answer;
}

/** The offline QR's issuer halves; another vendor's issuer has none, and its ID is an online one only. */
async function fetchOffline(issued: Issued, key: DeviceKey): Promise<OfflineRecord[]> {
  const url = `${issued.issuer}${issuerPaths.offlineCredential}`;
  const answer = await request(issued, url, async () =>
    JSON.stringify({ proofs: { jwt: await proofs(issued, [key]) } }),
  );
  if (answer.status === 404 || answer.status === 405) return [];
  if (answer.status !== 200) throw await refusalOf(answer, credentialProblem, url);
  const { credentials } = parseStrictJsonObject(answer.text, { lengthMax: 65_536, depthMax: 8 });
  if (!Array.isArray(credentials)) throw new WalletError('server');
  return credentials.flatMap((entry) => {
    if (!isJsonObject(entry)) return [];
    const { variant, credential } = entry;
    if (typeof variant !== 'string' || typeof credential !== 'string') return [];
    return [{ variant, cwt: decodeBase64url(credential) }];
  });
}

/**
 * Nonce, credential, offline credential, with the keys that are kept. May be repeated: the same keys under the same token
 * get the same ID again (OpenID4VCI 1.0 8).
 * @throws WalletError
 */
export async function receive(pending: PendingRecord & { issued: Issued }): Promise<Received> {
  const { issued, keys, offlineKey } = pending;
  const { credentialEndpoint, configurationId: credentialConfigurationId } = issued;
  const answer = await request(issued, credentialEndpoint, async () =>
    createCredentialRequest({ credentialConfigurationId, proofJwts: await proofs(issued, keys) }),
  );
  // 202: an answer that comes later, which this wallet does not wait for.
  if (answer.status === 202) throw new WalletError('app_refused');
  if (answer.status !== 200) throw await refusalOf(answer, credentialProblem, credentialEndpoint);
  const { credentials, notificationId } = parseCredentialResponse(answer.text);
  if (credentials.length > keys.length) throw new WalletError('server');
  return { credentials, notificationId, offline: await fetchOffline(issued, offlineKey) };
}

/** Public halves in the order of the credentials. */
export function keyOf(keys: readonly DeviceKey[], index: number): P256PublicJwk {
  const key = keys[index];
  if (key === undefined) throw new WalletError('server');
  return key.jwk;
}
