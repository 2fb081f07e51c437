import type { Offer } from '@mleg/contract/common';
import { formatTime } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { CopyButton } from '@mleg/ui/copy-button.tsx';
import { groupDigits } from '@mleg/ui/parts.tsx';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

type Props = {
  readonly offer: Offer;
  /** Number of the phone whose ID ends when another one has it. */
  readonly endsPhone: number | undefined;
  /** Other codes now. */
  readonly onNew: () => void;
};

/**
 * QR and activation code together (rules.md C1): the same phone first, the activation code second, the other phone third,
 * everything rare folded. The boxes of the digits are there before they are shown, so that nothing moves.
 */
export function CodeView({ offer, endsPhone, onNew }: Props): VNode {
  return (
    <>
      {endsPhone === undefined ? null : (
        <p class="notice warn">{m.portal_code_one_phone({ number: endsPhone })}</p>
      )}
      <section class="card code-part here">
        <h2>{m.portal_code_here_heading()}</h2>
        <a class="button primary wide" href={offer.walletLink} target="_blank" rel="noopener noreferrer">
          {m.portal_code_here_button()}
        </a>
        <p class="quiet small">{m.portal_code_here()}</p>
      </section>
      <TxCode code={offer.txCode} />
      <section class="card code-part">
        <h2>{m.portal_code_there_heading()}</h2>
        <p>{m.portal_code_there()}</p>
        <QrCode text={offer.walletLink} label={m.portal_code_qr_label()} class="qr-code code-qr" />
        <p class="quiet small">{m.portal_code_until({ time: formatTime(offer.expiresAt) })}</p>
      </section>
      <Rare offer={offer} onNew={onNew} />
    </>
  );
}

/** „Kod aktywacyjny (hasło)”, 2-2-2-2, covered until asked for: someone may look over the shoulder. */
function TxCode({ code }: { readonly code: string }): VNode {
  const [isShown, setShown] = useState(false);
  return (
    <section class="card code-part tx-code">
      <h2>{m.portal_code_tx_heading()}</h2>
      <p class="code-boxes" role="status">
        {isShown ? null : <span class="visually-hidden">{m.portal_code_tx_covered()}</span>}
        {groupDigits(code, 2)
          .split(' ')
          .map((pair, place) => (
            <span key={place} class="code-box" aria-hidden={!isShown} translate={false}>
              {isShown ? pair : '••'}{' '}
            </span>
          ))}
      </p>
      <div class="two-buttons">
        <button type="button" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? m.portal_code_tx_hide() : m.portal_code_tx_show()}
        </button>
        <CopyButton text={code} label={m.common_copy()} />
      </div>
      <p class="quiet small">{m.portal_code_tx()}</p>
    </section>
  );
}

/** What few people need, folded. */
function Rare({ offer, onNew }: Pick<Props, 'offer' | 'onNew'>): VNode {
  return (
    <div class="rare">
      <details>
        <summary>{m.portal_code_iphone_heading()}</summary>
        <p>{m.portal_code_iphone()}</p>
        <CopyButton text={offer.walletLink} label={m.portal_code_copy_line()} />
      </details>
      <details>
        <summary>{m.portal_code_typed_heading()}</summary>
        <p>{m.portal_code_typed()}</p>
        <p class="code-digits typed-code" translate={false}>
          {offer.typedCode}
        </p>
        <p class="quiet">{m.portal_code_typed_issuer({ address: location.origin })}</p>
      </details>
      <details>
        <summary>{m.portal_code_lock_heading()}</summary>
        <p>{m.portal_code_lock()}</p>
        <p class="code-digits typed-code" translate={false}>
          {offer.lockCode}
        </p>
        <p class="quiet">{m.portal_code_lock_where({ address: `${location.host}/zablokuj` })}</p>
      </details>
      <details>
        <summary>{m.portal_code_other_heading()}</summary>
        <p>{m.portal_code_other()}</p>
        <a class="button wide" href={offer.credentialOffer}>
          {m.portal_code_other_button()}
        </a>
      </details>
      <details>
        <summary>{m.portal_code_new_heading()}</summary>
        <p>{m.portal_code_new_effect()}</p>
        <button type="button" class="wide" onClick={onNew}>
          {m.portal_code_new()}
        </button>
      </details>
    </div>
  );
}
