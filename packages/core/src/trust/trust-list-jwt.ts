import type { P256PublicJwk, SignEs256, VerifyEs256 } from '../deps.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64url.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { createJwt, isNumericDate, parseJwt } from '../encoding/jwt.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import type { TrustList, TrustListContent, TrustOperator, TrustSigner } from './trust-list.ts';
import { indexTrustList } from './trust-list.ts';

/** `typ` of the token; served as application/trust-list+jwt. */
export const trustListTyp = 'trust-list+jwt';
/** A country's 23,000 schools as operators of their own would still fit. */
const trustListLengthMax = 33_554_432;

/** Why a trust list is refused. */
export type TrustListReason = 'malformed' | 'typ' | 'alg' | 'signature' | 'expired' | 'not_yet_valid';

/** The outcome. */
export type TrustListVerification =
  | { readonly ok: true; readonly list: TrustList }
  | { readonly ok: false; readonly reason: TrustListReason };

const skewSeconds = 300;

function createOperator(operator: TrustOperator): Record<string, unknown> {
  return {
    issuer: operator.issuer,
    name: operator.name,
    caCertificate: encodeBase64(operator.caCertificate),
    caKey: operator.caKey,
    statusListBase: operator.statusListBase,
    rspo: operator.rspo,
    demo: operator.isDemo,
    ...(operator.authorityNote === undefined ? {} : { authorityNote: operator.authorityNote }),
    signers: operator.signers.map(({ kid, key, notAfterAt }) => ({ kid, key, notAfter: notAfterAt })),
  };
}

/**
 * Signs a trust list.
 * @param content the list; times in epoch seconds
 * @param kid key id of the list's signer (`kidOf`)
 * @returns a compact JWS of type `trust-list+jwt`
 */
export async function createTrustListJwt(
  content: TrustListContent,
  kid: string,
  sign: SignEs256,
): Promise<string> {
  const payload = {
    iss: content.iss,
    iat: content.issuedAt,
    exp: content.expiresAt,
    sequence: content.sequence,
    operators: content.operators.map(createOperator),
  };
  return await createJwt({ alg: 'ES256', typ: trustListTyp, kid }, payload, sign);
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readText(value: JsonValue | undefined, field: string): string {
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : refuse(field);
}

function readArray(value: JsonValue | undefined, field: string): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : refuse(field);
}

function readDate(value: JsonValue | undefined, field: string): number {
  return isNumericDate(value) ? value : refuse(field);
}

function parseSigner(value: JsonValue): TrustSigner {
  if (!isJsonObject(value)) refuse('signers');
  const { kid, key, notAfter } = value;
  return {
    kid: readText(kid, 'kid'),
    key: parseP256Jwk(key),
    notAfterAt: readDate(notAfter, 'notAfter'),
  };
}

function parseRspo(value: JsonValue | undefined): readonly string[] | 'all' {
  return value === 'all' ? value : readArray(value, 'rspo').map((number) => readText(number, 'rspo'));
}

function parseOperator(value: JsonValue): TrustOperator {
  if (!isJsonObject(value)) refuse('operators');
  const { issuer, name, caCertificate, caKey, statusListBase, rspo, demo, authorityNote, signers } = value;
  return {
    issuer: readText(issuer, 'issuer'),
    name: readText(name, 'name'),
    caCertificate: decodeBase64(
      typeof caCertificate === 'string' && caCertificate.length <= 8192
        ? caCertificate
        : refuse('caCertificate'),
    ),
    caKey: parseP256Jwk(caKey),
    statusListBase: readText(statusListBase, 'statusListBase'),
    rspo: parseRspo(rspo),
    isDemo: typeof demo === 'boolean' ? demo : refuse('demo'),
    authorityNote: authorityNote === undefined ? undefined : readText(authorityNote, 'authorityNote'),
    signers: readArray(signers, 'signers').map(parseSigner),
  };
}

function parseContent(payload: JsonObject): TrustListContent {
  const { iss, iat, exp, sequence, operators } = payload;
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0) refuse('sequence');
  return {
    iss: readText(iss, 'iss'),
    issuedAt: readDate(iat, 'iat'),
    expiresAt: readDate(exp, 'exp'),
    sequence,
    operators: readArray(operators, 'operators').map(parseOperator),
  };
}

/**
 * Parses a trust list without verifying it: for a list that this device has verified and stored before.
 * @throws malformed
 */
export function parseTrustListJwt(token: string): TrustList {
  return indexTrustList(parseContent(parseJwt(token, trustListLengthMax).payload));
}

/**
 * Verifies a trust list by the key that the verifier pins.
 * @param nowAt epoch seconds
 * @returns a value whatever the text is
 */
export async function verifyTrustListJwt(
  token: string,
  signerKey: P256PublicJwk,
  nowAt: number,
  deps: { readonly verifyEs256: VerifyEs256 },
): Promise<TrustListVerification> {
  try {
    const { header, payload, signedBytes, signature } = parseJwt(token, trustListLengthMax);
    const { typ, alg } = header;
    if (typ !== trustListTyp) return { ok: false, reason: 'typ' };
    if (alg !== 'ES256') return { ok: false, reason: 'alg' };
    if (!(await deps.verifyEs256(signerKey, signedBytes, signature)))
      return { ok: false, reason: 'signature' };
    const list = indexTrustList(parseContent(payload));
    if (nowAt >= list.expiresAt) return { ok: false, reason: 'expired' };
    if (list.issuedAt > nowAt + skewSeconds) return { ok: false, reason: 'not_yet_valid' };
    return { ok: true, list };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, reason: 'malformed' };
  }
}
