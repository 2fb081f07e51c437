import { encodeBase64url } from '../encoding/base64url.ts';
import { DomainError } from '../errors.ts';
import type { DerElement } from './der.ts';
import { derTag, readDerChildren, readDerContent, readDerOid, readDerSequence } from './der.ts';

/** What the extensions of a certificate say (RFC 5280 4.2), as far as it matters here. */
export type CertificateExtensions = {
  readonly isCa: boolean;
  /** Most authorities that may stand below this one; undefined: no limit is set. */
  readonly pathLength: number | undefined;
  readonly hasDigitalSignature: boolean;
  readonly hasCertSign: boolean;
  /** URIs of the subject's alternative names. */
  readonly sanUris: readonly string[];
  /** DNS names of the subject's alternative names. */
  readonly sanDnsNames: readonly string[];
  /** What the key is for; undefined: nothing is said, so anything. */
  readonly purposes: readonly string[] | undefined;
  /** Key identifier of the authority that signed it, base64url; undefined where it names none. */
  readonly authorityKeyId: string | undefined;
  /** An extension is marked critical that we do not understand. */
  readonly hasUnknownCritical: boolean;
};

type Found = { -readonly [Name in keyof CertificateExtensions]: CertificateExtensions[Name] };

const uriNameTag = 0x86;
const dnsNameTag = 0x82;
const keyIdentifierTag = 0x80;
const namesMax = 100;
/** Qualifiers that RFC 5280 4.2.1.4 knows: a practice statement's address, a notice to the user. */
const policyQualifiers = ['1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2'];

function refuse(): never {
  throw new DomainError('malformed', { field: 'certificate' });
}

/** The elements of the one SEQUENCE that an extension's value is. */
function readItems(value: Uint8Array): DerElement[] {
  const [sequence, ...extra] = readDerSequence(value);
  return extra.length === 0 ? readDerChildren(sequence) : refuse();
}

/** BasicConstraints (4.2.1.9): an empty sequence means no authority, which then has no path length either. */
function readBasicConstraints(value: Uint8Array, found: Found): void {
  const [first, second] = readItems(value);
  const flag = first?.tag === derTag.boolean ? first : undefined;
  found.isCa = flag !== undefined && flag.content[0] !== 0;
  const length = flag === undefined ? first : second;
  if (length === undefined) return;
  const [byte = refuse(), ...more] = readDerContent(length, derTag.integer);
  if (!found.isCa || byte >= 0x80 || more.length > 0) refuse();
  found.pathLength = byte;
}

/** KeyUsage (4.2.1.3): digitalSignature is the first bit, keyCertSign the sixth. */
function readKeyUsage(value: Uint8Array, found: Found): void {
  const [bits] = readDerSequence(value);
  const [, usage = 0] = readDerContent(bits, derTag.bitString);
  found.hasDigitalSignature = (usage & 0x80) !== 0;
  found.hasCertSign = (usage & 0x04) !== 0;
}

function readSubjectAltName(value: Uint8Array, found: Found): void {
  const names = readItems(value);
  if (names.length === 0 || names.length > namesMax) refuse();
  const ofKind = (kind: number): string[] =>
    names.filter(({ tag }) => tag === kind).map(({ content }) => String.fromCharCode(...content));
  found.sanUris = ofKind(uriNameTag);
  found.sanDnsNames = ofKind(dnsNameTag);
}

/** ExtKeyUsage (4.2.1.12): at least one purpose. */
function readExtKeyUsage(value: Uint8Array, found: Found): void {
  const purposes = readItems(value).map(readDerOid);
  if (purposes.length === 0 || purposes.length > namesMax) refuse();
  found.purposes = purposes;
}

/**
 * CertificatePolicies (4.2.1.4). We ask for no policy in particular, so any will do; what a critical one qualifies must be
 * understood.
 */
function readPolicies(value: Uint8Array, found: Found, isCritical: boolean): void {
  const policies = readItems(value).map((policy) => readDerChildren(policy));
  const ids = policies.map(([id]) => readDerOid(id));
  if (ids.length === 0 || new Set(ids).size !== ids.length) refuse();
  const qualifiers = policies.flatMap(([, list]) => (list === undefined ? [] : readDerChildren(list)));
  const kinds = qualifiers.map((qualifier) => readDerOid(readDerChildren(qualifier)[0]));
  if (isCritical && kinds.some((kind) => !policyQualifiers.includes(kind))) found.hasUnknownCritical = true;
}

/** AuthorityKeyIdentifier (4.2.1.1). */
function readAuthorityKeyId(value: Uint8Array, found: Found): void {
  const id = readItems(value).find(({ tag }) => tag === keyIdentifierTag);
  found.authorityKeyId = id === undefined ? undefined : encodeBase64url(id.content);
}

type Reader = (value: Uint8Array, found: Found, isCritical: boolean) => void;

/** What we understand. Name constraints are not here: they bind authorities only, and a leaf that has them is none. */
const readers: Readonly<Record<string, Reader>> = {
  '2.5.29.15': readKeyUsage,
  '2.5.29.17': readSubjectAltName,
  '2.5.29.19': readBasicConstraints,
  '2.5.29.32': readPolicies,
  '2.5.29.35': readAuthorityKeyId,
  '2.5.29.37': readExtKeyUsage,
};

/**
 * Reads the extensions.
 * @param element the field of a certificate that holds them; a certificate without any is refused
 * @throws malformed
 */
export function readCertificateExtensions(element: DerElement | undefined): CertificateExtensions {
  const found: Found = {
    isCa: false,
    pathLength: undefined,
    hasDigitalSignature: false,
    hasCertSign: false,
    sanUris: [],
    sanDnsNames: [],
    purposes: undefined,
    authorityKeyId: undefined,
    hasUnknownCritical: false,
  };
  const [sequence] = readDerSequence(readDerContent(element, derTag.context3));
  const seen = new Set<string>();
  for (const extension of readDerChildren(sequence)) {
    const [id, flag, ...rest] = readDerChildren(extension);
    const oid = readDerOid(id);
    // 4.2: one of a kind.
    if (seen.has(oid) || rest.length > 1) refuse();
    seen.add(oid);
    const isFlagged = rest.length === 1;
    const isCritical = isFlagged && readDerContent(flag, derTag.boolean)[0] !== 0;
    const value = readDerContent(isFlagged ? rest[0] : flag, derTag.octetString);
    const read = Object.hasOwn(readers, oid) ? readers[oid] : undefined;
    if (read !== undefined) read(value, found, isCritical);
    else if (isCritical) found.hasUnknownCritical = true;
  }
  return found;
}
