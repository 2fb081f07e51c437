import { encodeBase64url } from '../encoding/base64url.ts';
import { concatBytes } from '../encoding/bytes.ts';
import { decodeForeignCbor, encodeCbor } from '../encoding/cbor.ts';
import { DomainError } from '../errors.ts';
import type {
  Deflate,
  StatusListContent,
  StatusListFacts,
  StatusListVerification,
  VerifyStatusListDeps,
  VerifyStatusListInput,
} from './status-list.ts';
import { checkFacts, statusTokenLengthMax } from './status-list.ts';
import type { StatusListSigner } from './status-list-jwt.ts';

/** The `typ` header (RFC 9596) of the token (Token Status List 5.2), with the media type's prefix. */
export const statusListCwtTyp = 'application/statuslist+cwt';

// COSE headers (RFC 9052 3.1, 9360 2, 9596 2) and CWT claims (RFC 8392 4, Token Status List 5.2).
const algLabel = 1;
const kidLabel = 4;
const typLabel = 16;
const x5chainLabel = 33;
const es256 = -7;
const subClaim = 2;
const expClaim = 4;
const iatClaim = 6;
const ttlClaim = 65_534;
const statusListClaim = 65_533;
/** Tag 18, COSE_Sign1: one byte. */
const coseSign1Tag = 0xd2;
const signatureBytes = 64;

/** RFC 9052 4.4. */
function createSigStructure(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader, new Uint8Array(), payload]);
}

/**
 * Signs a list as a CWT: a tagged COSE_Sign1 without the CWT tag (Token Status List 5.2).
 * @param deps zlib
 */
export async function createStatusListCwt(
  content: StatusListContent,
  signer: StatusListSigner,
  deps: { readonly deflate: Deflate },
): Promise<Uint8Array> {
  const [leaf, ...others] = signer.x5c;
  const header = encodeCbor(
    new Map<number, unknown>([
      [algLabel, es256],
      [kidLabel, signer.kid],
      [typLabel, statusListCwtTyp],
      ...(leaf === undefined
        ? []
        : [[x5chainLabel, others.length === 0 ? leaf : signer.x5c] as [number, unknown]]),
    ]),
  );
  const { bits, bytes } = content.statuses;
  const payload = encodeCbor(
    new Map<number, unknown>([
      [subClaim, content.uri],
      [iatClaim, content.issuedAt],
      [expClaim, content.expiresAt],
      [ttlClaim, content.ttlSeconds],
      [
        statusListClaim,
        new Map<string, unknown>([
          ['bits', bits],
          ['lst', await deps.deflate(bytes)],
        ]),
      ],
    ]),
  );
  const signature = await signer.sign(createSigStructure(header, payload));
  return concatBytes(Uint8Array.of(coseSign1Tag), encodeCbor([header, new Map(), payload, signature]));
}

type CoseSign1 = {
  readonly header: ReadonlyMap<unknown, unknown>;
  readonly unprotected: ReadonlyMap<unknown, unknown>;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedBytes: Uint8Array;
};

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readBytes(value: unknown, field: string): Uint8Array {
  return value instanceof Uint8Array ? value : refuse(field);
}

function readMap(value: unknown, field: string): ReadonlyMap<unknown, unknown> {
  return value instanceof Map ? value : refuse(field);
}

function readTime(value: unknown, field: string): number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 40 ? value : refuse(field);
}

function parseCoseSign1(token: Uint8Array): CoseSign1 {
  if (token.length > statusTokenLengthMax || token[0] !== coseSign1Tag) return refuse('tag');
  const parts = decodeForeignCbor(token.subarray(1));
  if (!Array.isArray(parts) || parts.length !== 4) return refuse('cose');
  const [headerValue, unprotected, payloadValue, signatureValue] = parts as unknown[];
  const headerBytes = readBytes(headerValue, 'header');
  const payload = readBytes(payloadValue, 'payload');
  const signature = readBytes(signatureValue, 'signature');
  if (signature.length !== signatureBytes) return refuse('signature');
  return {
    header: readMap(decodeForeignCbor(headerBytes), 'header'),
    unprotected: readMap(unprotected, 'unprotected'),
    payload,
    signature,
    signedBytes: createSigStructure(headerBytes, payload),
  };
}

function readX5chain(value: unknown): Uint8Array[] {
  if (value === undefined) return [];
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => readBytes(item, 'x5chain'));
}

/** Token Status List 5.2, with an end demanded as in the JWT form. */
function readFacts(claims: ReadonlyMap<unknown, unknown>): StatusListFacts {
  const list = readMap(claims.get(statusListClaim), 'status_list');
  const sub = claims.get(subClaim);
  const ttl = claims.get(ttlClaim);
  const bits = list.get('bits');
  if (typeof sub !== 'string' || typeof bits !== 'number' || ttl === 0) return refuse('claims');
  return {
    sub,
    issuedAt: readTime(claims.get(iatClaim), 'iat'),
    expiresAt: readTime(claims.get(expClaim), 'exp'),
    ttlSeconds: ttl === undefined ? undefined : readTime(ttl, 'ttl'),
    bits,
    lst: readBytes(list.get('lst'), 'lst'),
  };
}

async function verify(
  input: VerifyStatusListInput<Uint8Array>,
  deps: VerifyStatusListDeps,
): Promise<StatusListVerification> {
  const { header, unprotected, payload, signature, signedBytes } = parseCoseSign1(input.token);
  // RFC 9052 3.1: a critical header that we do not understand; and what is said twice.
  if (header.has(2) || [...unprotected.keys()].some((label) => header.has(label))) return refuse('header');
  if (header.get(typLabel) !== statusListCwtTyp) return { ok: false, reason: 'typ' };
  if (header.get(algLabel) !== es256) return { ok: false, reason: 'alg' };
  const kid = header.get(kidLabel) ?? unprotected.get(kidLabel);
  const finding = await input.findKey({
    iss: input.iss,
    x5c: readX5chain(header.get(x5chainLabel)),
    kid: kid instanceof Uint8Array ? encodeBase64url(kid) : undefined,
    nowAt: input.nowAt,
  });
  if (!finding.ok) return { ok: false, reason: finding.reason };
  if (!(await deps.verifyEs256(finding.key, signedBytes, signature))) {
    return { ok: false, reason: 'signature' };
  }
  return await checkFacts(readFacts(readMap(decodeForeignCbor(payload), 'payload')), input, deps.inflate);
}

/**
 * Verifies a list in its CWT form (Token Status List 8.3).
 * @returns a value whatever the bytes are; throws only what a dependency throws
 */
export async function verifyStatusListCwt(
  input: VerifyStatusListInput<Uint8Array>,
  deps: VerifyStatusListDeps,
): Promise<StatusListVerification> {
  try {
    return await verify(input, deps);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, reason: 'malformed' };
  }
}
