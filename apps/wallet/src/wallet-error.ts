/** Why something could not be done, each with its own sentence (problem-words.ts). */
export type WalletProblem =
  | 'offline'
  | 'unreachable'
  | 'unreadable'
  | 'server'
  | 'clock'
  | 'not_an_offer'
  | 'offer_unknown'
  | 'offer_used'
  | 'offer_expired'
  | 'offer_locked'
  | 'offer_replaced'
  | 'typed_code_wrong'
  | 'too_many_tries'
  | 'code_wrong'
  | 'denied'
  | 'token_over'
  | 'already_here'
  | 'other_phone'
  | 'phones_max'
  | 'suspended_by_school'
  | 'reported_lost'
  | 'app_refused'
  | 'untrusted_issuer'
  | 'not_genuine'
  | 'other_kind'
  | 'storage'
  | 'request_broken'
  | 'request_expired'
  | 'check_code_wrong'
  | 'nothing_fitting'
  | 'verifier_refused'
  | 'answer_lost'
  | 'not_a_trust_list'
  | 'trust_list_wrong';

/** An expected failure. */
export class WalletError extends Error {
  readonly problem: WalletProblem;
  /** Whose server it is about, where the sentence names it. */
  readonly host: string | undefined;

  constructor(problem: WalletProblem, options: ErrorOptions & { readonly host?: string | undefined } = {}) {
    super(problem, options);
    this.name = 'WalletError';
    this.problem = problem;
    this.host = options.host;
  }
}

/** Any failure as one of ours: what nobody expected is the server's or ours, and said so. */
export function toWalletError(cause: unknown): WalletError {
  if (cause instanceof WalletError) return cause;
  const isStorage = cause instanceof DOMException && cause.name !== 'AbortError';
  return new WalletError(isStorage ? 'storage' : 'server', { cause });
}
