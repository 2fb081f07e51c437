/** What a family is told (rules.md O8): the portal has a sentence for each in the reader's language. */
export const familyEvents = [
  'order_received',
  'order_incomplete',
  'order_complete',
  'order_accepted',
  'order_refused',
  'order_withdrawn',
  'portrait_accepted',
  'portrait_refused',
  'code_ready',
  'codes_withdrawn',
  'mobile_id_added',
  'mobile_id_superseded',
  'mobile_id_suspended',
  'mobile_id_restored',
  'mobile_id_revoked',
  'mobile_id_removed_on_phone',
  'mobile_id_gone_for_declined',
  'paper_id_replaced',
  'paper_id_ended',
  'paper_id_shortened',
  'paper_id_prolonged',
  'departure_announced',
  'departure_called_off',
  'pupil_left',
  'objection_to_decide',
  'objection_recorded',
  'objection_dismissed',
  'objection_withdrawn',
] as const;

export type FamilyEvent = (typeof familyEvents)[number];

/** Whether a code is one of the catalogue; a message may be of another version. */
export function isFamilyEvent(code: string): code is FamilyEvent {
  return (familyEvents as readonly string[]).includes(code);
}
