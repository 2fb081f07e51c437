import { type OAuthError, parseOAuthError } from '@mleg/core/openid4vci/credential-request';
import type { Answer } from '../call.ts';
import { isClockWrong } from '../clock.ts';
import { WalletError, type WalletProblem } from '../wallet-error.ts';

/** What an issuer's refusals mean to the person who waits (OpenID4VCI 1.0 6.3, 8.3.1; RFC 6749 5.2; RFC 6750 3.1). */

type ProblemOf = (error: OAuthError) => WalletProblem | undefined;

/** Refusals that another code does not help against: the issuer wants what this app does not do. */
const beyondThisApp: readonly string[] = [
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_request',
  'invalid_credential_request',
  'unsupported_credential_type',
  'unknown_credential_configuration',
  'unknown_credential_identifier',
  'invalid_encryption_parameters',
];

/** Our own word beside the standard's code, where the issuer gives one. */
const problemOfReason: Readonly<Record<string, WalletProblem>> = {
  clock: 'clock',
  expired: 'offer_expired',
  other_phone: 'other_phone',
  phones_max: 'phones_max',
  suspended_by_school: 'suspended_by_school',
  reported_lost: 'reported_lost',
};

/** Refusals of the token step. */
export const tokenProblem: ProblemOf = ({ error }) =>
  error === 'invalid_grant' ? 'code_wrong' : error === 'slow_down' ? 'too_many_tries' : undefined;

/** Refusals of the credential step. Another issuer names the time of a proof in words only. */
export const credentialProblem: ProblemOf = ({ error, description = '' }) => {
  if (error === 'invalid_token' || error === 'invalid_nonce') return 'token_over';
  if (error === 'invalid_proof') return /\biat\b|\bclock\b/i.test(description) ? 'clock' : 'app_refused';
  return error === 'credential_request_denied' ? 'denied' : undefined;
};

/** What the issuer refused may be the fault of a phone that lives in another hour: that is said first. */
const mayBeClock: readonly WalletProblem[] = ['app_refused', 'token_over', 'denied'];

function problemOfRefusal(status: number, error: OAuthError, problemOf: ProblemOf): WalletProblem {
  const { reason = '' } = error;
  const named = Object.hasOwn(problemOfReason, reason) ? problemOfReason[reason] : undefined;
  const known = named ?? problemOf(error);
  if (known !== undefined) return known;
  if (status === 401) return 'token_over';
  return beyondThisApp.includes(error.error) ? 'app_refused' : 'server';
}

/** A refusal as a failure that has a sentence. */
export async function refusalOf(answer: Answer, problemOf: ProblemOf, url: string): Promise<WalletError> {
  const { host } = new URL(url);
  const { status, text } = answer;
  if (status === 429) return new WalletError('too_many_tries');
  const error = parseOAuthError(text);
  const problem = status >= 500 ? 'server' : problemOfRefusal(status, error, problemOf);
  const isClock = mayBeClock.includes(problem) && (await isClockWrong());
  return new WalletError(isClock ? 'clock' : problem, { host });
}

/** Worth one more try with a fresh nonce (8.3.1.2). */
export function isStaleNonce({ status, text }: Answer): boolean {
  return status === 400 && parseOAuthError(text).error === 'invalid_nonce';
}
