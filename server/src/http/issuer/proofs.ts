import { decodeBase64url } from '@mleg/core/encoding/base64url';
import { jwkThumbprint } from '@mleg/core/encoding/jwk';
import { verifyProofJwt } from '@mleg/core/openid4vci/proof-jwt';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import type { VerifiedProofs } from '../../service/issuing/issue-credential.ts';

/**
 * Verifies all proofs of a request; each names another key (OpenID4VCI 1.0 section 8.3: one credential for each key).
 * @param expected `audience`: the credential issuer identifier
 * @throws ProtocolError invalid_proof
 */
export async function verifyProofs(
  proofJwts: readonly string[],
  expected: { readonly audience: string; readonly nowAt: number },
): Promise<VerifiedProofs> {
  const thumbprints = new Set<string>();
  const nonces = new Set<string>();
  const keys: VerifiedProofs['keys'][number][] = [];
  for (const proof of proofJwts) {
    const { key, nonce } = await verifyProofJwt(proof, expected, verifyEs256);
    const thumbprint = jwkThumbprint(key, sha256);
    if (thumbprints.has(thumbprint)) throw new ProtocolError('invalid_proof', 'two proofs are by one key');
    thumbprints.add(thumbprint);
    nonces.add(nonce);
    keys.push({ jwk: key, thumbprint: decodeBase64url(thumbprint) });
  }
  return { keys, nonces: [...nonces] };
}
