import type { ImportReport } from '@mleg/contract/pupil';
import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { problemText } from '@mleg/ui/problem-text';

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
  valid_until_assumed: m.panel_issue_valid_until_assumed,
  column_ignored: m.panel_issue_column_ignored,
};

/** What is wrong with a row. The server's own sentence is Polish and the most exact; other languages go by the code. */
export function issueText({ code, message }: ImportReport['errors'][number]): string {
  if (currentLocale() === 'pl') return message;
  const text = TEXTS[code]?.() ?? problemText(code);
  return text === problemText('fault') ? message : text;
}
