import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { addressOf } from './addresses.ts';
import { type Stage, stageOf } from './child-stage.ts';
import { stageText } from './texts.ts';

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
  ended: 'bad',
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

/** The one thing to do next, where there is one. */
export function NextStep({ child }: { readonly child: Child }): VNode | null {
  const next = nextOf(child);
  // Some guardians see everything and may order nothing; the school refuses them.
  const isOrdering = next?.page === 'wniosek' || next?.page === 'zdjecie';
  const isClosed = next?.page === 'wniosek' && !child.orderDoors.includes('journal');
  if (next === undefined || (isOrdering && !child.mayOrder) || isClosed) return null;
  return (
    <a class="button primary wide" href={addressOf(child.pupilId, next.page)}>
      {next.text}
    </a>
  );
}

type Next = { readonly page: Parameters<typeof addressOf>[1] & string; readonly text: string };

function nextOf(child: Child): Next | undefined {
  switch (stageOf(child)) {
    case 'to_order':
    case 'application_missing':
      return { page: 'wniosek', text: m.portal_next_order() };
    case 'refused':
      return { page: 'wniosek', text: m.portal_next_order_again() };
    case 'ended':
      return child.objectionBasis
        ? { page: 'zdjecie', text: m.portal_next_photo() }
        : { page: 'wniosek', text: m.portal_next_order_again() };
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
    case 'left':
      return undefined;
  }
}
