import { dateToDays } from '../calendar/days.ts';
import type { P256PublicJwk, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { decodeUtf8, isEqualBytes } from '../encoding/bytes.ts';
import { isSameKey } from '../encoding/jwk.ts';
import { DomainError } from '../errors.ts';
import type { CertificateExtensions } from './certificate-extensions.ts';
import { readCertificateExtensions } from './certificate-extensions.ts';
import type { DerElement } from './der.ts';
import {
  derTag,
  ecdsaDerToRaw,
  readDerChildren,
  readDerContent,
  readDerOid,
  readDerSequence,
  readDerTime,
} from './der.ts';

/** What we read of one X.509 v3 certificate with a P-256 key. */
export type LeafCertificate = CertificateExtensions & {
  readonly key: P256PublicJwk;
  /** First and last second of validity, epoch seconds. */
  readonly notBeforeAt: number;
  readonly notAfterAt: number;
  /** The subject's common name; undefined when it has none. */
  readonly commonName: string | undefined;
  /** The organisation in the subject; undefined when it names none. */
  readonly organization: string | undefined;
  /** Issuer and subject say the same name. */
  readonly isSelfIssued: boolean;
  /** The names as they are encoded, to compare one certificate's issuer with another's subject. */
  readonly issuerName: Uint8Array;
  readonly subjectName: Uint8Array;
  /** What the certification authority signed, and its signature: r and s; undefined by another algorithm than ES256. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array | undefined;
};

/** Why a certificate is refused; each a rule of RFC 5280 or HAIP. */
export type LeafCertificateReason =
  | 'malformed'
  | 'self_signed'
  | 'is_ca'
  | 'key_usage'
  | 'extended_key_usage'
  | 'critical_extension'
  | 'san'
  | 'signature'
  | 'not_yet_valid'
  | 'expired';

/** The outcome: the key that may sign, or why it may not. */
export type LeafCertificateFinding =
  | {
      readonly ok: true;
      readonly key: P256PublicJwk;
      readonly notBeforeAt: number;
      readonly notAfterAt: number;
    }
  | { readonly ok: false; readonly reason: LeafCertificateReason };

const certificateBytesMax = 4096;
const ecPublicKey = '1.2.840.10045.2.1';
const prime256v1 = '1.2.840.10045.3.1.7';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonNameOid = '2.5.4.3';
const organizationOid = '2.5.4.10';
const utf8StringTag = 0x0c;
const printableStringTag = 0x13;

/** Purposes that have nothing to do with signing an ID or a request: code, mail, time stamps, revocation answers. */
const otherPurposes = ['3', '4', '8', '9'].map((last) => `1.3.6.1.5.5.7.3.${last}`);

function refuse(): never {
  throw new DomainError('malformed', { field: 'certificate' });
}

/** SubjectPublicKeyInfo (RFC 5480 2): an uncompressed point on P-256. */
function readKey(element: DerElement | undefined): P256PublicJwk {
  const [algorithm, bits] = readDerChildren(element);
  const [type, curve] = readDerChildren(algorithm);
  if (readDerOid(type) !== ecPublicKey || readDerOid(curve) !== prime256v1) refuse();
  const point = readDerContent(bits, derTag.bitString);
  if (point.length !== 66 || point[0] !== 0 || point[1] !== 4) refuse();
  return {
    kty: 'EC',
    crv: 'P-256',
    x: encodeBase64url(point.subarray(2, 34)),
    y: encodeBase64url(point.subarray(34)),
  };
}

/** One attribute of a Name (RFC 5280 4.1.2.6); undefined unless there is exactly one, in UTF-8 or printable characters. */
function readNamePart(subject: DerElement, oid: string): string | undefined {
  const attributes = readDerChildren(subject).flatMap(({ content }) => readDerSequence(content));
  const values = attributes
    .map((attribute) => readDerChildren(attribute))
    .filter(([type]) => readDerOid(type) === oid)
    .map(([, value]) => value);
  const [value] = values;
  const isText = value?.tag === utf8StringTag || value?.tag === printableStringTag;
  return values.length === 1 && isText ? decodeUtf8(value.content) : undefined;
}

/** The two places that name the algorithm must agree (RFC 5280 4.1.1.2). */
function readSignature(
  algorithm: DerElement | undefined,
  innerAlgorithm: DerElement | undefined,
  bits: Uint8Array,
): Uint8Array | undefined {
  const oid = readDerOid(readDerChildren(algorithm)[0]);
  if (oid !== readDerOid(readDerChildren(innerAlgorithm)[0]) || bits[0] !== 0) refuse();
  return oid === ecdsaWithSha256 ? ecdsaDerToRaw(bits.subarray(1)) : undefined;
}

/**
 * Reads one certificate without trusting it.
 * @param der the whole certificate, at most 4 KB
 * @throws malformed for anything but an X.509 v3 certificate of a P-256 key
 */
export function parseLeafCertificate(der: Uint8Array): LeafCertificate {
  if (der.length > certificateBytesMax) refuse();
  const [certificate, ...extra] = readDerSequence(der);
  const [tbs, algorithm, signature, ...more] = readDerChildren(certificate);
  if (tbs === undefined || extra.length > 0 || more.length > 0) refuse();
  const [version, , innerAlgorithm, issuer, validity, subject, key, ...tail] = readDerChildren(tbs);
  const v3 = readDerContent(version, derTag.context0);
  if (v3.at(-1) !== 2 || issuer === undefined || subject === undefined) refuse();
  const [notBefore, notAfter] = readDerChildren(validity);
  return {
    key: readKey(key),
    notBeforeAt: readDerTime(notBefore, dateToDays),
    notAfterAt: readDerTime(notAfter, dateToDays),
    commonName: readNamePart(subject, commonNameOid),
    organization: readNamePart(subject, organizationOid),
    isSelfIssued: isEqualBytes(issuer.whole, subject.whole),
    issuerName: issuer.whole,
    subjectName: subject.whole,
    ...readCertificateExtensions(tail.find(({ tag }) => tag === derTag.context3)),
    signedBytes: tbs.whole,
    signature: readSignature(algorithm, innerAlgorithm, readDerContent(signature, derTag.bitString)),
  };
}

/**
 * Why a certificate may not sign IDs or requests, whoever vouches for it (RFC 5280 4.2; HAIP 6.1.1); undefined: it may.
 */
export function findLeafReason(leaf: LeafCertificate): LeafCertificateReason | undefined {
  if (leaf.isSelfIssued) return 'self_signed';
  if (leaf.isCa) return 'is_ca';
  if (!leaf.hasDigitalSignature) return 'key_usage';
  if (leaf.hasUnknownCritical) return 'critical_extension';
  const isForOther = leaf.purposes?.every((purpose) => otherPurposes.includes(purpose)) === true;
  return isForOther ? 'extended_key_usage' : undefined;
}

function tryParse(der: Uint8Array): LeafCertificate | undefined {
  try {
    return parseLeafCertificate(der);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function findProfileReason(
  leaf: LeafCertificate,
  caKey: P256PublicJwk,
  issuer: string,
): LeafCertificateReason | undefined {
  // HAIP 6.1.1: neither self-signed nor the anchor itself.
  if (isSameKey(leaf.key, caKey)) return 'self_signed';
  return findLeafReason(leaf) ?? (leaf.sanUris.includes(issuer) ? undefined : 'san');
}

/**
 * Checks one leaf directly under its operator's certification authority (RFC 5280 6.1 for a path of one; HAIP 6.1.1).
 * @param der the leaf out of `x5c`
 * @param caKey the anchor's key from the trust list
 * @param issuer the credential issuer identifier that the leaf's URI must be
 * @param nowAt epoch seconds
 */
export async function verifyLeafCertificate(
  der: Uint8Array,
  caKey: P256PublicJwk,
  issuer: string,
  nowAt: number,
  deps: { readonly verifyEs256: VerifyEs256 },
): Promise<LeafCertificateFinding> {
  const leaf = tryParse(der);
  if (leaf === undefined) return { ok: false, reason: 'malformed' };
  const reason = findProfileReason(leaf, caKey, issuer);
  if (reason !== undefined) return { ok: false, reason };
  const { signature } = leaf;
  if (signature === undefined || !(await deps.verifyEs256(caKey, leaf.signedBytes, signature))) {
    return { ok: false, reason: 'signature' };
  }
  const { key, notBeforeAt, notAfterAt } = leaf;
  if (nowAt < notBeforeAt) return { ok: false, reason: 'not_yet_valid' };
  if (nowAt > notAfterAt) return { ok: false, reason: 'expired' };
  return { ok: true, key, notBeforeAt, notAfterAt };
}
