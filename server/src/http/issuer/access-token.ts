import { type VerifiedDpopProof, verifyDpopProof } from '@mleg/core/openid4vci/dpop';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import type { FastifyRequest } from 'fastify';
import { sha256, verifyEs256 } from '../../keys/es256.ts';

const DEPS = { verify: verifyEs256, sha256 };
const AUTHORIZATION = /^(Bearer|DPoP) ([A-Za-z0-9._-]{1,64})$/i;

export type PresentedToken = { readonly accessToken: string; readonly dpop: VerifiedDpopProof | null };

/**
 * Verifies the DPoP proof of a request; null when it has none. That its `jti` is new is seen to in the database, in
 * the step's own transaction.
 * @param url `htu`
 */
export async function readDpopProof(
  request: FastifyRequest,
  url: string,
  nowAt: number,
  accessToken?: string,
): Promise<VerifiedDpopProof | null> {
  const proof = request.headers['dpop'];
  if (proof === undefined) return null;
  // RFC 9449 4.3: exactly one. Node joins a header that came twice by a comma, which no JWT contains.
  if (typeof proof !== 'string') throw new ProtocolError('invalid_dpop_proof', 'one proof is due');
  return verifyDpopProof(proof, { method: request.method, url, accessToken, nowAt }, DEPS);
}

/** The token of a request with what proves its sender (RFC 6750 2.1, RFC 9449 7.1). */
export async function readAccessToken(
  request: FastifyRequest,
  url: string,
  nowAt: number,
): Promise<PresentedToken> {
  const [, scheme = '', accessToken = ''] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  if (accessToken === '') throw new ProtocolError('invalid_token', 'the access token is missing');
  if (scheme.toLowerCase() === 'bearer') return { accessToken, dpop: null };
  const dpop = await readDpopProof(request, url, nowAt, accessToken);
  if (dpop === null) throw new ProtocolError('invalid_dpop_proof', 'the proof is missing');
  return { accessToken, dpop };
}

/** What the database said about the token. */
export function refuseToken(outcome: 'invalid_token' | 'dpop_replayed'): ProtocolError {
  return outcome === 'invalid_token'
    ? new ProtocolError('invalid_token', 'the access token is unknown, expired or bound to another key')
    : new ProtocolError('invalid_dpop_proof', 'the proof was used before');
}
