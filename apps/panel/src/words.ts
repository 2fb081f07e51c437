import type { MobileId } from '@mleg/contract/common';
import type { OrderDetail, OrderRow, OrderTab } from '@mleg/contract/order';
import type { PupilDetail, PupilRow } from '@mleg/contract/pupil';
import type { StaffSession } from '@mleg/contract/session';
import { type AuditEventCode, isAuditEvent } from '@mleg/core/catalogue/audit-events';
import { m } from '@mleg/i18n/messages';

type Words<Key extends string> = Readonly<Record<Key, () => string>>;
type PortraitRefusal = NonNullable<NonNullable<OrderDetail['portrait']>['refusal']>;
type OrderRefusal = NonNullable<OrderDetail['refusal']>['reason'];
export type PaperIdState = NonNullable<PupilDetail['paperId']>['state'];

export const tabWords: Words<OrderTab> = {
  new: m.panel_tab_new,
  incomplete: m.panel_tab_incomplete,
  to_check: m.panel_tab_to_check,
  to_issue: m.panel_tab_to_issue,
  issued: m.panel_tab_issued,
  done: m.panel_tab_done,
};
export const channelWords: Words<OrderRow['channel']> = {
  journal: m.panel_channel_journal,
  mailbox: m.panel_channel_mailbox,
  paper: m.panel_channel_paper,
  portal: m.panel_channel_portal,
  api: m.panel_channel_api,
  desk: m.panel_channel_desk,
};
/** Shorter than the family's words: a column of the queue. */
export const orderStateWords: Words<OrderRow['state']> = {
  received: m.panel_stage_received,
  incomplete: m.panel_stage_incomplete,
  to_check: m.panel_stage_to_check,
  accepted: m.panel_stage_accepted,
  issued: m.panel_stage_issued,
  closed: m.panel_stage_closed,
  refused: m.panel_stage_refused,
  withdrawn: m.panel_stage_withdrawn,
};
export const missingWords: Words<OrderRow['missing'][number]> = {
  portrait: m.missing_portrait,
  application: m.missing_application,
  paper_id: m.missing_paper_id,
};
/** In the order of their number keys. */
export const portraitRefusalWords: Words<PortraitRefusal> = {
  face_too_small: m.portrait_refusal_face_too_small,
  blurred: m.portrait_refusal_blurred,
  too_dark: m.portrait_refusal_too_dark,
  background: m.portrait_refusal_background,
  head_tilted: m.portrait_refusal_head_tilted,
  eyes_covered: m.portrait_refusal_eyes_covered,
  head_covered: m.portrait_refusal_head_covered,
  several_people: m.portrait_refusal_several_people,
  other_person: m.portrait_refusal_other_person,
};
export const orderRefusalWords: Words<OrderRefusal> = {
  not_a_pupil: m.order_refusal_not_a_pupil,
  no_paper_id: m.order_refusal_no_paper_id,
  data_mismatch: m.order_refusal_data_mismatch,
  photo_unsuitable: m.order_refusal_photo_unsuitable,
  requester_not_entitled: m.order_refusal_requester_not_entitled,
  objection_filed: m.order_refusal_objection_filed,
  other: m.order_refusal_other,
};
export const revocationWords: Words<NonNullable<MobileId['reason']>> = {
  device_lost: m.reason_device_lost,
  device_stolen: m.reason_device_stolen,
  device_damaged: m.reason_device_damaged,
  malfunction: m.reason_malfunction,
  resignation: m.reason_resignation,
  objection: m.reason_objection,
  paper_lost: m.reason_paper_lost,
  paper_withdrawn: m.reason_paper_withdrawn,
  left_school: m.reason_left_school,
  data_error: m.reason_data_error,
  fraud: m.reason_fraud,
};
/** What revoking for a reason does beside it: facts are recorded once, with all that follows (requirement A7). */
export function revocationEffect(
  reason: NonNullable<MobileId['reason']> | undefined,
  isAll: boolean,
): string | undefined {
  switch (reason) {
    case undefined:
      return undefined;
    case 'paper_lost':
    case 'paper_withdrawn':
      return m.panel_revoke_effect_paper({ reason: revocationWords[reason]() });
    case 'left_school':
      return m.panel_revoke_effect_left();
    case 'objection':
      return m.panel_revoke_effect_objection();
    case 'fraud':
      return `${m.panel_revoke_effect()} ${m.panel_revoke_effect_new_order()}`;
    case 'data_error':
      return isAll
        ? `${m.panel_revoke_effect()} ${m.panel_revoke_effect_new_order()}`
        : `${m.panel_revoke_effect()} ${m.panel_revoke_effect_new_code()}`;
    case 'device_lost':
    case 'device_stolen':
    case 'device_damaged':
    case 'malfunction':
    case 'resignation':
      return `${m.panel_revoke_effect()} ${m.panel_revoke_effect_new_code()}`;
  }
}
export const mobileIdStateWords: Words<MobileId['state']> = {
  active: m.mobile_id_state_active,
  suspended: m.mobile_id_state_suspended,
  revoked: m.mobile_id_state_revoked,
  expired: m.mobile_id_state_expired,
  superseded: m.mobile_id_state_superseded,
};
export const paperStateWords: Words<PaperIdState> = {
  valid: m.panel_paper_state_valid,
  expired: m.panel_paper_state_expired,
  lost: m.panel_paper_state_lost,
  withdrawn: m.panel_paper_state_withdrawn,
  replaced: m.panel_paper_state_replaced,
};
export const pupilStatusWords: Words<PupilRow['status']> = {
  pupil: m.panel_status_pupil,
  left: m.panel_status_left,
  graduated: m.panel_status_graduated,
};
export const rightsWords: Words<PupilDetail['guardians'][number]['rights']> = {
  full: m.panel_rights_full,
  limited: m.panel_rights_limited,
  none: m.panel_rights_none,
};
export const roleWords: Words<StaffSession['role']> = {
  head_teacher: m.panel_role_head_teacher,
  office: m.panel_role_office,
  class_teacher: m.panel_role_class_teacher,
  data_protection: m.panel_role_data_protection,
  operator: m.panel_role_operator,
};

