import { decodeBase45, encodeBase45 } from '../encoding/base45.ts';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { DomainError } from '../errors.ts';
import type { HolderProof } from './holder-proof.ts';
import { linkCborMax, mleg1CborMax, mleg1TextMax } from './limits.ts';
import type { OfflineCwt } from './offline-cwt.ts';
import { isTime, parseOfflineCwt } from './offline-cwt.ts';

const prefix = 'MLEG1:';
/** Where the verifier reads a code from a web address; the part after `#` never reaches a server. */
const linkPath = '/s#';

/** A code taken apart, nothing of it trusted yet. */
export type ParsedMleg1 = {
  readonly credential: OfflineCwt;
  readonly proof: HolderProof;
  /** The issuer's half, byte for byte: what the proof's hash is over. */
  readonly cwt: Uint8Array;
};

function malformed(field: string): DomainError {
  return new DomainError('malformed', { field });
}

function createCbor(cwt: Uint8Array, proof: HolderProof, bytesMax: number): Uint8Array {
  const wireProof = [proof.proofAt, proof.signature, ...(proof.hasNonce ? [true] : [])];
  // Head of an array of two, then both halves as they are: the CWT is CBOR already.
  const cbor = Uint8Array.from([0x82, ...cwt, ...encodeCbor(wireProof)]);
  if (cbor.length > bytesMax) throw new DomainError('too_large', { bytesMax });
  return cbor;
}

/**
 * What the wallet draws as a QR code (alphanumeric mode, level L).
 * @returns `MLEG1:` + base45, at most 1,350 characters
 * @throws too_large beyond 896 bytes of CBOR
 */
export function encodeMleg1(cwt: Uint8Array, proof: HolderProof): string {
  return prefix + encodeBase45(createCbor(cwt, proof, mleg1CborMax));
}

/**
 * The variant that any phone's own camera opens.
 * @param verifierOrigin for example `https://verifier.example`
 * @returns `<origin>/s#` + base64url
 * @throws too_large beyond 750 bytes of CBOR
 */
export function encodeLink(verifierOrigin: string, cwt: Uint8Array, proof: HolderProof): string {
  return verifierOrigin + linkPath + encodeBase64url(createCbor(cwt, proof, linkCborMax));
}

/**
 * The link form: the path is short enough to be anybody's, so that the beginning of what stands behind it counts too. `go` are
 * the heads of our two arrays (0x82 0x84) in base64url; the least is the length of the issuer's half without its claims.
 */
const linkPattern = /^https?:\/\/[^\s/?#]{1,253}\/s#go[A-Za-z0-9_-]{40}/;

/** Whether a scanned text claims to be one of ours, so that another kind of code can be told from a broken one. */
export function isMleg1(text: string): boolean {
  return text.startsWith(prefix) || linkPattern.test(text);
}

/** The strict decoder, for hostile bytes: whatever it stumbles over (a map as a key, for one), they are malformed. */
function decodeHostile(bytes: Uint8Array): unknown {
  try {
    return decodeCbor(bytes);
  } catch (cause) {
    throw new DomainError('malformed', { field: 'cbor' }, { cause });
  }
}

function readText(text: string): Uint8Array {
  if (text.length > mleg1TextMax || !isMleg1(text)) throw malformed('text');
  const isLink = !text.startsWith(prefix);
  const bytes = isLink
    ? decodeBase64url(text.slice(text.indexOf(linkPath) + linkPath.length))
    : decodeBase45(text.slice(prefix.length));
  if (bytes.length > (isLink ? linkCborMax : mleg1CborMax)) throw malformed('size');
  return bytes;
}

function parseProof(decoded: unknown): HolderProof {
  if (!Array.isArray(decoded) || decoded.length < 2 || decoded.length > 3) throw malformed('proof');
  const [proofAt, signature, withNonce] = decoded as readonly unknown[];
  const isFine = isTime(proofAt) && signature instanceof Uint8Array && signature.length === 64;
  if (!isFine || (decoded.length === 3 && withNonce !== true)) throw malformed('proof');
  return { proofAt, signature, hasNonce: decoded.length === 3 };
}

/**
 * Takes a code apart, strictly: known prefix, size bounds, canonical base45 or base64url, deterministic CBOR (which leaves
 * no room for trailing bytes, duplicate keys or longer forms), exactly the fields of the format.
 * @param text `MLEG1:…` or `https://…/s#…`
 * @throws malformed naming the part
 */
export function parseMleg1(text: string): ParsedMleg1 {
  const decoded = decodeHostile(readText(text));
  if (!Array.isArray(decoded) || decoded.length !== 2) throw malformed('cbor');
  const [cwt, proof] = decoded as readonly unknown[];
  return {
    credential: parseOfflineCwt(cwt, decodeHostile),
    proof: parseProof(proof),
    // The encoding is deterministic, so encoding again gives the very bytes that were signed and hashed.
    cwt: encodeCbor(cwt),
  };
}
