import type { P256PublicJwk, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { decodeUtf8, isEqualBytes } from '../encoding/bytes.ts';
import { isSameKey } from '../encoding/jwk.ts';
import { DomainError } from '../errors.ts';
import { dateToDays } from '../offline-qr/days.ts';
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

/** What we read of one X.509 v3 certificate with a P-256 key, signed by ECDSA with SHA-256. */
export type LeafCertificate = {
  readonly key: P256PublicJwk;
  /** First and last second of validity, epoch seconds. */
  readonly notBeforeAt: number;
  readonly notAfterAt: number;
  readonly isCa: boolean;
  readonly hasDigitalSignature: boolean;
  /** URIs of the subject's alternative names. */
  readonly sanUris: readonly string[];
  /** DNS names of the subject's alternative names. */
  readonly sanDnsNames: readonly string[];
  /** The subject's common name; undefined when it has none. */
  readonly commonName: string | undefined;
  /** Issuer and subject say the same name. */
  readonly isSelfIssued: boolean;
  /** An extension is marked critical that we do not understand. */
  readonly hasUnknownCritical: boolean;
  /** What the certification authority signed, and its signature: r and s. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
};

/** Why a certificate is refused; each a rule of RFC 5280 or HAIP. */
export type LeafCertificateReason =
  | 'malformed'
  | 'self_signed'
  | 'is_ca'
  | 'key_usage'
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
const keyUsageOid = '2.5.29.15';
const subjectAltNameOid = '2.5.29.17';
const basicConstraintsOid = '2.5.29.19';
const commonNameOid = '2.5.4.3';
const uriNameTag = 0x86;
const dnsNameTag = 0x82;
const utf8StringTag = 0x0c;
const printableStringTag = 0x13;

type Extensions = Pick<
  LeafCertificate,
  'isCa' | 'hasDigitalSignature' | 'sanUris' | 'sanDnsNames' | 'hasUnknownCritical'
>;

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

/** BasicConstraints (RFC 5280 4.2.1.9): an empty sequence means no authority. */
function readIsCa(value: Uint8Array): boolean {
  const [sequence] = readDerSequence(value);
  const [flag] = readDerChildren(sequence);
  return flag?.tag === derTag.boolean && flag.content[0] !== 0;
}

/** KeyUsage (RFC 5280 4.2.1.3): digitalSignature is the first bit. */
function readHasDigitalSignature(value: Uint8Array): boolean {
  const [bits] = readDerSequence(value);
  const content = readDerContent(bits, derTag.bitString);
  return ((content[1] ?? 0) & 0x80) !== 0;
}

function readSanNames(value: Uint8Array, nameTag: number): string[] {
  const [names] = readDerSequence(value);
  return readDerChildren(names)
    .filter(({ tag }) => tag === nameTag)
    .map(({ content }) => String.fromCharCode(...content));
}

/** CommonName of a Name (RFC 5280 4.1.2.6); undefined unless there is exactly one, in UTF-8 or printable characters. */
function readCommonName(subject: DerElement): string | undefined {
  const attributes = readDerChildren(subject).flatMap(({ content }) => readDerSequence(content));
  const values = attributes
    .map((attribute) => readDerChildren(attribute))
    .filter(([type]) => readDerOid(type) === commonNameOid)
    .map(([, value]) => value);
  const [value] = values;
  const isText = value?.tag === utf8StringTag || value?.tag === printableStringTag;
  return values.length === 1 && isText ? decodeUtf8(value.content) : undefined;
}

function readExtensions(element: DerElement | undefined): Extensions {
  const found = {
    isCa: false,
    hasDigitalSignature: false,
    sanUris: [] as string[],
    sanDnsNames: [] as string[],
    hasUnknownCritical: false,
  };
  const [sequence] = readDerSequence(readDerContent(element, derTag.context3));
  const seen = new Set<string>();
  for (const extension of readDerChildren(sequence)) {
    const parts = readDerChildren(extension);
    const oid = readDerOid(parts[0]);
    const value = readDerContent(parts.at(-1), derTag.octetString);
    // RFC 5280 4.2: one of a kind.
    if (seen.has(oid)) refuse();
    seen.add(oid);
    if (oid === basicConstraintsOid) found.isCa = readIsCa(value);
    else if (oid === keyUsageOid) found.hasDigitalSignature = readHasDigitalSignature(value);
    else if (oid === subjectAltNameOid) {
      found.sanUris = readSanNames(value, uriNameTag);
      found.sanDnsNames = readSanNames(value, dnsNameTag);
    } else if (parts.length === 3) found.hasUnknownCritical = true;
  }
  return found;
}

/**
 * Reads one certificate without trusting it.
 * @param der the whole certificate, at most 4 KB
 * @throws malformed for anything but an X.509 v3 certificate of a P-256 key signed by ECDSA with SHA-256
 */
export function parseLeafCertificate(der: Uint8Array): LeafCertificate {
  if (der.length > certificateBytesMax) refuse();
  const [certificate, ...extra] = readDerSequence(der);
  const [tbs, algorithm, signature, ...more] = readDerChildren(certificate);
  if (tbs === undefined || extra.length > 0 || more.length > 0) refuse();
  const [version, , innerAlgorithm, issuer, validity, subject, key, ...tail] = readDerChildren(tbs);
  const v3 = readDerContent(version, derTag.context0);
  const signatureBits = readDerContent(signature, derTag.bitString);
  const isRefused =
    v3.at(-1) !== 2 ||
    readDerOid(readDerChildren(algorithm)[0]) !== ecdsaWithSha256 ||
    readDerOid(readDerChildren(innerAlgorithm)[0]) !== ecdsaWithSha256 ||
    issuer === undefined ||
    subject === undefined ||
    signatureBits[0] !== 0;
  if (isRefused) refuse();
  const [notBefore, notAfter] = readDerChildren(validity);
  return {
    key: readKey(key),
    notBeforeAt: readDerTime(notBefore, dateToDays),
    notAfterAt: readDerTime(notAfter, dateToDays),
    commonName: readCommonName(subject),
    isSelfIssued: isEqualBytes(issuer.whole, subject.whole),
    ...readExtensions(tail.find(({ tag }) => tag === derTag.context3)),
    signedBytes: tbs.whole,
    signature: ecdsaDerToRaw(signatureBits.subarray(1)),
  };
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
  if (leaf.isSelfIssued || isSameKey(leaf.key, caKey)) return 'self_signed';
  if (leaf.isCa) return 'is_ca';
  if (!leaf.hasDigitalSignature) return 'key_usage';
  if (leaf.hasUnknownCritical) return 'critical_extension';
  return leaf.sanUris.includes(issuer) ? undefined : 'san';
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
  if (!(await deps.verifyEs256(caKey, leaf.signedBytes, leaf.signature))) {
    return { ok: false, reason: 'signature' };
  }
  const { key, notBeforeAt, notAfterAt } = leaf;
  if (nowAt < notBeforeAt) return { ok: false, reason: 'not_yet_valid' };
  if (nowAt > notAfterAt) return { ok: false, reason: 'expired' };
  return { ok: true, key, notBeforeAt, notAfterAt };
}
