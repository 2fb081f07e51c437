import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { problemText } from '@mleg/ui/problem-text';
import type { Issue } from './kinds.ts';

const TEXTS: Readonly<Record<string, () => string>> = {
  required: m.panel_issue_required,
  date_invalid: m.panel_issue_date_invalid,
  country_invalid: m.panel_issue_country_invalid,
  too_long: m.panel_issue_too_long,
  email_invalid: m.panel_issue_email_invalid,
  duplicate_row: m.panel_issue_duplicate_row,
  id_differs: m.panel_issue_id_differs,
  pupil_unknown: m.panel_issue_pupil_unknown,
  homonym: m.panel_issue_homonym,
  name_note: m.panel_issue_name_note,
  valid_until_assumed: m.panel_issue_valid_until_assumed,
  column_ignored: m.panel_issue_column_ignored,
  issue_date_missing: m.panel_issue_issue_date_missing,
  conflict: m.panel_issue_conflict,
  other_person: m.panel_issue_other_person,
  name_changed: m.panel_issue_name_changed,
  paper_id_number_changed: m.panel_issue_paper_id_number_changed,
  paper_id_shortened: m.panel_issue_paper_id_shortened,
  valid_until_far: m.panel_issue_valid_until_far,
  pesel_zero_restored: m.panel_issue_pesel_zero_restored,
  quote: m.panel_issue_quote,
  cells_over: m.panel_issue_cells_over,
  paper_id_number_missing: m.panel_issue_paper_id_number_missing,
  paper_id_number_is_date: m.panel_issue_paper_id_number_is_date,
  encoding: m.panel_issue_encoding,
  class_spelling: m.panel_issue_class_spelling,
  birth_date_far: m.panel_issue_birth_date_far,
};

/** A sentence, and behind it the server's own where no other is known. */
export type IssueText = { readonly text: string; readonly polish?: string };

/** What is wrong with a row. The server's own sentence is Polish and the most exact; other languages go by the code. */
export function issueText({ code, message }: Pick<Issue, 'code' | 'message'>): IssueText {
  if (currentLocale() === 'pl' && message !== '') return { text: message };
  const known = TEXTS[code]?.();
  if (known !== undefined) return { text: known };
  const problem = problemText(code);
  if (problem !== problemText('fault')) return { text: problem };
  return message === ''
    ? { text: m.panel_issue_conflict() }
    : { text: m.panel_issue_other(), polish: message };
}
