import { m } from '@mleg/i18n/messages';
import type { WalletProblem } from './wallet-error.ts';

const WORDS: Readonly<Record<WalletProblem, () => string>> = {
  offline: m.wallet_problem_offline,
  server: m.wallet_problem_server,
  not_an_offer: m.wallet_problem_not_an_offer,
  offer_unknown: m.wallet_problem_offer_unknown,
  offer_used: m.wallet_problem_offer_used,
  offer_expired: m.wallet_problem_offer_expired,
  offer_locked: m.wallet_problem_offer_locked,
  offer_replaced: m.wallet_problem_offer_replaced,
  typed_code_wrong: m.wallet_problem_typed_code_wrong,
  too_many_tries: m.wallet_problem_too_many_tries,
  code_wrong: m.wallet_problem_code_wrong,
  denied: m.wallet_problem_denied,
  untrusted_issuer: m.wallet_problem_untrusted_issuer,
  not_genuine: m.wallet_problem_not_genuine,
  other_kind: m.wallet_problem_other_kind,
  storage: m.wallet_problem_storage,
  request_broken: m.wallet_problem_request_broken,
  request_expired: m.wallet_problem_request_expired,
  check_code_wrong: m.wallet_problem_check_code_wrong,
  nothing_fitting: m.wallet_problem_nothing_fitting,
  verifier_refused: m.wallet_problem_verifier_refused,
};

/** What happened and what to do, in the person's language. */
export function problemWords(problem: WalletProblem): string {
  return WORDS[problem]();
}
