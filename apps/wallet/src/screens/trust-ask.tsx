import type { TrustList } from '@mleg/core/trust/trust-list';
import { fingerprintOf, type TrustReference } from '@mleg/core/trust/trust-reference';
import { sha256 } from '@mleg/core/web-crypto';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { Issuers } from './issuers.tsx';

type TrustAskProps = {
  readonly reference: TrustReference;
  readonly list: TrustList;
  readonly onYes: () => void;
  readonly onNo: () => void;
};

/** Whom the person is about to trust: names are what the list says of itself, the fingerprint is what can be compared. */
export function TrustAsk({ reference, list, onYes, onNo }: TrustAskProps): VNode {
  return (
    <>
      <PageTitle title={m.wallet_trust_title()}>{m.wallet_trust_ask()}</PageTitle>
      <section class="card">
        <Issuers list={list} />
        <p class="quiet">
          {m.wallet_trust_keeper({ name: `${list.iss} (${new URL(reference.trustList).host})` })}
        </p>
      </section>
      <h2>{m.wallet_trust_fingerprint()}</h2>
      <p class="fingerprint" translate={false}>
        {fingerprintOf(reference.key, { sha256 })}
      </p>
      <p>{m.wallet_trust_compare()}</p>
      <div class="stack">
        <button type="button" class="primary wide" onClick={onYes}>
          {m.wallet_trust_yes()}
        </button>
        <button type="button" class="wide" onClick={onNo}>
          {m.common_cancel()}
        </button>
      </div>
    </>
  );
}