/** What the server noticed about a photo; it never blocks. */
const PHOTO_REASONS: Words<string> = {
  too_small: m.panel_photo_reason_too_small,
  wrong_ratio: m.panel_photo_reason_wrong_ratio,
  too_dark: m.panel_photo_reason_too_dark,
  blurred: m.panel_photo_reason_blurred,
};
export const photoReasonText = (code: string): string => PHOTO_REASONS[code]?.() ?? code;

/** Kinds of people and programs that the server names by a code; a member of staff comes by name. */
const ACTORS: Words<string> = {
  guardian: m.panel_actor_guardian,
  pupil: m.panel_actor_pupil,
  lock_code: m.panel_actor_lock_code,
  school: m.panel_actor_school,
  staff: m.panel_actor_staff,
  api: m.panel_actor_api,
  wallet: m.panel_actor_wallet,
  system: m.panel_actor_system,
};
export const actorText = (actor: string): string => ACTORS[actor]?.() ?? actor;

const EVENTS: Words<AuditEventCode> = {
  letter_received: m.panel_event_letter_received,
  letter_confirmed: m.panel_event_letter_confirmed,
  letter_set_aside: m.panel_event_letter_set_aside,
  letter_answered: m.panel_event_letter_answered,
  letter_answer_withdrawn: m.panel_event_letter_answer_withdrawn,
  letters_deleted: m.panel_event_letters_deleted,
  mailbox_changed: m.panel_event_mailbox_changed,
  order_received: m.panel_event_order_received,
  order_accepted: m.panel_event_order_accepted,
  order_refused: m.panel_event_order_refused,
  order_withdrawn: m.panel_event_order_withdrawn,
  portrait_received: m.panel_event_portrait_received,
  portrait_accepted: m.panel_event_portrait_accepted,
  portrait_refused: m.panel_event_portrait_refused,
  paper_id_recorded: m.panel_event_paper_id_recorded,
  paper_id_changed: m.panel_event_paper_id_changed,
  paper_id_lost: m.panel_event_paper_id_lost,
  paper_id_withdrawn: m.panel_event_paper_id_withdrawn,
  pupil_added: m.panel_event_pupil_added,
  pupil_updated: m.panel_event_pupil_updated,
  pupil_left: m.panel_event_pupil_left,
  departure_announced: m.panel_event_departure_announced,
  departure_called_off: m.panel_event_departure_called_off,
  guardians_changed: m.panel_event_guardians_changed,
  objection_recorded: m.panel_event_objection_recorded,
  objection_withdrawn: m.panel_event_objection_withdrawn,
  objection_to_decide: m.panel_event_objection_to_decide,
  objection_upheld: m.panel_event_objection_upheld,
  objection_dismissed: m.panel_event_objection_dismissed,
  offer_created: m.panel_event_offer_created,
  offer_locked: m.panel_event_offer_locked,
  letter_printed: m.panel_event_letter_printed,
  mobile_id_delivered: m.panel_event_mobile_id_delivered,
  mobile_id_superseded: m.panel_event_mobile_id_superseded,
  mobile_id_suspended: m.panel_event_mobile_id_suspended,
  mobile_id_restored: m.panel_event_mobile_id_restored,
  code_stop_lifted: m.panel_event_code_stop_lifted,
  mobile_id_revoked: m.panel_event_mobile_id_revoked,
  field_revealed: m.panel_event_field_revealed,
  order_closed: m.panel_event_order_closed,
  codes_withdrawn: m.panel_event_codes_withdrawn,
  mobile_id_confirmed: m.panel_event_mobile_id_confirmed,
  mobile_id_credential_deleted: m.panel_event_mobile_id_credential_deleted,
  mobile_id_credential_failure: m.panel_event_mobile_id_credential_failure,
  personal_id_searched: m.panel_event_personal_id_searched,
  personal_id_missed: m.panel_event_personal_id_missed,
  personal_id_taken: m.panel_event_personal_id_taken,
  logged_in: m.panel_event_logged_in,
  staff_added: m.panel_event_staff_added,
  staff_logged_out: m.panel_event_staff_logged_out,
  staff_disabled: m.panel_event_staff_disabled,
  staff_enabled: m.panel_event_staff_enabled,
  guardian_logged_out: m.panel_event_guardian_logged_out,
  data_restored: m.panel_event_data_restored,
  audit_read: m.panel_event_audit_read,
  audit_exported: m.panel_event_audit_exported,
  file_imported: m.panel_event_file_imported,
  file_checked: m.panel_event_file_checked,
  policy_changed: m.panel_event_policy_changed,
  api_key_created: m.panel_event_api_key_created,
  api_key_revoked: m.panel_event_api_key_revoked,
  paper_id_ended: m.panel_event_paper_id_ended,
  paper_id_replaced: m.panel_event_paper_id_replaced,
};
/** An event of the history in a sentence; one that is newer than this panel shows its code. */
export const eventText = (event: string): string =>
  isAuditEvent(event) ? EVENTS[event]() : event.replaceAll('_', ' ');

const NOTES: Words<string> = {
  ...portraitRefusalWords,
  ...orderRefusalWords,
  ...revocationWords,
  personal_id: m.panel_field_personal_id,
  address: m.panel_field_address,
  shortened: m.panel_note_shortened,
  prolonged: m.panel_note_prolonged,
  paper_id: m.panel_note_paper_id,
};
/** The reason of an event, where it is one of our lists; other notes are for the audit only. */
export const noteText = (note: string | null): string | undefined =>
  note === null ? undefined : NOTES[note]?.();
