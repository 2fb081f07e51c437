import type { Sha256, SignEs256 } from '../deps.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { DomainError } from '../errors.ts';
import { nonceBytesMax, nonceBytesMin } from './limits.ts';
import { isTime } from './offline-cwt.ts';

/** The wallet's half of a code: when it was made, and that the bound device made it. */
export type HolderProof = {
  /** Epoch seconds by the wallet's clock. */
  readonly proofAt: number;
  /** ES256, r and s. */
  readonly signature: Uint8Array;
  /** Whether a verifier's nonce was signed too (strong mode). The nonce itself is not in the code. */
  readonly hasNonce: boolean;
};

const proofContext = 'MLEG1 holder proof';

/**
 * The bytes that the device key signs: deterministic CBOR of context, time, SHA-256 of the CWT and, in strong mode, the nonce.
 * @param nonce what the verifier showed, 16 to 32 bytes
 */
export function createProofBytes(
  cwt: Uint8Array,
  proofAt: number,
  sha256: Sha256,
  nonce?: Uint8Array,
): Uint8Array {
  const parts = [proofContext, proofAt, sha256(cwt)];
  return encodeCbor(nonce === undefined ? parts : [...parts, nonce]);
}

/**
 * Signs one moment's proof (wallet; every 10 s, `proofRefreshSeconds`).
 * @param input the CWT, the wallet's time in epoch seconds and, in strong mode, the verifier's nonce
 * @param deps SHA-256 and ES256 by the device key
 * @throws invalid_input for a time or nonce out of bounds
 */
export async function createHolderProof(
  input: { cwt: Uint8Array; nowAt: number; nonce?: Uint8Array },
  deps: { sha256: Sha256; sign: SignEs256 },
): Promise<HolderProof> {
  const { cwt, nonce } = input;
  const proofAt = Math.floor(input.nowAt);
  if (!isTime(proofAt)) throw new DomainError('invalid_input', { field: 'nowAt' });
  if (nonce !== undefined && (nonce.length < nonceBytesMin || nonce.length > nonceBytesMax)) {
    throw new DomainError('invalid_input', { field: 'nonce' });
  }
  const signature = await deps.sign(createProofBytes(cwt, proofAt, deps.sha256, nonce));
  return { proofAt, signature, hasNonce: nonce !== undefined };
}
