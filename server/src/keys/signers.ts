import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import { access, mkdir, open } from 'node:fs/promises';
import type { P256PublicJwk } from '@mleg/core/deps';
import { kidOf } from '@mleg/core/encoding/jwk';
import { sha256 } from './es256.ts';
import { keyFileError, readKeyFile, refusal, signersFile } from './key-file.ts';

/**
 * One signing key. The key material stays behind `sign`: a file now, a PKCS#11 module later, with the same port.
 */
export type Signer = {
  /** First 8 bytes of the RFC 7638 thumbprint, base64url. */
  readonly kid: string;
  readonly publicJwk: P256PublicJwk;
  /** Certificate chain as base64 DER (RFC 7515 4.1.6), the leaf first, without the anchor. */
  readonly x5c: readonly string[];
  /** End of the certificate, epoch seconds. */
  readonly notAfterAt: number;
  /** ES256: r and s, 64 bytes. */
  readonly sign: (data: Uint8Array) => Uint8Array;
};

export type Signers = {
  /** Credentials and status lists: one key, because some wallets insist. */
  readonly issuer: Signer;
  /** Request objects of the verifier. */
  readonly verifier: Signer;
  /** The trust list; its key is the anchor that wallets and verifiers pin. */
  readonly trustList: Signer;
  /** DER of the operator's CA, the anchor that the trust list names. */
  readonly caCertificate: Buffer;
  readonly caKey: P256PublicJwk;
};

export type SignerNames = {
  readonly operatorName: string;
  readonly issuerIdentifier: string;
  readonly verifierOrigin: string;
};

const DAY_SECONDS = 86_400;
const CA_DAYS = 3650;
const LEAF_DAYS = 825;
/** A phone's clock may be a little behind. */
const BACKDATE_SECONDS = 3600;

type StoredKey = { readonly privateKey: string; readonly certificate: string };
type KeyFile = {
  readonly ca: StoredKey;
  readonly issuer: StoredKey;
  readonly verifier: StoredKey;
  readonly trustList: StoredKey;
};

/**
 * Loads the keys of `folder`, or makes them there at the first start (files 0600).
 * @param nowAt epoch seconds, for the certificates' validity
 * @throws KeyFileError for a file that cannot be read or is not one of ours
 */
export async function loadSigners(folder: string, names: SignerNames, nowAt: number): Promise<Signers> {
  const path = signersFile(folder);
  const isThere = await access(path).then(
    () => true,
    // Only where there is none is one made: a file that cannot be seen at the moment must not be taken for none.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  if (!isThere) {
    const made = await createKeyFile(names, nowAt);
    await writePrivate(folder, path, JSON.stringify(made)).catch((error: unknown) => {
      throw keyFileError(error, path, WORDS);
    });
    return signersOf(made);
  }
  const text = await readKeyFile(path, WORDS);
  try {
    return signersOf(JSON.parse(text) as KeyFile);
  } catch (cause) {
    throw refusal(path, WORDS, 'does not hold the signing keys', cause);
  }
}

const WORDS = {
  name: 'The file of the signing keys',
  todo: 'MLEG_SIGNER_FOLDER must name the folder of this server’s signing keys, which its user may read and write. If it has run before, put the folder back from your copy: phones and verifiers know these keys and no others.',
};

/** The keys of a key file's content. */
export function signersOf(file: KeyFile): Signers {
  return {
    issuer: signerOf(file.issuer),
    verifier: signerOf(file.verifier),
    trustList: signerOf(file.trustList),
    caCertificate: Buffer.from(file.ca.certificate, 'base64'),
    caKey: publicJwkOf(createPrivateKey(file.ca.privateKey)),
  };
}

/** Writes a secret file that only its owner reads; never replaces one. */
export async function writePrivate(folder: string, path: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

type CreateCertificate = typeof import('./certificate.ts')['createCertificate'];

async function createKeyFile(names: SignerNames, nowAt: number): Promise<KeyFile> {
  // Certificates are written once in the life of a server: no start after that loads what writes them.
  const { createCertificate } = await import('./certificate.ts');
  const caName = `${names.operatorName} CA`;
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validity = (days: number): { notBeforeAt: number; notAfterAt: number } => ({
    notBeforeAt: nowAt - BACKDATE_SECONDS,
    notAfterAt: nowAt + days * DAY_SECONDS,
  });
  const leaf = (commonName: string, uri: string): StoredKey => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = createCertificate(
      {
        commonName,
        issuerName: caName,
        publicKey: pair.publicKey,
        issuerPublicKey: ca.publicKey,
        ...validity(LEAF_DAYS),
        ca: false,
        uri,
        dns: new URL(uri).hostname,
      },
      ca.privateKey,
    );
    return stored(pair.privateKey, certificate);
  };
  const list = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    ca: stored(ca.privateKey, selfSigned(createCertificate, caName, ca, validity(CA_DAYS))),
    issuer: leaf(names.operatorName, names.issuerIdentifier),
    verifier: leaf(`${names.operatorName} (kontrola)`, names.verifierOrigin),
    trustList: stored(
      list.privateKey,
      selfSigned(createCertificate, `${names.operatorName} trust list`, list, validity(CA_DAYS)),
    ),
  };
}

function selfSigned(
  createCertificate: CreateCertificate,
  commonName: string,
  pair: { publicKey: KeyObject; privateKey: KeyObject },
  validity: { notBeforeAt: number; notAfterAt: number },
): Buffer {
  return createCertificate(
    {
      commonName,
      issuerName: commonName,
      publicKey: pair.publicKey,
      issuerPublicKey: pair.publicKey,
      ...validity,
      ca: true,
    },
    pair.privateKey,
  );
}

function stored(privateKey: KeyObject, certificate: Buffer): StoredKey {
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.toString('base64'),
  };
}

function signerOf(key: StoredKey): Signer {
  const privateKey = createPrivateKey(key.privateKey);
  const publicJwk = publicJwkOf(privateKey);
  const certificate = new X509Certificate(Buffer.from(key.certificate, 'base64'));
  const options = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return {
    kid: kidOf(publicJwk, sha256),
    publicJwk,
    x5c: [key.certificate],
    notAfterAt: Math.floor(certificate.validToDate.getTime() / 1000),
    sign: (data) => sign('sha256', data, options),
  };
}

function publicJwkOf(privateKey: KeyObject): P256PublicJwk {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty: 'EC', crv: 'P-256', x, y };
}
