import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import type { P256PublicJwk, Sha256, SignEs256, VerifyEs256 } from '../deps.ts';

/** A P-256 key pair for tests, with a signer. */
export type TestKey = {
  readonly jwk: P256PublicJwk;
  readonly sign: SignEs256;
  readonly privateJwk: Record<string, unknown>;
};

export function newTestKey(): TestKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateJwk = privateKey.export({ format: 'jwk' }) as Record<string, unknown>;
  const { x, y } = privateJwk as { x: string; y: string };
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: (data) => new Uint8Array(sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })),
    privateJwk,
  };
}

export const verifyEs256: VerifyEs256 = (jwk, data, signature) => {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
};

export const sha256: Sha256 = (data) => new Uint8Array(createHash('sha256').update(data).digest());
