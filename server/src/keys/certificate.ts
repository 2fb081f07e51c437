import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** What stands in a certificate of ours. Keys are P-256. */
export type CertificateContent = {
  readonly commonName: string;
  readonly issuerName: string;
  readonly publicKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
  readonly notBeforeAt: number;
  readonly notAfterAt: number;
  /** A CA signs leaves only (path length 0); a leaf signs data. */
  readonly ca: boolean;
  /** Names of a leaf: the issuer identifier or client as URI, its host as DNS name. */
  readonly uri?: string;
  readonly dns?: string;
};

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

/**
 * Makes an X.509 version 3 certificate (RFC 5280), signed with ES256. Used when keys are made, once in the life of a server:
 * whoever calls imports this module then.
 * @returns DER
 */
export function createCertificate(content: CertificateContent, issuerKey: KeyObject): Buffer {
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bytesOf(serialNumber()),
    signature: signatureAlgorithm,
    issuer: name(content.issuerName),
    validity: new Validity({
      notBefore: new Date(content.notBeforeAt * 1000),
      notAfter: new Date(content.notAfterAt * 1000),
    }),
    subject: name(content.commonName),
    subjectPublicKeyInfo: AsnConvert.parse(spkiOf(content.publicKey), SubjectPublicKeyInfo),
    extensions: new Extensions(extensions(content)),
  });
  const signed = Buffer.from(AsnConvert.serialize(tbsCertificate));
  const signatureValue = bytesOf(sign('sha256', signed, issuerKey));
  return Buffer.from(
    AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue })),
  );
}

/** RFC 5280 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

function name(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function extensions(content: CertificateContent): Extension[] {
  const issuerId = new KeyIdentifier(keyId(content.issuerPublicKey));
  const usage = content.ca
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature;
  const list = [
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(content.publicKey))),
    extension(id_ce_authorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier: issuerId })),
    extension(id_ce_keyUsage, true, new KeyUsage(usage)),
    extension(
      id_ce_basicConstraints,
      true,
      new BasicConstraints(content.ca ? { cA: true, pathLenConstraint: 0 } : {}),
    ),
  ];
  const names = [
    ...(content.dns === undefined ? [] : [new GeneralName({ dNSName: content.dns })]),
    ...(content.uri === undefined ? [] : [new GeneralName({ uniformResourceIdentifier: content.uri })]),
  ];
  if (names.length > 0) list.push(extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names)));
  return list;
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** RFC 5280 4.2.1.2 method 1: SHA-1 of the public key's bits, an identifier and no protection. */
function keyId(key: KeyObject): ArrayBuffer {
  const spki = spkiOf(key);
  return bytesOf(
    createHash('sha1')
      .update(spki.subarray(spki.length - 65))
      .digest(),
  );
}

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
/** The bytes alone: a Buffer may lie in a larger piece of memory. */
const bytesOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
