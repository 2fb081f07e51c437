import type { P256PublicJwk, Sha256 } from '../deps.ts';
import { decodeBase64url } from '../encoding/base64url.ts';
import { encodeHex } from '../encoding/hex.ts';
import { jwkThumbprint, parseP256Jwk } from '../encoding/jwk.ts';
import { parseStrictJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { isProtocolUrl } from '../openid4vci/credential-offer.ts';

/** Where a trust list is and by which key it is signed: what a person adds to a wallet, by link, QR or file. */
export type TrustReference = {
  readonly trustList: string;
  readonly key: P256PublicJwk;
};

const textLengthMax = 1_048_576;

/** The wallet's link for a trust list; what it carries stands behind `#`, so that no server sees it. */
export function createTrustLink(walletOrigin: string, { trustList, key }: TrustReference): string {
  return `${walletOrigin}/trust#trust_list=${encodeURIComponent(trustList)}&key=${key.x}.${key.y}`;
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readFile(text: string): { trustList: unknown; key: P256PublicJwk } {
  const { trustList, anchor } = parseStrictJsonObject(text, { lengthMax: textLengthMax, depthMax: 16 });
  return { trustList, key: parseP256Jwk(anchor) };
}

function readLink(text: string): { trustList: unknown; key: P256PublicJwk } {
  const parameters = new URLSearchParams(text.slice(text.search(/[?#]/) + 1));
  const lists = parameters.getAll('trust_list');
  const keys = parameters.getAll('key');
  const [x = '', y = '', ...more] = (keys[0] ?? '').split('.');
  if (lists.length !== 1 || keys.length !== 1 || more.length > 0) refuse('link');
  return { trustList: lists[0], key: parseP256Jwk({ kty: 'EC', crv: 'P-256', x, y }) };
}

/**
 * Reads what a link, a QR or a file (`mleg trust`) says about a trust list.
 * @param options.allowInsecureLocalhost takes http on localhost, for a demonstration
 * @throws malformed
 */
export function parseTrustReference(
  text: string,
  options: { readonly allowInsecureLocalhost: boolean },
): TrustReference {
  if (text.length > textLengthMax) refuse('length');
  const { trustList, key } = text.trimStart().startsWith('{') ? readFile(text) : readLink(text.trim());
  if (typeof trustList !== 'string' || !isProtocolUrl(trustList, options)) return refuse('trust_list');
  return { trustList, key };
}

/** A key's fingerprint as two people compare it: SHA-256 of its thumbprint's members (RFC 7638), hexadecimal in fours. */
export function fingerprintOf(key: P256PublicJwk, deps: { readonly sha256: Sha256 }): string {
  const hex = encodeHex(decodeBase64url(jwkThumbprint(key, deps.sha256))).toUpperCase();
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}
