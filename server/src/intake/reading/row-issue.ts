import type { Guess } from '../guess-book.ts';

/** What a report says of a row; docs/integration-api.md tells programs. */
export const rowCodes = [
  'required',
  'too_long',
  'invalid_input',
  'date_invalid',
  'date_impossible',
  'country_invalid',
  'email_invalid',
  'personal_id_invalid',
  'personal_id_taken',
  'birth_date_mismatch',
  'external_id_is_pesel',
  'paper_id_number_taken',
  'duplicate_row',
  'id_differs',
  'pupil_unknown',
  'other_person',
  'quote',
  'cells_over',
  'wrong_state',
  'conflict',
  'homonym',
  'name_changed',
  'paper_id_number_changed',
  'paper_id_shortened',
  'date_unusual',
  'pesel_zero_restored',
  'name_order_assumed',
  'name_note',
  'guardian_email_shared',
  'document_not_kept',
  'valid_until_assumed',
  'issue_date_missing',
  'paper_id_number_missing',
  'paper_id_number_is_date',
  'column_ignored',
] as const;
export type RowCode = (typeof rowCodes)[number];

/** What is wrong with a row; its message is for the person who mends the file. */
export type RowIssue = { readonly field: string | null; readonly code: RowCode; readonly message: string };

/** Error while a row is read or applied; carries what the report will say. */
export class RowError extends Error {
  readonly issue: RowIssue;
  /** Whom the register has, where the row clashes with a record. */
  readonly who: string | undefined;
  /** What it tells of a personal number. */
  readonly guess: Guess | undefined;

  constructor(
    field: string | null,
    code: RowCode,
    message: string,
    { who, guess }: { who?: string; guess?: Guess } = {},
  ) {
    super(code);
    this.name = 'RowError';
    this.issue = { field, code, message };
    this.who = who;
    this.guess = guess;
  }
}
