import type { TrustList } from '@mleg/core/trust/trust-list';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** Who stands on a list, with the host that the wallet will speak to. */
export function Issuers({ list }: { readonly list: TrustList }): VNode {
  return (
    <ul class="plain-list">
      {list.operators.slice(0, 50).map(({ issuer, name, isDemo }) => (
        <li key={issuer} translate={false}>
          <strong>{name}</strong> ({new URL(issuer).host}){isDemo ? ` – ${m.wallet_trust_demo()}` : ''}
        </li>
      ))}
    </ul>
  );
}
