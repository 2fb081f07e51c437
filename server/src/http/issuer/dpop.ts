import { hash } from 'node:crypto';
import { jwkThumbprint, parseP256Jwk } from '@mleg/core/encoding/jwk';
import { isNumericDate, parseJwt } from '@mleg/core/encoding/jwt';
import { DomainError } from '@mleg/core/errors';
import type { FastifyRequest } from 'fastify';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import type { VerifiedDpop } from '../../service/issuing/protocol.ts';
import { OAuthError } from '../kit/oauth-error.ts';

const PROOF_LENGTH_MAX = 4096;
const JTI_LENGTH_MAX = 128;
/** RFC 9449 11.1: a short time; phones' clocks are set by the network but not all. */
const WINDOW_SECONDS = 300;

export type DpopTarget = {
  /** `htu`: the endpoint without query and fragment. */
  readonly url: string;
  readonly nowAt: number;
  /** At a resource the proof must name the token (`ath`), and the refusal is 401. */
  readonly accessToken?: string;
};

/**
 * Verifies the proof of a request (RFC 9449 4.3); null when the request has none. That its `jti` is new is seen to
 * in the database, in the step's own transaction.
 */
export function verifyDpop(request: FastifyRequest, target: DpopTarget): VerifiedDpop | null {
  const proof = request.headers['dpop'];
  if (proof === undefined) return null;
  const atResource = target.accessToken !== undefined;
  // Node joins a header that came twice by a comma, which no JWT contains.
  if (typeof proof !== 'string')
    throw new OAuthError('invalid_dpop_proof', 'one DPoP proof only', { atResource });
  try {
    return check(proof, target, request.method);
  } catch (cause) {
    if (cause instanceof OAuthError || cause instanceof DomainError) {
      throw new OAuthError('invalid_dpop_proof', cause instanceof OAuthError ? cause.message : 'malformed', {
        cause,
        atResource,
      });
    }
    throw cause;
  }
}

function check(proof: string, target: DpopTarget, method: string): VerifiedDpop {
  const { header, payload, signedBytes, signature } = parseJwt(proof, PROOF_LENGTH_MAX);
  if (header['typ'] !== 'dpop+jwt') refuse('typ');
  if (header['alg'] !== 'ES256') refuse('alg');
  if (header['crit'] !== undefined) refuse('crit');
  const jwk = parseP256Jwk(header['jwk']);
  const { htm, htu, iat, jti, ath } = payload;
  if (htm !== method) refuse('htm');
  if (htu !== target.url) refuse('htu');
  if (!isNumericDate(iat) || Math.abs(iat - target.nowAt) > WINDOW_SECONDS) refuse('iat');
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > JTI_LENGTH_MAX) refuse('jti');
  if (target.accessToken !== undefined && ath !== hashOf(target.accessToken)) refuse('ath');
  if (!verifyEs256(jwk, signedBytes, signature)) refuse('signature');
  return { jkt: jwkThumbprint(jwk, sha256), jti };
}

function hashOf(accessToken: string): string {
  return hash('sha256', accessToken, 'base64url');
}

function refuse(what: string): never {
  throw new OAuthError('invalid_dpop_proof', what);
}
