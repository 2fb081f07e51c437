import type { SignEs256 } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { decodeBase64, decodeBase64url, encodeBase64url } from './base64url.ts';
import { encodeUtf8 } from './bytes.ts';
import type { JsonObject, JsonValue } from './strict-json.ts';
import { parseStrictJsonObject } from './strict-json.ts';

/** A compact JWS, strictly parsed, its signature not yet checked. */
export type ParsedJwt = {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** What was signed (RFC 7515 5.1): ASCII of header, dot, payload. */
  readonly signedBytes: Uint8Array;
  /** As it stands in the token; 64 bytes when `alg` is ES256. */
  readonly signature: Uint8Array;
};

/** Longest compact JWS taken unless told otherwise: room for a certificate, eighty digests, no pictures. */
export const jwtLengthMax = 65_536;
const es256SignatureBytes = 64;
const certificatesMax = 4;

/**
 * Parses a compact JWS: three parts, strict base64url and JSON, `alg` a text, no critical extension (RFC 7515 4.1.11: we
 * understand none), no detached or unencoded payload. An ES256 signature must have 64 bytes. Whether `alg` and `typ` are
 * acceptable is for the caller.
 * @throws malformed
 */
export function parseJwt(compact: string, lengthMax: number = jwtLengthMax): ParsedJwt {
  if (compact.length > lengthMax) throw new DomainError('malformed', { field: 'jwt' });
  const headerEnd = compact.indexOf('.');
  const payloadEnd = compact.indexOf('.', headerEnd + 1);
  if (headerEnd < 1 || payloadEnd === -1 || compact.indexOf('.', payloadEnd + 1) !== -1) {
    throw new DomainError('malformed', { field: 'jwt' });
  }
  const limits = { lengthMax, depthMax: 16 };
  const header = parseStrictJsonObject(decodeBase64url(compact.slice(0, headerEnd)), limits);
  const payload = parseStrictJsonObject(decodeBase64url(compact.slice(headerEnd + 1, payloadEnd)), limits);
  const signature = decodeBase64url(compact.slice(payloadEnd + 1));
  const { alg, crit, b64 } = header;
  if (typeof alg !== 'string' || crit !== undefined || b64 !== undefined) {
    throw new DomainError('malformed', { field: 'header' });
  }
  if (alg === 'ES256' && signature.length !== es256SignatureBytes) {
    throw new DomainError('malformed', { field: 'signature' });
  }
  return { header, payload, signedBytes: encodeUtf8(compact.slice(0, payloadEnd)), signature };
}

/** @returns the base64url part of a header or payload, to be kept where the same one is used often */
export function encodeJwtPart(part: Readonly<Record<string, unknown>>): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(part)));
}

/**
 * Signs a compact JWS.
 * @param header with `alg: 'ES256'`, or one already encoded by `encodeJwtPart`
 * @param payload the claims
 * @param sign ES256
 */
export async function createJwt(
  header: Readonly<Record<string, unknown>> | string,
  payload: Readonly<Record<string, unknown>>,
  sign: SignEs256,
): Promise<string> {
  const encodedHeader = typeof header === 'string' ? header : encodeJwtPart(header);
  const signingInput = `${encodedHeader}.${encodeJwtPart(payload)}`;
  return `${signingInput}.${encodeBase64url(await sign(encodeUtf8(signingInput)))}`;
}

/**
 * The certificates of a header (RFC 7515 4.1.6): base64 of DER, leaf first.
 * @returns none when the header has no `x5c`
 * @throws malformed, also for an empty or overlong list
 */
export function parseX5c(value: JsonValue | undefined): Uint8Array[] {
  if (value === undefined) return [];
  const texts = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  if (texts.length === 0 || texts.length > certificatesMax)
    throw new DomainError('malformed', { field: 'x5c' });
  return texts.map((text) => decodeBase64(typeof text === 'string' ? text : '*'));
}

/** Whether a claim is a NumericDate (RFC 7519 2) that a clock can reach. */
export function isNumericDate(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 2 ** 40;
}
