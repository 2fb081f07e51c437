import type { P256PublicJwk, SignEs256 } from '../deps.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { DomainError } from '../errors.ts';
import type { OfflineFacts } from './offline-card.ts';
import { createFactsArray, parseFactsArray } from './offline-card.ts';
import { compressP256, decompressP256 } from './p256-point.ts';

// COSE (RFC 9052, 9053) and CWT (RFC 8392, 8747) labels.
const algLabel = 1;
const kidLabel = 4;
const es256 = -7;
const expClaim = 4;
const cnfClaim = 8;
const coseKeyMethod = 1;
const ktyLabel = 1;
const ec2 = 2;
const crvLabel = -1;
const p256 = 1;
const xLabel = -2;
const yLabel = -3;
/** Our claim, from the range for private use: the array of facts. */
const factsClaim = -65_537;

/** Key id: the first 8 bytes of the key's SHA-256 JWK thumbprint (RFC 7638). */
export const kidBytes = 8;
const signatureBytes = 64;
/** Goes into the signature but not into the code: a status list or credential by the same key can never pass as a card. */
const externalAad = new TextEncoder().encode('MLEG1');

/** The issuer's half of a code, not yet trusted. */
export type OfflineCwt = {
  readonly kid: Uint8Array;
  /** Technical end, epoch seconds: the code needs a renewal from here on. The card's own end is `facts.validUntil`. */
  readonly expiresAt: number;
  readonly deviceKey: P256PublicJwk;
  readonly facts: OfflineFacts;
  /** What the issuer signed (Sig_structure) and the signature, r and s. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
};

/** RFC 9052 4.4. */
function createSigStructure(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader, externalAad, payload]);
}

/**
 * Mints one offline variant for one device (server).
 * @param card facts, technical end (epoch seconds), device key, and the 8-byte key id of the signer
 * @param sign ES256 by the issuer's credential key
 * @returns the CWT: an untagged COSE_Sign1 in deterministic CBOR
 * @throws invalid_input naming the field that is out of bounds
 */
export async function createOfflineCwt(
  card: { kid: Uint8Array; expiresAt: number; deviceKey: P256PublicJwk; facts: OfflineFacts },
  sign: SignEs256,
): Promise<Uint8Array> {
  if (card.kid.length !== kidBytes) throw new DomainError('invalid_input', { field: 'kid' });
  if (!isTime(card.expiresAt)) throw new DomainError('invalid_input', { field: 'expiresAt' });
  const { x, isYOdd } = compressP256(card.deviceKey);
  const coseKey = new Map<number, unknown>([
    [ktyLabel, ec2],
    [crvLabel, p256],
    [xLabel, x],
    [yLabel, isYOdd],
  ]);
  const payload = encodeCbor(
    new Map<number, unknown>([
      [expClaim, card.expiresAt],
      [cnfClaim, new Map([[coseKeyMethod, coseKey]])],
      [factsClaim, createFactsArray(card.facts)],
    ]),
  );
  const header = encodeCbor(
    new Map<number, unknown>([
      [algLabel, es256],
      [kidLabel, card.kid],
    ]),
  );
  const signature = await sign(createSigStructure(header, payload));
  return encodeCbor([header, new Map(), payload, signature]);
}

/** A moment that fits four bytes: until the year 2106. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0xffffffff;
}

function malformed(field: string): DomainError {
  return new DomainError('malformed', { field });
}

function readMap(value: unknown, keys: readonly number[], field: string): ReadonlyMap<unknown, unknown> {
  if (!(value instanceof Map) || value.size !== keys.length || !keys.every((key) => value.has(key)))
    throw malformed(field);
  return value;
}

function readBytes(value: unknown, length: number | undefined, field: string): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length))
    throw malformed(field);
  return value;
}

function readDeviceKey(cnf: unknown): P256PublicJwk {
  const method = readMap(cnf, [coseKeyMethod], 'cnf');
  const key = readMap(method.get(coseKeyMethod), [ktyLabel, crvLabel, xLabel, yLabel], 'cnf');
  const isYOdd = key.get(yLabel);
  if (key.get(ktyLabel) !== ec2 || key.get(crvLabel) !== p256 || typeof isYOdd !== 'boolean')
    throw malformed('cnf');
  return decompressP256({ x: readBytes(key.get(xLabel), 32, 'cnf'), isYOdd });
}

/**
 * Reads the COSE_Sign1 without trusting it. Exactly the fields of the format, nothing beside them.
 * @param decoded decoded CBOR of the issuer's half
 * @param decode strict decoder for the two byte strings inside
 * @throws malformed naming the part
 */
export function parseOfflineCwt(decoded: unknown, decode: (bytes: Uint8Array) => unknown): OfflineCwt {
  if (!Array.isArray(decoded) || decoded.length !== 4) throw malformed('cwt');
  const [header, unprotectedHeader, payload, signature] = decoded as readonly unknown[];
  const headerBytes = readBytes(header, undefined, 'protected');
  const payloadBytes = readBytes(payload, undefined, 'payload');
  readMap(unprotectedHeader, [], 'unprotected');
  const labels = readMap(decode(headerBytes), [algLabel, kidLabel], 'protected');
  if (labels.get(algLabel) !== es256) throw malformed('alg');
  const claims = readMap(decode(payloadBytes), [expClaim, cnfClaim, factsClaim], 'payload');
  const expiresAt = claims.get(expClaim);
  if (!isTime(expiresAt)) throw malformed('exp');
  return {
    kid: readBytes(labels.get(kidLabel), kidBytes, 'kid'),
    expiresAt,
    deviceKey: readDeviceKey(claims.get(cnfClaim)),
    facts: parseFactsArray(claims.get(factsClaim)),
    signedBytes: createSigStructure(headerBytes, payloadBytes),
    signature: readBytes(signature, signatureBytes, 'signature'),
  };
}
