/**
 * The one union of things that can go wrong and that a caller can tell apart. Each area adds its own block.
 * A verification's outcome is a value, never one of these.
 */
export type ProblemType =
  // encodings and documents
  | 'malformed'
  // access
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'too_large'
  | 'unsupported_media_type'
  | 'not_acceptable'
  | 'not_implemented'
  | 'invalid_input'
  // the database is away (`details.reason` database) or has too much to do (busy): nothing was done, ask again
  | 'unavailable'
  // issuing: an offer that is used, expired, locked or replaced (`details.state` says which); no right to activate
  | 'offer_closed'
  // the school's register, orders and rights (the documented list of the integration API)
  | 'personal_id_invalid'
  | 'personal_id_taken'
  | 'birth_date_mismatch'
  | 'external_id_is_pesel'
  | 'paper_id_number_taken'
  | 'paper_id_missing'
  | 'portrait_missing'
  | 'right_ended'
  | 'objection_filed'
  // no code passes a suspension by the school or by a lock code (rules.md C9)
  | 'suspended_by_school'
  | 'reported_lost'
  | 'channel_closed'
  | 'wrong_state'
  | 'stale_version'
  // facts under the key of a known child that are another child's (rules.md I1a)
  | 'other_person'
  | 'file_unreadable'
  // another file is being read into the school
  | 'import_running'
  | 'columns_unknown'
  // photos: the file claims to be an image that we take and is none, or is a bomb
  | 'photo_unreadable';

/** An expected failure. `details` must be safe to show: ids, limits and field names, never what somebody typed. */
export class DomainError extends Error {
  readonly type: ProblemType;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  /**
   * @param type one of the union
   * @param details safe facts for the client (field names, limits)
   * @param options the cause, seen by the log only
   */
  constructor(
    type: ProblemType,
    details: Record<string, string | number | boolean> = {},
    options?: ErrorOptions,
  ) {
    super(type, options);
    this.name = 'DomainError';
    this.type = type;
    this.details = details;
  }
}
