import type { MessageList } from '@mleg/contract/guardian';
import { type FamilyEvent, isFamilyEvent } from '@mleg/core/catalogue/family-events';
import { m } from '@mleg/i18n/messages';
import { dayText, missingText, reasonText, untilDay } from './texts.ts';

type Facts = Readonly<Record<string, string>>;

const SENTENCES: Readonly<Record<FamilyEvent, (facts: Facts) => string>> = {
  order_received: ({ dueOn }) =>
    dueOn ? m.portal_event_order_received_due({ until: untilDay(dueOn) }) : m.portal_event_order_received(),
  order_incomplete: ({ missing = '' }) =>
    m.portal_event_order_incomplete({ missing: missingText(missing.split(' ')) }),
  order_complete: ({ dueOn }) =>
    dueOn ? m.portal_event_order_complete({ until: untilDay(dueOn) }) : m.portal_event_other(),
  portrait_accepted: () => m.portal_event_portrait_accepted(),
  portrait_refused: ({ reason }) => m.portal_event_portrait_refused({ reason: reasonText(reason ?? '') }),
  order_accepted: () => m.portal_event_order_accepted(),
  order_refused: ({ reason }) => m.portal_event_order_refused({ reason: reasonText(reason ?? '') }),
  code_ready: ({ delivery }) =>
    delivery === 'letter' ? m.portal_event_code_ready_letter() : m.portal_event_code_ready(),
  mobile_id_revoked: ({ reason }) => revokedText(reason),
  mobile_id_suspended: suspendedText,
  mobile_id_restored: ({ cause }) =>
    cause === 'paper_id' ? m.portal_event_mobile_id_restored_paper() : m.portal_event_mobile_id_restored(),
  mobile_id_removed_on_phone: () => m.portal_event_mobile_id_removed_on_phone(),
  mobile_id_gone_for_declined: () => m.portal_event_mobile_id_gone_for_declined(),
  codes_withdrawn: () => m.portal_event_codes_withdrawn(),
  order_withdrawn: () => m.portal_event_order_withdrawn(),
  paper_id_shortened: ({ on }) => withDay(on, m.portal_event_paper_id_shortened),
  paper_id_prolonged: ({ on }) => withDay(on, m.portal_event_paper_id_prolonged),
  mobile_id_added: () => m.portal_event_mobile_id_added(),
  mobile_id_superseded: () => m.portal_event_mobile_id_superseded(),
  paper_id_replaced: ({ on }) => withDay(on, m.portal_event_paper_id_replaced),
  paper_id_ended: ({ reason }) =>
    reason === 'paper_withdrawn'
      ? m.portal_event_paper_id_ended_withdrawn()
      : m.portal_event_paper_id_ended_lost(),
  departure_announced: ({ on }) => withDay(on, m.portal_event_departure_announced),
  departure_called_off: () => m.portal_event_departure_called_off(),
  pupil_left: () => m.portal_event_pupil_left(),
  objection_to_decide: () => m.portal_event_objection_to_decide(),
  objection_recorded: () => m.portal_event_objection_recorded(),
  objection_dismissed: () => m.portal_event_objection_dismissed(),
  objection_withdrawn: () => m.portal_event_objection_withdrawn(),
};

/** What a message says, in the reader's language. An event of a newer server is still announced. */
export function messageText({
  subject,
  body,
}: Pick<MessageList['messages'][number], 'subject' | 'body'>): string {
  return isFamilyEvent(subject) ? SENTENCES[subject](readFacts(body)) : m.portal_event_other();
}

function withDay(on: string | undefined, sentence: (inputs: { day: string }) => string): string {
  return on ? sentence({ day: dayText(on) }) : m.portal_event_other();
}

/** Reasons of one phone: another one may have the ID at once. */
const OF_PHONE: readonly string[] = ['device_lost', 'device_stolen', 'device_damaged', 'malfunction'];

function revokedText(reason: string | undefined): string {
  if (!reason) return m.portal_event_mobile_id_revoked();
  const inputs = { reason: reasonText(reason) };
  return OF_PHONE.includes(reason)
    ? m.portal_event_mobile_id_revoked_new_code(inputs)
    : m.portal_event_mobile_id_revoked_reason(inputs);
}

function suspendedText({ by, cause, on }: Facts): string {
  if (cause === 'paper_id') return withDay(on, m.portal_event_mobile_id_suspended_paper);
  if (by === 'school') return m.portal_event_mobile_id_suspended_school();
  if (by === 'lock_code') return m.portal_event_mobile_id_suspended_lock_code();
  return m.portal_event_mobile_id_suspended();
}

function readFacts(body: string): Facts {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
