import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { P256PublicJwk } from '@mleg/core/deps';
import { encodeJwtPart } from '@mleg/core/encoding/jwt';
import { preAuthorizedCodeGrant } from '@mleg/core/openid4vci/credential-offer';
import { createDpopProof } from '@mleg/core/openid4vci/dpop-fixture';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createProofJwt } from '@mleg/core/openid4vci/proof-jwt';
import { sha256 } from '@mleg/server/src/keys/es256.ts';
import type { InjectOptions } from 'fastify';

/** What a wallet in Node talks to: a server in process, or one behind sockets. */
export type Issuer = {
  readonly deps: { readonly config: { readonly origins: { readonly school: string } } };
  readonly face: { readonly inject: (request: InjectOptions) => Promise<IssuerResponse> };
  /** Epoch seconds, as the phone's clock shows. */
  readonly clock: { readonly now: number };
};
export type IssuerResponse = {
  readonly statusCode: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
};
/** How an offer is named, and the activation code that goes with it. */
export type OfferTaken = { readonly offerHandle: string; readonly txCode: string };

/** A key that a phone holds. */
export type HolderKey = { readonly jwk: P256PublicJwk; readonly sign: (data: Uint8Array) => Uint8Array };

export function makeKey(): HolderKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

export type Answer = {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
};

async function send(world: Issuer, request: InjectOptions): Promise<Answer> {
  const response = await world.face.inject(request);
  const isJson = response.body !== '' && String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    json: isJson ? (JSON.parse(response.body) as Record<string, unknown>) : {},
    headers: response.headers,
  };
}

export const openOffer = (world: Issuer, handle: string): Promise<Answer> =>
  send(world, { method: 'GET', url: `/oid4vci/offers/${handle}` });

/** The pre-authorized code of a fresh GET of the offer. */
export async function codeOf(world: Issuer, handle: string): Promise<string> {
  const { json } = await openOffer(world, handle);
  const grants = json['grants'] as Record<string, Record<string, string>> | undefined;
  return grants?.[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? '';
}

type Headers = Readonly<Record<string, string>>;

export const postForm = (world: Issuer, body: string, headers: Headers = {}): Promise<Answer> =>
  send(world, {
    method: 'POST',
    url: '/oid4vci/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: body,
  });

export function requestToken(
  world: Issuer,
  code: string,
  txCode?: string,
  headers: Headers = {},
): Promise<Answer> {
  const form = new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code });
  if (txCode !== undefined) form.set('tx_code', txCode);
  return postForm(world, form.toString(), headers);
}

/** Access token of a fresh redemption. */
export async function redeemOffer(world: Issuer, pupil: OfferTaken, headers: Headers = {}): Promise<string> {
  const { json } = await requestToken(world, await codeOf(world, pupil.offerHandle), pupil.txCode, headers);
  return String(json['access_token']);
}

export async function freshNonce(world: Issuer): Promise<string> {
  return String((await send(world, { method: 'POST', url: '/oid4vci/nonce' })).json['c_nonce']);
}

export const postJson = (world: Issuer, url: string, body: unknown, headers: Headers = {}): Promise<Answer> =>
  send(world, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });

export type ProofChange = {
  readonly header?: Record<string, unknown>;
  readonly payload?: Record<string, unknown>;
};

/** A key proof; with changes for the negative cases. */
export async function proofOf(
  world: Issuer,
  key: HolderKey,
  nonce: string,
  change?: ProofChange,
): Promise<string> {
  const audience = world.deps.config.origins.school;
  if (change === undefined)
    return createProofJwt(key.jwk, { audience, nonce, issuedAt: world.clock.now }, key.sign);
  const header = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.jwk, ...change.header };
  const payload = { aud: audience, iat: world.clock.now, nonce, ...change.payload };
  const text = `${encodeJwtPart(header)}.${encodeJwtPart(payload)}`;
  return `${text}.${Buffer.from(key.sign(Buffer.from(text))).toString('base64url')}`;
}

/** A credential request with a fresh nonce and one proof for each key. */
export async function requestCredential(
  world: Issuer,
  accessToken: string,
  keys: readonly HolderKey[],
  headers: Headers = {},
): Promise<Answer> {
  const nonce = await freshNonce(world);
  const jwt = await Promise.all(keys.map((key) => proofOf(world, key, nonce)));
  return postJson(
    world,
    '/oid4vci/credential',
    { credential_configuration_id: 'school-id', proofs: { jwt } },
    { authorization: `Bearer ${accessToken}`, ...headers },
  );
}

/** The status indexes that the credentials of an answer name. */
export function statusIndexes(answer: Answer): number[] {
  const credentials = (answer.json['credentials'] ?? []) as { credential: string }[];
  return credentials.map(({ credential }) => {
    const payload = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as {
      status: { status_list: { idx: number } };
    };
    return payload.status.status_list.idx;
  });
}

export const notify = (
  world: Issuer,
  accessToken: string,
  notificationId: unknown,
  event: string,
): Promise<Answer> =>
  postJson(
    world,
    '/oid4vci/notification',
    { notification_id: notificationId, event },
    { authorization: `Bearer ${accessToken}` },
  );

export type Activation = {
  readonly accessToken: string;
  readonly keys: readonly HolderKey[];
  readonly answer: Answer;
};

/** Offer, token, nonce, credential: without the notification. */
export async function activate(world: Issuer, pupil: OfferTaken, keys = [makeKey()]): Promise<Activation> {
  const accessToken = await redeemOffer(world, pupil);
  return { accessToken, keys, answer: await requestCredential(world, accessToken, keys) };
}

/** The handle in an offer's link. */
export function handleOf(walletLink: string): string {
  return decodeURIComponent(walletLink).split('/oid4vci/offers/')[1] ?? '';
}

/** The issuer's half of the offline QR for one key, under the token of a delivered credential. */
export async function requestOffline(
  world: Issuer,
  accessToken: string,
  key: HolderKey,
): Promise<{ status: number; cwts: Uint8Array[] }> {
  const jwt = [await proofOf(world, key, await freshNonce(world))];
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await postJson(world, issuerPaths.offlineCredential, { proofs: { jwt } }, headers);
  const credentials = (answer.json['credentials'] ?? []) as { credential: string }[];
  return {
    status: answer.status,
    cwts: credentials.map(({ credential }) => Buffer.from(credential, 'base64url')),
  };
}

/** A DPoP header for a POST to one of the issuer's paths. */
export async function dpopHeader(
  world: Issuer,
  key: HolderKey,
  path: string,
  options: { accessToken?: string; jti?: string; url?: string; method?: string } = {},
): Promise<{ dpop: string }> {
  const claims = {
    method: options.method ?? 'POST',
    url: options.url ?? `${world.deps.config.origins.school}${path}`,
    jti: options.jti ?? randomBytes(16).toString('base64url'),
    issuedAt: world.clock.now,
    ...(options.accessToken === undefined ? {} : { accessToken: options.accessToken }),
  };
  return { dpop: await createDpopProof(key.jwk, claims, { sign: key.sign, sha256 }) };
}
