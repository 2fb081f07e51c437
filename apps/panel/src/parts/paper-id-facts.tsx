import type { PupilDetail } from '@mleg/contract/pupil';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { paperStateWords } from '../words.ts';

/** A traditional ID in four lines. */
export function PaperIdFacts({ paperId }: { readonly paperId: NonNullable<PupilDetail['paperId']> }): VNode {
  return (
    <dl class="facts">
      <dt>{m.panel_paper_number()}</dt>
      <dd>
        {paperId.number}{' '}
        <span class="quiet">{paperId.kind === 'card' ? m.panel_paper_card() : m.panel_paper_booklet()}</span>
      </dd>
      <dt>{m.panel_paper_issued_on()}</dt>
      <dd>{formatDay(paperId.issuedOn)}</dd>
      <dt>{m.panel_paper_valid_until()}</dt>
      <dd>
        {formatDay(paperId.validUntil)}{' '}
        <span class={paperId.state === 'valid' ? 'chip good' : 'chip bad'}>
          {paperStateWords[paperId.state]()}
        </span>
      </dd>
    </dl>
  );
}
