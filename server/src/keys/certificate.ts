import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der.ts';

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
const SUBJECT_KEY_ID = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY_ID = '2.5.29.35';

/**
 * Makes an X.509 version 3 certificate (RFC 5280), signed with ES256.
 * @returns DER
 */
export function createCertificate(content: CertificateContent, issuerKey: KeyObject): Buffer {
  const algorithm = der.sequence(der.objectId(ECDSA_WITH_SHA256));
  const toSign = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(serialNumber()),
    algorithm,
    name(content.issuerName),
    der.sequence(der.time(content.notBeforeAt), der.time(content.notAfterAt)),
    name(content.commonName),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions(content))),
  );
  const signature = sign('sha256', toSign, issuerKey);
  return der.sequence(toSign, algorithm, der.bitString(signature));
}

/** RFC 5280 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

function name(commonName: string): Buffer {
  return der.sequence(der.setOf(der.sequence(der.objectId(COMMON_NAME), der.utf8String(commonName))));
}

function extensions(content: CertificateContent): Buffer[] {
  const list = [
    extension(SUBJECT_KEY_ID, false, der.octetString(keyId(content.publicKey))),
    extension(AUTHORITY_KEY_ID, false, der.sequence(der.implicit(0, keyId(content.issuerPublicKey)))),
    // keyCertSign and cRLSign for the CA, digitalSignature for a leaf.
    extension(
      KEY_USAGE,
      true,
      content.ca ? der.bitString(Buffer.from([0x06]), 1) : der.bitString(Buffer.from([0x80]), 7),
    ),
    extension(
      BASIC_CONSTRAINTS,
      true,
      content.ca ? der.sequence(der.booleanTrue(), der.integer(Buffer.from([0]))) : der.sequence(),
    ),
  ];
  const names = [
    ...(content.dns === undefined ? [] : [der.implicit(2, Buffer.from(content.dns, 'ascii'))]),
    ...(content.uri === undefined ? [] : [der.implicit(6, Buffer.from(content.uri, 'ascii'))]),
  ];
  if (names.length > 0) list.push(extension(SUBJECT_ALT_NAME, false, der.sequence(...names)));
  return list;
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.objectId(id), ...(critical ? [der.booleanTrue()] : []), der.octetString(value));
}

/** RFC 5280 4.2.1.2 method 1: SHA-1 of the public key's bits, an identifier and no protection. */
function keyId(key: KeyObject): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' });
  return createHash('sha1')
    .update(spki.subarray(spki.length - 65))
    .digest();
}
