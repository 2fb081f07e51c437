import type { DisclosedSchoolId } from '@mleg/core/credential/school-id-claims';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownCard } from '../card/read-card.ts';
import type { CardRecord } from '../store/records.ts';
import { PinGate } from './pin-gate.tsx';

function Row({ label, children }: { label: string; children: ComponentChildren }): VNode | null {
  if (children === undefined || children === '') return null;
  return (
    <div class="data-row">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type Secret = 'pesel' | 'address';
type SecretRowProps = {
  readonly label: string;
  readonly value: string | undefined;
  readonly masked: string;
  readonly isOpen: boolean;
  readonly names: { readonly show: string; readonly hide: string };
  readonly onToggle: () => void;
};

/** PESEL and address: masked until they are asked for, one by one. */
function SecretRow({ label, value, masked, isOpen, names, onToggle }: SecretRowProps): VNode | null {
  if (value === undefined) return null;
  return (
    <Row label={label}>
      <span class={isOpen ? '' : 'masked'}>{isOpen ? value : masked}</span>
      <button
        type="button"
        class="plain"
        aria-label={isOpen ? names.hide : names.show}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        {isOpen ? m.wallet_data_pesel_hide() : m.wallet_data_pesel_show()}
      </button>
    </Row>
  );
}

function Secrets({ card }: { readonly card: DisclosedSchoolId }): VNode {
  const [open, setOpen] = useState<Secret>();
  const [asked, ask] = useState<Secret>();
  const [isUnlocked, setUnlocked] = useState(false);
  const toggle = (secret: Secret): void => {
    if (open === secret) setOpen(undefined);
    else if (isUnlocked) setOpen(secret);
    else ask(secret);
  };
  const unlock = (): void => {
    setUnlocked(true);
    setOpen(asked);
    ask(undefined);
  };
  return (
    <>
      <dl class="data">
        <SecretRow
          label={m.wallet_data_pesel()}
          value={card.personalAdministrativeNumber}
          masked="••• ••• •••••"
          isOpen={open === 'pesel'}
          names={{ show: m.wallet_data_pesel_show_label(), hide: m.wallet_data_pesel_hide_label() }}
          onToggle={() => toggle('pesel')}
        />
        <SecretRow
          label={m.wallet_data_address()}
          value={card.address}
          masked="••••••••"
          isOpen={open === 'address'}
          names={{ show: m.wallet_data_address_show_label(), hide: m.wallet_data_address_hide_label() }}
          onToggle={() => toggle('address')}
        />
      </dl>
      {asked === undefined ? null : <PinGate onOpen={unlock} />}
    </>
  );
}

/** Everything that the school stated (requirement A4). */
export function AllData({
  shown,
  record,
}: {
  readonly shown: ShownCard;
  readonly record: CardRecord;
}): VNode {
  const { card, issuer } = shown;
  const day = (on: string | undefined): string | undefined => (on === undefined ? undefined : formatDay(on));
  const status = card.pupilStatus === 'graduated' ? m.wallet_status_graduated() : m.wallet_status_pupil();
  return (
    <div class="card">
      <dl class="data">
        <Row label={m.wallet_data_given_names()}>{card.givenNames}</Row>
        <Row label={m.wallet_data_family_name()}>{card.familyName}</Row>
        <Row label={m.wallet_data_born()}>{day(card.bornOn)}</Row>
      </dl>
      <Secrets card={card} key={record.id} />
      <dl class="data">
        <Row label={m.wallet_data_number()}>{card.documentNumber}</Row>
        <Row label={m.wallet_data_issued()}>{day(card.issuedOn)}</Row>
        <Row label={m.wallet_data_valid_until()}>{day(card.validUntil)}</Row>
        <Row label={m.wallet_data_status()}>{status}</Row>
        <Row label={m.wallet_data_school()}>{card.school?.name}</Row>
        <Row label={m.wallet_data_school_address()}>{card.school?.address}</Row>
        <Row label={m.wallet_data_rspo()}>{card.school?.rspo}</Row>
        <Row label={m.wallet_data_authority()}>{card.issuingAuthority}</Row>
        <Row label={m.wallet_data_issuer()}>{issuer}</Row>
      </dl>
    </div>
  );
}
