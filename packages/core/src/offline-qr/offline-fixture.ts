import { sha256 } from '@noble/hashes/sha2.js';
import type { P256PublicJwk, SignEs256, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import type { TrustList, TrustListContent, TrustOperator } from '../trust/trust-list.ts';
import { indexTrustList } from '../trust/trust-list.ts';
import { createHolderProof } from './holder-proof.ts';
import { encodeMleg1 } from './mleg1.ts';
import type { DiscountFacts, TicketFacts } from './offline-card.ts';
import { createOfflineCwt } from './offline-cwt.ts';
import type { OfflineStatus, VerifyMleg1Input } from './verify-mleg1.ts';

/** A small invented world for tests: one issuer, one device, one pupil, on WebCrypto so that it runs in browsers too. */

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const es256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A key pair with what core asks of it. */
export type FixtureKey = { readonly jwk: P256PublicJwk; readonly sign: SignEs256 };

/** A new P-256 key. */
export async function createFixtureKey(): Promise<FixtureKey> {
  const pair = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const sign: SignEs256 = async (data) =>
    new Uint8Array(await crypto.subtle.sign(es256, pair.privateKey, Uint8Array.from(data)));
  return { jwk: { kty: 'EC', crv: 'P-256', x, y }, sign };
}

/** ES256 by WebCrypto. */
export const verifyEs256: VerifyEs256 = async (jwk, data, signature) => {
  const key = await crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify']);
  return await crypto.subtle.verify(es256, key, Uint8Array.from(signature), Uint8Array.from(data));
};

export const deps = { sha256, verifyEs256 };

/** A picture in size and head only. */
export function createFakeWebp(length: number): Uint8Array {
  const bytes = new Uint8Array(length).map((_, index) => (index * 7919) & 0xff);
  bytes.set(new TextEncoder().encode('RIFF'), 0);
  new DataView(bytes.buffer).setUint32(4, length - 8, true);
  bytes.set(new TextEncoder().encode('WEBP'), 8);
  return bytes;
}

/** 14 September 2026, noon in Poland. */
export const nowAt = 1_789_380_000;
/** The first second of 1 October 2027 in Poland. */
export const paperEndAt = 1_822_341_600;
export const kid = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
export const statusUri = (listNumber: number): string => `http://localhost:8080/status/${listNumber}`;

export const ticket: TicketFacts = {
  variant: 'ticket',
  isDemo: true,
  isStateRecognised: false,
  isPupil: true,
  status: { listNumber: 3, index: 777_777 },
  rspo: 123_456,
  schoolShortName: 'SP nr 3, Giżycko',
  validUntil: '2027-09-30',
  pictureLow: createFakeWebp(480),
  givenNames: 'Zuzanna Maria',
  surname: 'Nowak',
  bornOn: '2015-05-03',
  documentNumber: '123/2026',
};

const { givenNames: _given, surname: _surname, bornOn: _born, documentNumber: _number, ...common } = ticket;
export const discount: DiscountFacts = {
  ...common,
  variant: 'discount',
  ageOver: [true, false, false, false, false],
};

/** A status list entry that was signed a minute ago. */
export const freshStatus: OfflineStatus = { value: 0, signedAt: nowAt - 60, expiresAt: nowAt + 8 * 86_400 };

/** One issuer, one device and their card. */
export type FixtureWorld = {
  readonly issuer: FixtureKey;
  readonly device: FixtureKey;
  readonly cwt: Uint8Array;
};

/** @param card parts of the card that differ from the ticket above */
export async function createWorld(
  card: Partial<Parameters<typeof createOfflineCwt>[0]> = {},
): Promise<FixtureWorld> {
  const [issuer, device] = await Promise.all([createFixtureKey(), createFixtureKey()]);
  const cwt = await createOfflineCwt(
    { kid, expiresAt: paperEndAt, deviceKey: device.jwk, facts: ticket, ...card },
    issuer.sign,
  );
  return { issuer, device, cwt };
}

/** What the wallet shows at `proofAt`. */
export async function createCode(world: FixtureWorld, proofAt = nowAt, nonce?: Uint8Array): Promise<string> {
  const input = { cwt: world.cwt, nowAt: proofAt, ...(nonce === undefined ? {} : { nonce }) };
  return encodeMleg1(world.cwt, await createHolderProof(input, { sha256, sign: world.device.sign }));
}

/** The operator of the world, for every school; `change` makes another one of it. */
export function createTrust(
  world: FixtureWorld,
  change: Partial<TrustOperator> = {},
  content: Partial<TrustListContent> = {},
): TrustList {
  const operator: TrustOperator = {
    issuer: 'http://localhost:8080',
    name: 'Demo',
    caCertificate: new Uint8Array(),
    caKey: world.issuer.jwk,
    statusListBase: 'http://localhost:8080/status/',
    rspo: 'all',
    isDemo: true,
    authorityNote: undefined,
    signers: [{ kid: encodeBase64url(kid), key: world.issuer.jwk, notAfterAt: paperEndAt * 2 }],
    ...change,
  };
  const list = { iss: operator.issuer, issuedAt: nowAt - 3600, expiresAt: nowAt + 86_400, sequence: 1 };
  return indexTrustList({ ...list, operators: [operator], ...content });
}

/** A verifier that trusts the world's issuer for every school and holds a fresh list. */
export function createInput(world: FixtureWorld, text: string, status?: OfflineStatus): VerifyMleg1Input {
  const entry = status ?? freshStatus;
  return {
    text,
    nowAt,
    trustList: createTrust(world),
    statusLists: {
      findStatus: (uri, index) => (uri === statusUri(3) && index === ticket.status.index ? entry : undefined),
    },
  };
}
