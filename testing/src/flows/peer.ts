import {
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  verify,
  X509Certificate,
} from 'node:crypto';
import {
  type CallbackContext,
  clientAuthenticationAnonymous,
  type JweEncryptor,
  type Jwk,
} from '@openid4vc/oauth2';
import type { FastifyInstance } from 'fastify';
import type { HolderKey } from './holder.ts';

/** Callbacks of the @openid4vc wallet libraries, with no code of ours: Node's crypto, and JWE written out by RFC 7518. */

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

/**
 * Listens on free ports.
 * @returns where each origin is listened at, and a fetch that finds a face under the origin that its documents name
 */
export async function serve(
  faces: Readonly<Record<string, FastifyInstance>>,
): Promise<{ readonly places: Readonly<Record<string, string>>; readonly fetchUrl: typeof fetch }> {
  const places: Record<string, string> = {};
  for (const [origin, face] of Object.entries(faces)) {
    places[origin] = await face.listen({ port: 0, host: 'localhost' });
  }
  const fetchUrl: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const place = places[url.origin];
    if (place === undefined) throw new Error(`nothing listens at ${url.origin}`);
    return fetch(`${place}${url.pathname}${url.search}`, init);
  };
  return { places, fetchUrl };
}

/** ES256 over a compact JWS, by Node. */
export function verifyBy(jwk: object, compact: string): boolean {
  const at = compact.lastIndexOf('.');
  const key = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
  const signature = Buffer.from(compact.slice(at + 1), 'base64url');
  return verify('sha256', Buffer.from(compact.slice(0, at)), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** RFC 7518 4.6.2: Concat KDF, one round. */
function deriveKey(secret: Buffer, enc: string, bytes: number): Buffer {
  const field = (data: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(data));
    return Buffer.concat([length, Buffer.from(data)]);
  };
  const number = (value: number): Buffer => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(value);
    return out;
  };
  const info = [field(enc), field(''), field(''), number(bytes * 8)];
  return createHash('sha256')
    .update(Buffer.concat([number(1), secret, ...info]))
    .digest()
    .subarray(0, bytes);
}

/** RFC 7516 5.1 with ECDH-ES and AES-GCM. */
function encrypt({ publicJwk, enc }: JweEncryptor, plain: string): string {
  const bytes = enc === 'A128GCM' ? 16 : 32;
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey({ key: publicJwk as Record<string, string>, format: 'jwk' });
  const epk = own.publicKey.export({ format: 'jwk' });
  const header = base64url(JSON.stringify({ alg: 'ECDH-ES', enc, kid: publicJwk.kid, epk }));
  const key = deriveKey(diffieHellman({ privateKey: own.privateKey, publicKey }), enc, bytes);
  const iv = randomBytes(12);
  const cipher = createCipheriv(bytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [header, '', base64url(iv), base64url(text), base64url(cipher.getAuthTag())].join('.');
}

/** @param keys of the wallet; a signature is made by the one that is asked for */
export function peerCallbacks(fetchUrl: typeof fetch, keys: readonly HolderKey[]): CallbackContext {
  return {
    fetch: fetchUrl,
    hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
    generateRandom: (length) => randomBytes(length),
    clientAuthentication: clientAuthenticationAnonymous(),
    signJwt: (signer, { header, payload }) => {
      const jwk = signer.method === 'jwk' ? signer.publicJwk : undefined;
      const key = keys.find(({ jwk: own }) => own.x === jwk?.x);
      if (jwk === undefined || key === undefined) throw new Error('asked to sign by another key');
      const text = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`;
      return { jwt: `${text}.${base64url(key.sign(Buffer.from(text)))}`, signerJwk: jwk };
    },
    verifyJwt: (signer, { compact }) => {
      const [leaf = ''] = signer.method === 'x5c' ? signer.x5c : [];
      const jwk = new X509Certificate(Buffer.from(leaf, 'base64')).publicKey.export({ format: 'jwk' }) as Jwk;
      return verifyBy(jwk, compact) ? { verified: true, signerJwk: jwk } : { verified: false };
    },
    encryptJwe: (encryptor, plain) => ({
      encryptionJwk: encryptor.publicJwk,
      jwe: encrypt(encryptor, plain),
    }),
    decryptJwe: () => ({ decrypted: false }),
    getX509CertificateMetadata: (certificate) => {
      const names = new X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName ?? '';
      const of = (kind: string): string[] =>
        names
          .split(', ')
          .filter((name) => name.startsWith(kind))
          .map((name) => name.slice(kind.length));
      return { sanDnsNames: of('DNS:'), sanUriNames: of('URI:') };
    },
  };
}
