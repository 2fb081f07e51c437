/** Every code that a log line can begin with: an operator's alarms are written for these. */
export const logEvents = [
  // one request
  'refused',
  'protocol_refused',
  'unavailable',
  'fault',
  'proxy_not_counted',
  // the process
  'start_failed',
  'unhandled_rejection',
  'uncaught_exception',
  // the database beside it
  'database_lost',
  'database_started',
  'database_start_failed',
  'database_keeps_ending',
  // what is done without anybody asking
  'jobs_unseen',
  'job_failed',
  'job_dead',
  'job_not_ended',
  'audit_broken',
  'clock_held',
  'clock_released',
  'login_letter_failed',
  'mailbox_failed',
  'letter_failed',
  'departure_failed',
  'paper_id_day_failed',
  'supersede_failed',
] as const;

export type LogEvent = (typeof logEvents)[number];
