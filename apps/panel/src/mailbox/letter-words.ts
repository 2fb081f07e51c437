import type { LetterClue, LetterRow, LetterTab } from '@mleg/contract/mailbox';
import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { m } from '@mleg/i18n/messages';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;

export const letterTabWords: Words<LetterTab> = {
  to_confirm: m.panel_letter_tab_to_confirm,
  questions: m.panel_letter_tab_questions,
  done: m.panel_letter_tab_done,
};
export const intentWords: Words<LetterRow['intent']> = {
  issue: m.panel_intent_issue,
  photo_only: m.panel_intent_photo_only,
  reissue: m.panel_intent_reissue,
  revoke: m.panel_intent_revoke,
  objection: m.panel_intent_objection,
  data_change: m.panel_intent_data_change,
  duplicate_card: m.panel_intent_duplicate_card,
  question: m.panel_intent_question,
  no_action: m.panel_intent_no_action,
};
export const mailboxProblemWords: Words<MailboxProblem> = {
  folder_missing: m.panel_mailbox_problem_folder_missing,
  folder_not_readable: m.panel_mailbox_problem_folder_not_readable,
  host_unknown: m.panel_mailbox_problem_host_unknown,
  connection_refused: m.panel_mailbox_problem_connection_refused,
  tls_failed: m.panel_mailbox_problem_tls_failed,
  login_refused: m.panel_mailbox_problem_login_refused,
  timed_out: m.panel_mailbox_problem_timed_out,
  other: m.panel_mailbox_problem_other,
};
const CLUE_PLACES: Words<LetterClue['where']> = {
  subject: m.panel_clue_in_subject,
  body: m.panel_clue_in_body,
  file: m.panel_clue_in_file,
  sender: m.panel_clue_in_sender,
  account: m.panel_clue_in_account,
};
const CLUES: Words<LetterClue['what']> = {
  name: m.panel_clue_name,
  surname: m.panel_clue_surname,
  given_name: m.panel_clue_given_name,
  class: m.panel_clue_class,
  guardian: m.panel_clue_guardian,
};

/** „w temacie: imię i nazwisko” */
export function clueText({ where, what, agrees }: LetterClue): string {
  const said = `${CLUE_PLACES[where]()}: ${CLUES[what]()}`;
  return agrees ? said : `${said} – ${m.panel_clue_differs()}`;
}

/** Letters that ask for a case; the others lead to the pupil's page. */
export function asksForCase({ intent, decision }: Pick<LetterRow, 'intent' | 'decision'>): boolean {
  return decision !== 'urgent_revoke' && ['issue', 'photo_only', 'reissue', 'no_action'].includes(intent);
}

/** What a row says of whose the letter is. */
export function whoText(letter: LetterRow): string {
  if (letter.decision === 'urgent_revoke') return m.panel_letter_urgent();
  if (letter.pupilCount > 1) return m.panel_letter_several({ count: letter.pupilCount });
  if (letter.pupil === null) return m.panel_letter_who_unknown();
  const { agreed, of } = letter.clues;
  return m.panel_letter_clues({ agreed, of });
}
