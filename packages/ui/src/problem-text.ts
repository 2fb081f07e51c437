import { m } from '@mleg/i18n/messages';

const TEXTS: Readonly<Record<string, () => string>> = {
  malformed: m.problem_malformed,
  unauthenticated: m.problem_unauthenticated,
  forbidden: m.problem_forbidden,
  not_found: m.problem_not_found,
  conflict: m.problem_conflict,
  rate_limited: m.problem_rate_limited,
  too_large: m.problem_too_large,
  unsupported_media_type: m.problem_unsupported_media_type,
  invalid_input: m.problem_invalid_input,
  unavailable: m.problem_unavailable,
  offer_closed: m.problem_offer_closed,
  personal_id_invalid: m.problem_personal_id_invalid,
  personal_id_taken: m.problem_personal_id_taken,
  birth_date_mismatch: m.problem_birth_date_mismatch,
  external_id_is_pesel: m.problem_external_id_is_pesel,
  paper_id_number_taken: m.problem_paper_id_number_taken,
  paper_id_missing: m.problem_paper_id_missing,
  portrait_missing: m.problem_portrait_missing,
  right_ended: m.problem_right_ended,
  objection_filed: m.problem_objection_filed,
  suspended_by_school: m.problem_suspended_by_school,
  reported_lost: m.problem_reported_lost,
  channel_closed: m.problem_channel_closed,
  wrong_state: m.problem_wrong_state,
  stale_version: m.problem_stale_version,
  other_person: m.problem_other_person,
  file_unreadable: m.problem_file_unreadable,
  import_running: m.problem_import_running,
  columns_unknown: m.problem_columns_unknown,
  photo_unreadable: m.problem_photo_unreadable,
  network: m.problem_network,
};

/** What happened and what to do, in the person's language. Takes the type of an `ApiError`, and its details where they say more. */
export function problemText(type: string, details: Readonly<Record<string, unknown>> = {}): string {
  const { perDay } = details;
  if (type === 'rate_limited' && typeof perDay === 'number')
    return m.problem_rate_limited_day({ count: perDay });
  return (TEXTS[type] ?? m.problem_fault)();
}
