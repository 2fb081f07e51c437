import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { addressOf } from './addresses.ts';
import { type Stage, stageOf } from './child-stage.ts';
import { dayText, orderElsewhereText, reasonText, stageText, untilDay } from './texts.ts';

const TONES: Partial<Readonly<Record<Stage, string>>> = {
  active: 'good',
  code_ready: 'good',
  suspended: 'bad',
  photo_refused: 'warn',
  photo_missing: 'warn',
  only_photo: 'warn',
  application_missing: 'warn',
  paper_id_missing: 'warn',
  refused: 'bad',
};
const SIGNS: Readonly<Record<string, string>> = { good: '✓', bad: '!', warn: '→' };

/** Where a child's ID stands, in a few words with a sign. */
export function StageMark({ child }: { readonly child: Child }): VNode {
  const stage = stageOf(child);
  const tone = TONES[stage] ?? 'calm';
  return (
    <p class={`stage ${tone}`}>
      <span class="stage-sign" aria-hidden="true">
        {SIGNS[tone] ?? '•'}
      </span>
      <strong>{stageText(stage)}</strong>
    </p>
  );
}

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
      return m.portal_detail_suspended();
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
      return portrait?.state === 'waiting' || portrait?.state === 'accepted'
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
  }
}

/** The one thing to do next, where there is one. */
export function NextStep({ child }: { readonly child: Child }): VNode | null {
  const next = nextOf(stageOf(child));
  // Some guardians see everything and may order nothing; the school refuses them.
  const isOrdering = next?.page === 'wniosek' || next?.page === 'zdjecie';
  if (next === undefined || (isOrdering && !child.mayOrder)) return null;
  return (
    <a class="button primary wide" href={addressOf(child.pupilId, next.page)}>
      {next.text}
    </a>
  );
}

type Next = { readonly page: Parameters<typeof addressOf>[1] & string; readonly text: string };

function nextOf(stage: Stage): Next | undefined {
  switch (stage) {
    case 'to_order':
    case 'application_missing':
      return { page: 'wniosek', text: m.portal_next_order() };
    case 'refused':
      return { page: 'wniosek', text: m.portal_next_order_again() };
    case 'photo_missing':
    case 'only_photo':
      return { page: 'zdjecie', text: m.portal_next_photo() };
    case 'photo_refused':
      return { page: 'zdjecie', text: m.portal_photo_new() };
    case 'code_ready':
      return { page: 'kod', text: m.portal_next_code() };
    case 'suspended':
      return { page: 'telefony', text: m.portal_next_phones() };
    case 'objection':
      return { page: 'rezygnacja', text: m.portal_next_objection() };
    case 'objection_to_decide':
    case 'objection_of_others':
    case 'active':
    case 'in_school':
    case 'photo_in_school':
    case 'accepted':
    case 'expired':
    case 'paper_id_missing':
    case 'not_entitled':
    case 'order_elsewhere':
      return undefined;
  }
}
