import type { P256PublicJwk, SignEs256 } from '../deps.ts';
import { decodeBase64url } from '../encoding/base64url.ts';
import { concatBytes, encodeUtf8 } from '../encoding/bytes.ts';

/** Certificates for tests, written by hand so that every rule can be broken. */

/** One DER element. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concatBytes(Uint8Array.of(tag, ...head), content);
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
const oids = {
  ecPublicKey: [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1],
  prime256v1: [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
  secp384r1: [0x2b, 0x81, 4, 0, 0x22],
  netscapeComment: [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1, 13],
  ecdsaWithSha384: [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
  commonName: [0x55, 4, 3],
  keyUsage: [0x55, 0x1d, 15],
  subjectAltName: [0x55, 0x1d, 17],
  basicConstraints: [0x55, 0x1d, 19],
  nameConstraints: [0x55, 0x1d, 30],
} as const;
const oid = (name: keyof typeof oids): Uint8Array => der(0x06, Uint8Array.from(oids[name]));
const boolean = (value: boolean): Uint8Array => der(0x01, Uint8Array.of(value ? 255 : 0));

function integer(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const short = bytes.subarray(from);
  return der(0x02, (short[0] ?? 0) >= 128 ? concatBytes(Uint8Array.of(0), short) : short);
}

function time(at: number): Uint8Array {
  const text = new Date(at * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return text < '2050' ? der(0x17, encodeUtf8(text.slice(2))) : der(0x18, encodeUtf8(text));
}

const name = (text: string): Uint8Array =>
  sequence(der(0x31, sequence(oid('commonName'), der(0x0c, encodeUtf8(text)))));

function extension(type: keyof typeof oids, value: Uint8Array, isCritical = false): Uint8Array {
  return sequence(oid(type), ...(isCritical ? [boolean(true)] : []), der(0x04, value));
}

/** An extension of any kind. @param type object identifier, its bytes */
export function createExtension(type: readonly number[], value: Uint8Array, isCritical = false): Uint8Array {
  return sequence(der(0x06, Uint8Array.from(type)), ...(isCritical ? [boolean(true)] : []), der(0x04, value));
}

/** ExtKeyUsage of purposes below 1.3.6.1.5.5.7.3. */
export function createExtKeyUsage(purposes: readonly number[], isCritical = true): Uint8Array {
  const ids = purposes.map((last) => der(0x06, Uint8Array.of(0x2b, 6, 1, 5, 5, 7, 3, last)));
  return createExtension([0x55, 0x1d, 37], sequence(...ids), isCritical);
}

/** CertificatePolicies with one policy of our own and, where given, a qualifier below 1.3.6.1.5.5.7.2. */
export function createPolicies(qualifier?: number, isCritical = true): Uint8Array {
  const id = der(0x06, Uint8Array.of(0x2b, 6, 1, 4, 1, 1));
  const qualifiers =
    qualifier === undefined
      ? []
      : [
          sequence(
            sequence(
              der(0x06, Uint8Array.of(0x2b, 6, 1, 5, 5, 7, 2, qualifier)),
              der(0x16, encodeUtf8('https://ca.example/cps')),
            ),
          ),
        ];
  return createExtension([0x55, 0x1d, 32], sequence(sequence(id, ...qualifiers)), isCritical);
}

/** AuthorityKeyIdentifier. */
export function createAuthorityKeyId(id: Uint8Array): Uint8Array {
  return createExtension([0x55, 0x1d, 35], sequence(der(0x80, id)));
}

/** What a certificate of the fixture says; all of it may be wrong. */
export type CertificateOptions = {
  readonly key: P256PublicJwk;
  readonly sign: SignEs256;
  readonly issuerName?: string;
  readonly subjectName?: string;
  readonly uri?: string;
  readonly dns?: string;
  readonly notBeforeAt: number;
  readonly notAfterAt: number;
  /** First byte of the key usage bits; undefined leaves the extension out. */
  readonly keyUsage?: number | undefined;
  readonly isCa?: boolean;
  /** Path length of an authority. */
  readonly pathLength?: number;
  /** Extensions besides the usual ones. */
  readonly more?: readonly Uint8Array[];
  /** Says that it was signed by ECDSA with SHA-384. */
  readonly isOtherAlgorithm?: boolean;
  /** Leaves the alternative names out. */
  readonly hasNoNames?: boolean;
  /** A critical extension that nobody here understands. */
  readonly hasNameConstraints?: boolean;
  readonly repeatsKeyUsage?: boolean;
  /** Says another curve than P-256. */
  readonly isOtherCurve?: boolean;
  /** What stands before the point's coordinates: no unused bits, uncompressed. */
  readonly pointHead?: readonly number[];
  /** A padding that makes the certificate longer. */
  readonly extraBytes?: number;
};

function createExtensions(options: CertificateOptions): Uint8Array {
  const { uri = 'http://localhost:8080', keyUsage, isCa = false } = options;
  const usage =
    keyUsage === undefined ? [] : [extension('keyUsage', der(0x03, Uint8Array.of(0, keyUsage)), true)];
  const names = sequence(
    ...(options.dns === undefined ? [] : [der(0x82, encodeUtf8(options.dns))]),
    ...(uri === '' && options.dns !== undefined ? [] : [der(0x86, encodeUtf8(uri))]),
  );
  return der(
    0xa3,
    sequence(
      extension(
        'basicConstraints',
        sequence(
          ...(isCa ? [boolean(true)] : []),
          ...(options.pathLength === undefined ? [] : [integer(Uint8Array.of(options.pathLength))]),
        ),
        true,
      ),
      ...usage,
      ...(options.repeatsKeyUsage === true ? usage : []),
      ...(options.hasNoNames === true ? [] : [extension('subjectAltName', names)]),
      ...(options.more ?? []),
      ...(options.extraBytes === undefined
        ? []
        : [extension('netscapeComment', new Uint8Array(options.extraBytes))]),
      ...(options.hasNameConstraints === true ? [extension('nameConstraints', sequence(), true)] : []),
    ),
  );
}

/** An X.509 v3 certificate; DER. */
export async function createCertificate(options: CertificateOptions): Promise<Uint8Array> {
  const algorithm = sequence(oid(options.isOtherAlgorithm === true ? 'ecdsaWithSha384' : 'ecdsaWithSha256'));
  const point = concatBytes(
    Uint8Array.from(options.pointHead ?? [0, 4]),
    decodeBase64url(options.key.x),
    decodeBase64url(options.key.y),
  );
  const tbs = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    integer(Uint8Array.of(1, 2, 3)),
    algorithm,
    name(options.issuerName ?? 'Test CA'),
    sequence(time(options.notBeforeAt), time(options.notAfterAt)),
    name(options.subjectName ?? 'Test issuer'),
    sequence(
      sequence(oid('ecPublicKey'), oid(options.isOtherCurve === true ? 'secp384r1' : 'prime256v1')),
      der(0x03, point),
    ),
    createExtensions(options),
  );
  const raw = await options.sign(tbs);
  const signature = sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return sequence(tbs, algorithm, der(0x03, concatBytes(Uint8Array.of(0), signature)));
}
