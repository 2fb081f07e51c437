import { m } from '@mleg/i18n/messages';
import { LanguageSwitch, PageTitle } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readCard } from '../card/read-card.ts';
import { forgetPin } from '../pin.ts';
import { noteOf, remindRemovals, tellRemovals } from '../removal/tell-removals.ts';
import { markCards } from '../store/marks.ts';
import type { CardRecord } from '../store/records.ts';
import { removeCard, removeCardAndNote } from '../store/store.ts';
import type { Wallet } from '../wallet-state.ts';

function nameOf(record: CardRecord): string {
  const card = readCard(record)?.card;
  return card === undefined ? '?' : `${card.givenNames ?? ''} ${card.familyName ?? ''}`.trim();
}

/** The question before an ID goes, with what happens then. */
function Removal({
  name,
  onYes,
  onNo,
}: {
  readonly name: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="notice warn" role="alertdialog" aria-labelledby="removal" tabIndex={-1} ref={box}>
      <h3 id="removal">{m.wallet_settings_remove_ask({ name })}</h3>
      <p>{m.wallet_settings_remove_effect()}</p>
      <div class="row">
        <button type="button" class="danger" onClick={onYes}>
          {m.wallet_settings_remove_yes()}
        </button>
        <button type="button" onClick={onNo}>
          {m.common_cancel()}
        </button>
      </div>
    </div>
  );
}

/** Takes the ID away at once; its issuer hears of it now, or when there is a network. */
async function forgetCard(record: CardRecord): Promise<void> {
  const note = noteOf(record);
  if (note === undefined) return removeCard(record.id);
  await removeCardAndNote(record.id, note);
  await remindRemovals().catch(() => undefined);
  void tellRemovals();
}

function Cards({ wallet }: { readonly wallet: Wallet }): VNode | null {
  const [asked, ask] = useState<string>();
  if (wallet.cards.length === 0) return null;
  const remove = async (record: CardRecord): Promise<void> => {
    await forgetCard(record);
    markCards(wallet.cards.length - 1);
    if (wallet.cards.length === 1) await forgetPin();
    await wallet.reload();
    wallet.say(m.wallet_removed());
    go('/');
  };
  return (
    <section>
      <h2>{m.wallet_settings_cards()}</h2>
      <ul class="plain-list">
        {wallet.cards.map((record) => (
          <li key={record.id} class="card">
            <p lang="pl">
              <strong>{nameOf(record)}</strong>
            </p>
            {asked === record.id ? (
              <Removal name={nameOf(record)} onYes={() => void remove(record)} onNo={() => ask(undefined)} />
            ) : (
              <button
                type="button"
                aria-label={m.wallet_settings_remove_label({ name: nameOf(record) })}
                onClick={() => ask(record.id)}
              >
                {m.wallet_settings_remove()}
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>{m.wallet_settings_move()}</h3>
      <p>{m.wallet_settings_move_text()}</p>
    </section>
  );
}

/** Whether the browser promised to keep what is stored. */
function Memory(): VNode | null {
  const [isKept, setKept] = useState<boolean>();
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setKept, () => setKept(undefined));
  }, []);
  if (isKept === undefined) return null;
  return (
    <section>
      <h2>{m.wallet_settings_memory()}</h2>
      <p>{isKept ? m.wallet_settings_memory_kept() : m.wallet_settings_memory_loose()}</p>
    </section>
  );
}

/** W-8. */
export function SettingsPage({
  wallet,
  onLanguage,
}: {
  readonly wallet: Wallet;
  readonly onLanguage: () => void;
}): VNode {
  return (
    <div class="settings">
      <PageTitle title={m.wallet_settings_title()}>{m.wallet_settings_title()}</PageTitle>
      <section>
        <h2>{m.wallet_settings_language()}</h2>
        <LanguageSwitch onChange={onLanguage} />
      </section>
      <Cards wallet={wallet} />
      <section>
        <h2>{m.wallet_trust_title()}</h2>
        <p>
          <a href="/trust">{m.wallet_trust_link()}</a>
        </p>
      </section>
      <Memory />
      <section>
        <h2>{m.wallet_settings_about()}</h2>
        <ul class="links">
          <li>
            <a href="/terms">{m.wallet_settings_terms()}</a>
          </li>
          <li>
            <a href="/accessibility">{m.wallet_settings_accessibility()}</a>
          </li>
          <li>
            <a href="/licences">{m.wallet_settings_licences()}</a>
          </li>
        </ul>
      </section>
    </div>
  );
}
