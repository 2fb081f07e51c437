import {
  createCipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';

/** A key store of Credo's kind over Node's crypto: P-256, ES256, and JWE by ECDH-ES with AES-GCM (RFC 7518). */
export class NodeKeys {
  backend = 'node';
  #keys = new Map();

  isOperationSupported(_context, { operation, algorithm, keyAgreement }) {
    if (operation === 'sign' || operation === 'verify') return algorithm === 'ES256';
    if (operation === 'encrypt') return keyAgreement?.algorithm === 'ECDH-ES';
    return operation === 'createKey' || operation === 'deleteKey' || operation === 'randomBytes';
  }

  randomBytes(_context, { length }) {
    return new Uint8Array(randomBytes(length));
  }

  async getPublicKey(_context, keyId) {
    return this.#keys.get(keyId)?.publicJwk ?? null;
  }

  async createKey(_context, { keyId = randomUUID() }) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: keyId };
    this.#keys.set(keyId, { privateKey, publicJwk });
    return { keyId, publicJwk };
  }

  async deleteKey(_context, { keyId }) {
    return this.#keys.delete(keyId);
  }

  async sign(_context, { keyId, data }) {
    const { privateKey } = this.#keys.get(keyId);
    const key = { key: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
    return { signature: new Uint8Array(sign('sha256', data, { ...key, dsaEncoding: 'ieee-p1363' })) };
  }

  async verify(_context, { key, data, signature }) {
    const publicJwk = key.publicJwk ?? this.#keys.get(key.keyId)?.publicJwk;
    const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
    const verified = verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    return verified ? { verified, publicJwk } : { verified };
  }

  async encrypt(_context, { key: { keyAgreement }, data, encryption }) {
    const { privateKey } = this.#keys.get(keyAgreement.keyId);
    const publicKey = createPublicKey({ key: keyAgreement.externalPublicJwk, format: 'jwk' });
    const bytes = encryption.algorithm === 'A128GCM' ? 16 : 32;
    const key = deriveKey(
      diffieHellman({ privateKey, publicKey }),
      encryption.algorithm,
      bytes,
      keyAgreement,
    );
    const iv = randomBytes(12);
    const cipher = createCipheriv(bytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
    cipher.setAAD(encryption.aad);
    const encrypted = Buffer.concat([cipher.update(data), cipher.final()]);
    return { encrypted, iv, tag: cipher.getAuthTag() };
  }
}

/** RFC 7518 4.6.2, one round of Concat KDF. */
function deriveKey(secret, algorithm, bytes, { apu, apv }) {
  const number = (value) => {
    const out = Buffer.alloc(4);
    out.writeUInt32BE(value);
    return out;
  };
  const field = (data) => Buffer.concat([number(Buffer.byteLength(data)), Buffer.from(data)]);
  const info = [field(algorithm), field(apu ?? ''), field(apv ?? ''), number(bytes * 8)];
  return createHash('sha256')
    .update(Buffer.concat([number(1), secret, ...info]))
    .digest()
    .subarray(0, bytes);
}
