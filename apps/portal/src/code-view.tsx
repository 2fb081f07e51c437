import type { Offer } from '@mleg/contract/common';
import { m } from '@mleg/i18n/messages';
import { CopyButton } from '@mleg/ui/copy-button.tsx';
import { groupDigits } from '@mleg/ui/parts.tsx';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** QR and activation code together (rules.md C1), what replaces the QR, and the lock code. */
export function CodeView({ offer, onNew }: { readonly offer: Offer; readonly onNew: () => void }): VNode {
  return (
    <>
      <TxCode code={offer.txCode} />
      <section class="card">
        <h2>{m.portal_code_here_heading()}</h2>
        <p>{m.portal_code_here()}</p>
        <a class="button primary wide" href={offer.walletLink} target="_blank" rel="noopener noreferrer">
          {m.portal_code_here_button()}
        </a>
        <p class="quiet iphone">{m.portal_code_iphone()}</p>
        <CopyButton text={offer.walletLink} label={m.portal_code_copy_line()} />
      </section>
      <section class="card">
        <h2>{m.portal_code_there_heading()}</h2>
        <p>{m.portal_code_there()}</p>
        <QrCode text={offer.walletLink} label={m.portal_code_qr_label()} class="qr-code wide-qr" />
        <p class="quiet">{m.portal_code_renews()}</p>
        <button type="button" onClick={onNew}>
          {m.portal_code_new()}
        </button>
        <h3>{m.portal_code_typed_heading()}</h3>
        <p>{m.portal_code_typed()}</p>
        <p class="code-digits typed-code">{offer.typedCode}</p>
        <p class="quiet">{m.portal_code_typed_issuer({ address: location.origin })}</p>
      </section>
      <LockCode code={offer.lockCode} />
      <details>
        <summary>{m.portal_code_other_heading()}</summary>
        <p>{m.portal_code_other()}</p>
        <a class="button wide" href={offer.credentialOffer}>
          {m.portal_code_other_button()}
        </a>
      </details>
    </>
  );
}

/** „Kod aktywacyjny (hasło)”, 2-2-2-2, covered until asked for: someone may look over the shoulder. */
function TxCode({ code }: { readonly code: string }): VNode {
  const [isShown, setShown] = useState(false);
  return (
    <section class="card tx-code">
      <h2>{m.portal_code_tx_heading()}</h2>
      <p>{m.portal_code_tx()}</p>
      {isShown ? (
        <p class="code-digits" role="status">
          {groupDigits(code, 2)}
        </p>
      ) : null}
      <div class="row">
        <button type="button" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? m.portal_code_tx_hide() : m.portal_code_tx_show()}
        </button>
        {isShown ? <CopyButton text={code} label={m.common_copy()} /> : null}
      </div>
    </section>
  );
}

function LockCode({ code }: { readonly code: string }): VNode {
  return (
    <section class="card">
      <h2>{m.portal_code_lock_heading()}</h2>
      <p>{m.portal_code_lock()}</p>
      <p class="code-digits typed-code">{code}</p>
      <p class="quiet">{m.portal_code_lock_where({ address: `${location.host}/zablokuj` })}</p>
    </section>
  );
}
