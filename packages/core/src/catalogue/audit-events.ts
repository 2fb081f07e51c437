/** What a reader of a school's log asks for, by what it is about. */
export const auditKinds = ['reveals', 'register', 'orders', 'phones', 'accounts', 'log'] as const;
export type AuditKind = (typeof auditKinds)[number];

/** Every event that a school's log can hold, and where a reader finds it. */
export const auditEvents = {
  order_received: 'orders',
  order_accepted: 'orders',
  order_refused: 'orders',
  order_withdrawn: 'orders',
  order_closed: 'orders',
  portrait_received: 'orders',
  portrait_accepted: 'orders',
  portrait_refused: 'orders',
  letter_received: 'orders',
  letter_confirmed: 'orders',
  letter_set_aside: 'orders',
  letter_answered: 'orders',
  letter_answer_withdrawn: 'orders',
  letters_deleted: 'orders',
  pupil_added: 'register',
  pupil_updated: 'register',
  pupil_left: 'register',
  departure_announced: 'register',
  departure_called_off: 'register',
  guardians_changed: 'register',
  objection_recorded: 'register',
  objection_withdrawn: 'register',
  objection_to_decide: 'register',
  objection_upheld: 'register',
  objection_dismissed: 'register',
  paper_id_recorded: 'register',
  paper_id_changed: 'register',
  paper_id_replaced: 'register',
  paper_id_ended: 'register',
  paper_id_lost: 'register',
  paper_id_withdrawn: 'register',
  file_imported: 'register',
  file_checked: 'register',
  offer_created: 'phones',
  offer_locked: 'phones',
  letter_printed: 'phones',
  codes_withdrawn: 'phones',
  code_stop_lifted: 'phones',
  mobile_id_delivered: 'phones',
  mobile_id_confirmed: 'phones',
  mobile_id_superseded: 'phones',
  mobile_id_suspended: 'phones',
  mobile_id_restored: 'phones',
  mobile_id_revoked: 'phones',
  mobile_id_credential_deleted: 'phones',
  mobile_id_credential_failure: 'phones',
  field_revealed: 'reveals',
  personal_id_searched: 'reveals',
  personal_id_missed: 'reveals',
  personal_id_taken: 'reveals',
  logged_in: 'accounts',
  staff_added: 'accounts',
  staff_logged_out: 'accounts',
  staff_disabled: 'accounts',
  staff_enabled: 'accounts',
  guardian_logged_out: 'accounts',
  policy_changed: 'accounts',
  mailbox_changed: 'accounts',
  api_key_created: 'accounts',
  api_key_revoked: 'accounts',
  data_restored: 'log',
  audit_read: 'log',
  audit_exported: 'log',
} as const satisfies Readonly<Record<string, AuditKind>>;

/** An event of a school's log. */
export type AuditEventCode = keyof typeof auditEvents;

/** The events that are about one thing. */
export function auditEventsOf(kind: AuditKind): readonly AuditEventCode[] {
  return (Object.keys(auditEvents) as AuditEventCode[]).filter((event) => auditEvents[event] === kind);
}

/** Whether a code is one of the catalogue; a log may hold events of another version. */
export function isAuditEvent(code: string): code is AuditEventCode {
  return Object.hasOwn(auditEvents, code);
}
