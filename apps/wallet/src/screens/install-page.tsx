import { m } from '@mleg/i18n/messages';
import { Field, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Platform } from '../platform.ts';
import { Icon } from '../wallet-parts.tsx';

/** Copies one line; where the browser does not let us, shows it to be copied by hand. */
function CopyLine({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  };
  return (
    <>
      <button type="button" class="primary wide" onClick={() => void copy()}>
        <Icon name="paste" />
        {label}
      </button>
      <p role="status">{outcome === 'copied' ? m.common_copied() : ''}</p>
      {outcome === 'failed' ? (
        <Field label={m.wallet_copy_text_label()} hint={m.wallet_copy_failed()}>
          {(ids) => (
            <input
              {...ids}
              type="text"
              readOnly
              value={text}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function IosSteps(): VNode {
  return (
    <ol class="steps">
      <li>
        <Icon name="share" />
        {m.wallet_install_step_share()}
      </li>
      <li>
        <Icon name="check" />
        {m.wallet_install_step_home()}
      </li>
      <li>
        <Icon name="card" />
        {m.wallet_install_step_open()}
      </li>
    </ol>
  );
}

/** On an iPhone the ID is taken only inside the installed app, and this page says why (rules.md C6). */
export function InstallPage({
  platform,
  link,
}: {
  readonly platform: Exclude<Platform, 'ready'>;
  /** The link with the offer, to take along. */
  readonly link: string | undefined;
}): VNode {
  if (platform === 'unsupported' || platform === 'insecure') {
    return (
      <>
        <PageTitle title={m.wallet_unsupported_title()}>{m.wallet_unsupported_title()}</PageTitle>
        <p>{platform === 'insecure' ? m.wallet_insecure_text() : m.wallet_unsupported_text()}</p>
      </>
    );
  }
  if (platform !== 'ios_install_first') {
    const title = platform === 'in_app' ? m.wallet_inapp_title() : m.wallet_install_safari();
    return (
      <>
        <PageTitle title={title}>{title}</PageTitle>
        <p>{platform === 'in_app' ? m.wallet_inapp_text() : m.wallet_install_why()}</p>
        <CopyLine text={link ?? location.origin} label={m.wallet_inapp_copy()} />
      </>
    );
  }
  return (
    <>
      <PageTitle title={m.wallet_install_title()}>{m.wallet_install_title()}</PageTitle>
      <p>{m.wallet_install_why()}</p>
      <IosSteps />
      {link === undefined ? null : <CopyLine text={link} label={m.wallet_install_copy()} />}
    </>
  );
}
