import { m } from '@mleg/i18n/messages';
import type { WalletProblem } from './wallet-error.ts';

type Words = (inputs: { host: string }) => string;

const WORDS: Readonly<Record<WalletProblem, Words>> = {
  offline: m.wallet_problem_offline,
  unreachable: m.wallet_problem_unreachable,
  unreadable: m.wallet_problem_unreadable,
  server: m.wallet_problem_server,
  clock: m.wallet_problem_clock,
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
  token_over: m.wallet_problem_token_over,
  already_here: m.wallet_problem_already_here,
  other_phone: m.wallet_problem_other_phone,
  phones_max: m.wallet_problem_phones_max,
  suspended_by_school: m.wallet_problem_suspended_by_school,
  reported_lost: m.wallet_problem_reported_lost,
  app_refused: m.wallet_problem_app_refused,
  untrusted_issuer: m.wallet_problem_untrusted_issuer,
  not_genuine: m.wallet_problem_not_genuine,
  other_kind: m.wallet_problem_other_kind,
  storage: m.wallet_problem_storage,
  request_broken: m.wallet_problem_request_broken,
  request_expired: m.wallet_problem_request_expired,
  check_code_wrong: m.wallet_problem_check_code_wrong,
  nothing_fitting: m.wallet_problem_nothing_fitting,
  verifier_refused: m.wallet_problem_verifier_refused,
  answer_lost: m.wallet_problem_answer_lost,
  not_a_trust_list: m.wallet_problem_not_a_trust_list,
  trust_list_wrong: m.wallet_problem_trust_list_wrong,
};

/**
 * What happened and what to do, in the person's language.
 * @param host whose server it is about
 */
export function problemWords(problem: WalletProblem, host = ''): string {
  return WORDS[problem]({ host });
}
