import type { OrderDetail } from '@mleg/contract/order';
import { formatDay, formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { Hidden } from '../parts/hidden.tsx';
import { Section } from '../parts/section.tsx';
import { pupilStatusWords } from '../words.ts';

/** The pupil's data from the register, and who asked. Personal number and address only on request, written down. */
export function CaseData({ order }: { readonly order: OrderDetail }): VNode {
  const { pupil, requestedBy } = order;
  return (
    <Section title={m.panel_data_title()}>
      <dl class="facts">
        <dt>{m.panel_data_born()}</dt>
        <dd>{formatDay(pupil.birthDate)}</dd>
        <dt>{m.panel_field_personal_id()}</dt>
        <dd>
          <Hidden pupilId={pupil.id} field="personal_id" masked={pupil.personalIdMasked} />
        </dd>
        <dt>{m.panel_field_address()}</dt>
        <dd>
          {pupil.hasAddress ? (
            <Hidden pupilId={pupil.id} field="address" masked={m.panel_address_kept()} />
          ) : (
            m.panel_address_none()
          )}
        </dd>
        {pupil.status === 'pupil' ? null : (
          <>
            <dt>{m.panel_data_status()}</dt>
            <dd>{pupilStatusWords[pupil.status]()}</dd>
          </>
        )}
        <dt>{m.panel_data_requested_by()}</dt>
        <dd>
          {requestedBy.name}
          {requestedBy.email === null ? null : <span class="quiet"> {requestedBy.email}</span>}
        </dd>
        <dt>{m.panel_column_received()}</dt>
        <dd>{formatMoment(order.receivedAt)}</dd>
      </dl>
      <p>
        <a href={`/pupils/${pupil.id}`}>{m.panel_data_pupil_page()}</a>
      </p>
    </Section>
  );
}
