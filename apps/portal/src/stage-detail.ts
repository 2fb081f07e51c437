import type { Child } from '@mleg/contract/guardian';
import { dayOf } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { stageOf } from './child-stage.ts';
import { dayText, orderElsewhereText, reasonText, untilDay } from './texts.ts';

/** One sentence more: until when, why, what comes next. */
export function stageDetail(child: Child): string {
  const stage = stageOf(child);
  const { order, portrait, mobileIds } = child;
  switch (stage) {
    case 'active': {
      const active = mobileIds.find((one) => one.state === 'active');
      return active ? m.portal_detail_active({ day: dayText(active.validUntil) }) : '';
    }
    case 'suspended':
      return suspendedDetail(child);
    case 'code_ready':
      return m.portal_detail_code_ready();
    case 'photo_refused':
      return m.portal_detail_photo_refused({ reason: reasonText(portrait?.refusal ?? 'other') });
    case 'photo_missing':
      return m.portal_detail_photo_missing();
    case 'only_photo':
      return m.portal_detail_only_photo();
    case 'application_missing':
      return m.portal_detail_application_missing();
    case 'paper_id_missing':
      return m.portal_detail_paper_id_missing();
    case 'in_school':
      return order?.dueOn
        ? m.portal_detail_in_school_due({ until: untilDay(order.dueOn) })
        : m.portal_detail_in_school();
    case 'accepted':
      return m.portal_detail_accepted();
    case 'photo_in_school':
      return m.portal_detail_in_school();
    case 'expired':
      return m.portal_detail_expired();
    case 'refused':
      return m.portal_detail_refused({ reason: reasonText(order?.refusal?.reason ?? 'other') });
    case 'to_order':
      return child.portrait?.state === 'waiting' || child.portrait?.state === 'accepted'
        ? m.portal_detail_photo_no_order()
        : m.portal_detail_to_order();
    case 'objection':
      return m.portal_detail_objection();
    case 'objection_to_decide':
      return m.portal_detail_objection_to_decide();
    case 'objection_of_others':
      return m.portal_detail_objection_of_others();
    case 'not_entitled':
      return m.portal_detail_not_entitled();
    case 'order_elsewhere':
      return orderElsewhereText(child.orderDoors);
    case 'left':
      return leftDetail(child);
    case 'ended':
      return endedDetail(child);
  }
}

function suspendedDetail({ mobileIds, paperId }: Child): string {
  const suspended = mobileIds.find((one) => one.state === 'suspended');
  if (suspended === undefined) return m.portal_detail_code_stopped();
  const [first] = suspended.suspensions;
  if (first?.cause === 'paper_id')
    return m.portal_detail_suspended_paper({ day: dayText(paperId?.validUntil ?? dayOf(first.at)) });
  if (first?.by === 'school') return m.portal_detail_suspended_school({ day: dayText(dayOf(first.at)) });
  return m.portal_detail_suspended();
}

function leftDetail({ leftOn, ended, mobileIds }: Child): string {
  const on = leftOn ?? ended?.on;
  if (on === undefined || on === null) return '';
  const day = dayText(on);
  return mobileIds.length > 0 ? m.portal_detail_left({ day }) : m.portal_detail_left_none({ day });
}

/** What has words of its own: what comes next is another thing each time. */
const ENDED: Readonly<Record<string, (inputs: { day: string }) => string>> = {
  paper_lost: m.portal_detail_ended_paper_lost,
  paper_withdrawn: m.portal_detail_ended_paper_withdrawn,
  withdrawn: m.portal_detail_ended_withdrawn,
};

/** What the school ended, when, and what to do next. */
function endedDetail({ ended }: Child): string {
  if (ended === null) return '';
  const day = dayText(ended.on);
  const words = ENDED[ended.reason];
  return words === undefined
    ? m.portal_detail_ended({ day, reason: reasonText(ended.reason) })
    : words({ day });
}

/** What became of the ID that was in a phone, where none stands there now. */
export function lastRevoked({ mobileIds }: Child): string | undefined {
  if (mobileIds.some(({ state }) => state === 'active' || state === 'suspended')) return undefined;
  const revoked = mobileIds.filter((one) => one.state === 'revoked' && one.endedAt !== null);
  const last = revoked.sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? 1 : -1))[0];
  if (!last?.endedAt || last.reason === null) return undefined;
  return m.portal_last_revoked({ day: dayText(dayOf(last.endedAt)), reason: reasonText(last.reason) });
}
