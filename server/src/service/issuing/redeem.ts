import { hash } from 'node:crypto';
import type { VerifiedDpopProof } from '@mleg/core/openid4vci/dpop';
import { type RedeemOutcome, redeemCode } from '../../store/issuing.ts';
import { hashHandle, newHandle, parseHandle, txCodeMac, writeHandle } from './codes.ts';
import { type IssuingDeps, TOKEN_SECONDS } from './protocol.ts';

/** Why a code gave no token. */
export type RedeemRefusal = Exclude<RedeemOutcome, 'ok'>;

export type Redemption =
  | { readonly outcome: 'ok'; readonly accessToken: string; readonly expiresInSeconds: number }
  | { readonly outcome: RedeemRefusal };

/**
 * Token request with the pre-authorized code grant. Wrong tries are counted in the database, behind a lock on the
 * offer; the answer to a wrong, an expired and a used code is the same.
 * @param request `txCode` undefined when none was sent
 */
export async function redeem(
  deps: IssuingDeps,
  request: { preAuthorizedCode: string; txCode: string | undefined; dpop: VerifiedDpopProof | null },
): Promise<Redemption> {
  const code = parseHandle(request.preAuthorizedCode);
  if (code === undefined) return { outcome: 'invalid_grant' };
  const { school, tag } = code;
  const nowAt = deps.now();
  const token = newHandle(school, tag);
  const outcome = await redeemCode(deps.store, {
    school,
    tag,
    codeHash: hashHandle(code),
    txCodeMac: request.txCode === undefined ? null : txCodeMac(deps.vault, school, request.txCode),
    tokenHash: hashHandle(token),
    dpopJkt: request.dpop?.jkt ?? null,
    jtiHash: jtiHashOf(request.dpop),
    nowAt,
    tokenExpiresAt: nowAt + TOKEN_SECONDS,
  });
  if (outcome !== 'ok') return { outcome };
  return { outcome, accessToken: writeHandle(token), expiresInSeconds: TOKEN_SECONDS };
}

/** RFC 9449 11.1: a proof is used once; its identifier is unique within its key. */
export function jtiHashOf(dpop: VerifiedDpopProof | null): Buffer | null {
  return dpop === null ? null : hash('sha256', `${dpop.jkt}|${dpop.jti}`, 'buffer');
}
