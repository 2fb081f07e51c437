import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import type { CardRecord } from '../store/records.ts';
import type { Wallet } from '../wallet-state.ts';
import type { CardState } from './card-state.ts';

type Words = { readonly title: string; readonly text: string; readonly kind: '' | 'warn' | 'bad' };

function wordsOf(state: CardState): Words {
  switch (state.kind) {
    case 'in_order':
      return { title: m.wallet_state_in_order(), text: m.wallet_state_in_order_text(), kind: '' };
    case 'expiring':
      return {
        title: m.wallet_state_expiring({ count: state.daysLeft }),
        text: m.wallet_state_expiring_text(),
        kind: 'warn',
      };
    case 'suspended':
      return { title: m.wallet_state_suspended(), text: m.wallet_state_suspended_text(), kind: 'bad' };
    case 'revoked':
      return { title: m.wallet_state_revoked(), text: m.wallet_state_revoked_text(), kind: 'bad' };
    case 'expired':
      return { title: m.wallet_state_expired(), text: m.wallet_state_expired_text(), kind: 'bad' };
    case 'old':
      return {
        title: m.wallet_state_old({ count: state.days }),
        text: m.wallet_state_old_text(),
        kind: 'warn',
      };
    case 'unchecked':
      return { title: m.wallet_state_unchecked(), text: m.wallet_state_unchecked_text(), kind: 'warn' };
  }
}

/** What one can do about it, where that is not in this app's hands. */
function WayOn({
  kind,
  portal,
}: {
  readonly kind: CardState['kind'];
  readonly portal: string;
}): VNode | null {
  if (kind === 'revoked') {
    return (
      <p>
        <a href="/settings">{m.wallet_settings_remove()}</a>
      </p>
    );
  }
  if (kind !== 'expired' && kind !== 'expiring') return null;
  return (
    <p>
      <a href={portal} rel="noreferrer">
        {m.wallet_new_code()}
      </a>
    </p>
  );
}

/** What is known of the ID, since when, and the way to ask again. */
export function StateNotice({
  state,
  record,
  wallet,
}: {
  readonly state: CardState;
  readonly record: CardRecord;
  readonly wallet: Wallet;
}): VNode {
  const { title, text, kind } = wordsOf(state);
  const checkedAt = record.status?.checkedAt;
  return (
    <section class={`notice state ${kind}`} data-state={state.kind}>
      <h2>{title}</h2>
      <p>{text}</p>
      <WayOn kind={state.kind} portal={wallet.config.origins.school} />
      {wallet.checking === 'failed' ? <p>{m.wallet_check_failed()}</p> : null}
      <p class="state-line quiet">
        <span role="status">
          {wallet.checking === 'running'
            ? m.wallet_checking()
            : checkedAt === undefined
              ? ''
              : m.wallet_checked_at({ moment: formatMoment(checkedAt * 1000) })}
        </span>
        <button type="button" class="plain" onClick={() => void wallet.checkNow()}>
          {m.wallet_check_again()}
        </button>
      </p>
    </section>
  );
}
