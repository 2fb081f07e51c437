import type { RandomBytes, Sha256 } from '../deps.ts';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import type { JsonValue } from '../encoding/strict-json.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';

/** RFC 9901 9.3: 128 bits. */
const saltBytes = 16;
/** A portrait as a data URL and its second base64 stay far below. */
const disclosureLengthMax = 131_072;

/** One disclosure of an object's property (`name` present) or of an array's element (RFC 9901 4.2.1, 4.2.2). */
export type Disclosure = {
  /** The base64url text as it travels; its digest is over these very characters. */
  readonly encoded: string;
  readonly name: string | undefined;
  readonly value: JsonValue;
};

/** SHA-256 over the ASCII of a text, base64url: digest of a disclosure, `sd_hash` (RFC 9901 4.2.3, 4.3.1). */
export function digestText(text: string, sha256: Sha256): string {
  return encodeBase64url(sha256(encodeUtf8(text)));
}

/** So many salts of 128 bits, base64url, from one draw. */
export function createSalts(count: number, randomBytes: RandomBytes): string[] {
  const bytes = randomBytes(count * saltBytes);
  return Array.from({ length: count }, (_, index) =>
    encodeBase64url(bytes.subarray(index * saltBytes, (index + 1) * saltBytes)),
  );
}

/** RFC 9901 4.2.1: base64url of the JSON array of salt, name and value. */
export function encodeDisclosure(salt: string, name: string, value: unknown): string {
  return encodeBase64url(encodeUtf8(`["${salt}",${JSON.stringify(name)},${JSON.stringify(value)}]`));
}

/**
 * RFC 9901 7.1 step 3: an array of salt and value, or of salt, name and value.
 * @throws malformed
 */
export function parseDisclosure(encoded: string): Disclosure {
  const limits = { lengthMax: disclosureLengthMax, depthMax: 16 };
  const value = parseStrictJson(decodeBase64url(encoded), limits);
  if (!Array.isArray(value)) throw new DomainError('malformed', { field: 'disclosure' });
  const parts = value as readonly JsonValue[];
  const [salt, second = null, third = null] = parts;
  if (typeof salt !== 'string') throw new DomainError('malformed', { field: 'salt' });
  if (parts.length === 2) return { encoded, name: undefined, value: second };
  if (parts.length !== 3 || typeof second !== 'string') {
    throw new DomainError('malformed', { field: 'disclosure' });
  }
  return { encoded, name: second, value: third };
}
