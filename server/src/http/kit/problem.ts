import type { DomainError, ProblemType } from '@mleg/core/errors';

/** HTTP status of every problem type. The compiler keeps this list complete. */
export const PROBLEM_STATUS = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  too_large: 413,
  unsupported_media_type: 415,
  not_acceptable: 406,
  not_implemented: 501,
  invalid_input: 400,
  unavailable: 503,
  offer_closed: 410,
  personal_id_invalid: 422,
  personal_id_taken: 409,
  birth_date_mismatch: 422,
  external_id_is_pesel: 422,
  paper_id_number_taken: 409,
  paper_id_missing: 409,
  portrait_missing: 409,
  right_ended: 409,
  objection_filed: 409,
  suspended_by_school: 409,
  reported_lost: 409,
  channel_closed: 409,
  wrong_state: 409,
  stale_version: 409,
  other_person: 409,
  file_unreadable: 422,
  import_running: 409,
  columns_unknown: 422,
  photo_unreadable: 422,
} as const satisfies Record<ProblemType, number>;

/** RFC 9457 problem details; `instance` is the request's number. */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly instance: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
};

/** Renders an expected failure. Nothing but its type and its safe details leaves. */
export function renderProblem(error: DomainError, requestId: string): ProblemBody {
  return {
    type: error.type,
    title: error.type.replaceAll('_', ' '),
    status: PROBLEM_STATUS[error.type],
    instance: requestId,
    ...(Object.keys(error.details).length > 0 ? { details: error.details } : {}),
  };
}

/** What is answered to a fault of ours: the number to quote, nothing else. */
export function renderFault(requestId: string): ProblemBody {
  return { type: 'internal', title: 'internal error', status: 500, instance: requestId };
}
