import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { canResume } from '../activation/resume.ts';
import type { CardState } from '../card/card-state.ts';
import { cardState } from '../card/card-state.ts';
import { IdCard } from '../card/id-card.tsx';
import type { ShownCard } from '../card/read-card.ts';
import { readCard } from '../card/read-card.ts';
import { StateNotice } from '../card/state-notice.tsx';
import { markCards } from '../store/marks.ts';
import type { CardRecord } from '../store/records.ts';
import { dropPending } from '../store/store.ts';
import { Icon } from '../wallet-parts.tsx';
import type { Wallet } from '../wallet-state.ts';
import { AllData } from './all-data.tsx';
import { CardChoice } from './card-choice.tsx';
import { InstallOffer } from './install-offer.tsx';

type WalletProps = { readonly wallet: Wallet };
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const offStates: readonly CardState['kind'][] = ['revoked', 'suspended', 'expired'];

/** No ID yet: what is needed to get one. */
function Empty(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_app()}>{m.wallet_empty_title()}</PageTitle>
      <div class="empty-card" aria-hidden="true">
        <Icon name="card" />
      </div>
      <p>{m.wallet_empty_text()}</p>
      <a class="button primary wide" href="/add">
        {m.wallet_add_button()}
      </a>
    </>
  );
}

/** The system has erased what was here (W-9). */
function Gone({ wallet }: WalletProps): VNode {
  const forget = (): void => {
    markCards(0);
    void wallet.reload();
  };
  return (
    <>
      <PageTitle title={m.wallet_gone_title()}>{m.wallet_gone_title()}</PageTitle>
      <p>{m.wallet_gone_text()}</p>
      <div class="stack">
        <a class="button primary wide" href="/add">
          {m.wallet_add_button()}
        </a>
        <a class="button wide" href={wallet.config.origins.school} rel="noreferrer">
          {m.wallet_gone_portal()}
        </a>
        <button type="button" class="plain" onClick={forget}>
          {m.wallet_gone_forget()}
        </button>
      </div>
    </>
  );
}

/** An activation that was cut short. */
function Unfinished({ wallet }: WalletProps): VNode | null {
  if (!canResume(wallet.pending)) return null;
  return (
    <section class="notice warn">
      <h2>{m.wallet_pending_title()}</h2>
      <p>{m.wallet_pending_text()}</p>
      <div class="row">
        <a class="button primary" href="/add">
          {m.wallet_pending_go()}
        </a>
        <button type="button" class="plain" onClick={() => void dropPending().then(wallet.reload)}>
          {m.wallet_pending_drop()}
        </button>
      </div>
    </section>
  );
}

/** By whose authority (rules.md W6): the signed words, in the person's language where they are the usual ones. */
function AuthorityNote({ note }: { readonly note: string | undefined }): VNode | null {
  if (note === undefined) return null;
  const isUsual = note === m.common_not_state_document({}, { locale: 'pl' });
  return isUsual ? (
    <p class="quiet">{m.common_not_state_document()}</p>
  ) : (
    <p class="quiet" lang="pl">
      {note}
    </p>
  );
}

function Details({ shown, record }: { readonly shown: ShownCard; readonly record: CardRecord }): VNode {
  const [isOpen, setOpen] = useState(false);
  const { school, authorityNote } = shown.card;
  return (
    <>
      <button type="button" class="wide" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? m.wallet_all_data_hide() : m.wallet_all_data_show()}
      </button>
      {isOpen ? <AllData shown={shown} record={record} /> : null}
      <section class="contact">
        <h2>{m.wallet_contact_title()}</h2>
        <p>
          <span lang="pl">
            {school?.name}
            <br />
            {school?.address}
          </span>
        </p>
        <p class="quiet">{m.wallet_contact_text()}</p>
      </section>
      <AuthorityNote note={authorityNote} />
      <p class="quiet">{m.wallet_on_phone_since({ day: formatDay(warsawDayOf(record.addedAt)) })}</p>
    </>
  );
}

function Card({ wallet, record }: WalletProps & { readonly record: CardRecord }): VNode {
  const shown = readCard(record);
  if (shown === undefined) return <p class="notice bad">{m.wallet_card_unreadable()}</p>;
  const state = cardState({ validUntil: shown.card.validUntil, status: record.status }, nowSeconds());
  const isOff = offStates.includes(state.kind);
  const notice = <StateNotice state={state} record={record} wallet={wallet} />;
  return (
    <div class="stack">
      <IdCard shown={shown} isOff={isOff} />
      {/* What is wrong comes before the code, which would fail. */}
      {isOff ? notice : <p class="for-check">{m.wallet_for_check()}</p>}
      <a class={isOff ? 'button wide' : 'button primary wide'} href="/code">
        <Icon name="code" />
        {m.wallet_show_code()}
      </a>
      {isOff ? null : notice}
      <Details shown={shown} record={record} key={record.id} />
      <a class="button wide" href="/add">
        {m.wallet_add_another()}
      </a>
      <InstallOffer />
    </div>
  );
}

/** W-4, and what stands there while there is no ID. */
export function HomePage({ wallet }: WalletProps): VNode {
  const { shown } = wallet;
  if (wallet.isGone) return <Gone wallet={wallet} />;
  if (shown === undefined) {
    return (
      <>
        <Unfinished wallet={wallet} />
        <Empty />
      </>
    );
  }
  return (
    <>
      <div class="visually-hidden">
        <PageTitle title={m.wallet_app()}>{m.wallet_app()}</PageTitle>
      </div>
      <Unfinished wallet={wallet} />
      <CardChoice wallet={wallet} />
      <Card wallet={wallet} record={shown} />
    </>
  );
}
