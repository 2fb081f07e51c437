import type { FastifyRequest } from 'fastify';
import type { VerifiedDpop } from '../../service/issuing/protocol.ts';
import { OAuthError } from '../kit/oauth-error.ts';
import { verifyDpop } from './dpop.ts';

export type PresentedToken = { readonly accessToken: string; readonly dpop: VerifiedDpop | null };

const AUTHORIZATION = /^(Bearer|DPoP) ([A-Za-z0-9._-]{1,64})$/i;

/** The token of a request with what proves its sender (RFC 6750 2.1, RFC 9449 7.1). */
export function readAccessToken(request: FastifyRequest, url: string, nowAt: number): PresentedToken {
  const [, scheme = '', accessToken = ''] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  if (accessToken === '') throw new OAuthError('invalid_token', 'access token missing');
  if (scheme.toLowerCase() === 'bearer') return { accessToken, dpop: null };
  const dpop = verifyDpop(request, { url, nowAt, accessToken });
  if (dpop === null) throw new OAuthError('invalid_dpop_proof', 'DPoP proof missing', { atResource: true });
  return { accessToken, dpop };
}

/** What the database said about the token, as an error; anything else passes through. */
export function refuseToken(outcome: 'invalid_token' | 'dpop_replayed'): OAuthError {
  return outcome === 'invalid_token'
    ? new OAuthError('invalid_token', 'access token unknown, expired or bound to another key')
    : new OAuthError('invalid_dpop_proof', 'DPoP proof used before', { atResource: true });
}
