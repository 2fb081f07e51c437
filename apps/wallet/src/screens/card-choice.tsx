import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { readCard } from '../card/read-card.ts';
import type { Wallet } from '../wallet-state.ts';

/** Whose ID, where there are several (W-12). */
export function CardChoice({ wallet }: { readonly wallet: Wallet }): VNode | null {
  if (wallet.cards.length < 2) return null;
  return (
    <fieldset class="chips">
      <legend>{m.wallet_whose()}</legend>
      {wallet.cards.map((record) => (
        <label key={record.id}>
          <input
            type="radio"
            name="card"
            checked={record.id === wallet.shown?.id}
            onChange={() => wallet.choose(record.id)}
          />
          <span lang="pl">{nameOf(readCard(record)?.card)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function nameOf(
  card: { givenNames: string | undefined; familyName: string | undefined } | undefined,
): string {
  return card === undefined ? '?' : `${card.givenNames ?? ''} ${card.familyName ?? ''}`.trim();
}
