import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { readPasted } from '@mleg/core/links/read-pasted';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { parseTrustReference, type TrustReference } from '@mleg/core/trust/trust-reference';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { urlRules, type WalletConfig } from '../config.ts';
import { takeLaunch } from '../launch.ts';
import { addTrust, isKnownTrust, type LoadedTrust, loadTrustLists, previewTrust } from '../status/trust.ts';
import type { TrustRecord } from '../store/records.ts';
import { dropTrust, listTrusts } from '../store/store.ts';
import { toWalletError, WalletError, type WalletProblem } from '../wallet-error.ts';
import { Problem, Progress } from '../wallet-parts.tsx';
import type { Wallet } from '../wallet-state.ts';
import { Issuers } from './issuers.tsx';
import { TrustAsk } from './trust-ask.tsx';
import { TrustWays } from './trust-ways.tsx';

type Step =
  | { readonly at: 'list' }
  | { readonly at: 'checking' }
  | { readonly at: 'ask'; readonly reference: TrustReference; readonly list: TrustList }
  | { readonly at: 'failed'; readonly problem: WalletProblem; readonly host: string | undefined };

/** What is on the page: the lists that could be loaded, and all that were added. */
type Shown = { readonly loaded: readonly LoadedTrust[]; readonly added: readonly TrustRecord[] };

function readReference(text: string, config: WalletConfig): TrustReference {
  try {
    const pasted = readPasted(text);
    return parseTrustReference(pasted?.kind === 'trust' ? pasted.link : text, urlRules(config));
  } catch (cause) {
    if (cause instanceof DomainError) throw new WalletError('not_a_trust_list', { cause });
    throw cause;
  }
}

function Added({
  record,
  list,
  onRemove,
}: {
  readonly record: TrustRecord;
  readonly list: TrustList | undefined;
  readonly onRemove: () => void;
}): VNode {
  const { host } = new URL(record.uri);
  return (
    <section class="card">
      {list === undefined ? <p>{m.wallet_trust_not_now({ host })}</p> : <Issuers list={list} />}
      <p class="quiet">{m.wallet_trust_since({ day: formatDay(warsawDayOf(record.addedAt)) })}</p>
      <button
        type="button"
        aria-label={m.wallet_trust_remove_label({ name: list?.iss ?? host })}
        onClick={onRemove}
      >
        {m.wallet_trust_remove()}
      </button>
    </section>
  );
}

function useShown(config: WalletConfig): { shown: Shown | undefined; reload: () => Promise<void> } {
  const [shown, setShown] = useState<Shown>();
  const reload = useCallback(async () => {
    const [loaded, added] = await Promise.all([
      loadTrustLists(config).catch(() => []),
      listTrusts().catch(() => []),
    ]);
    setShown({ loaded, added });
  }, [config]);
  useEffect(() => void reload(), [reload]);
  return { shown, reload };
}

function Lists({
  shown,
  onRemove,
}: {
  readonly shown: Shown | undefined;
  readonly onRemove: (record: TrustRecord) => void;
}): VNode {
  if (shown === undefined) return <Loading />;
  const home = shown.loaded.find(({ isHome }) => isHome);
  return (
    <div class="stack">
      {home === undefined ? null : (
        <section class="card">
          <Issuers list={home.list} />
          <p class="quiet">{m.wallet_trust_home()}</p>
        </section>
      )}
      {shown.added.map((record) => (
        <Added
          key={record.uri}
          record={record}
          list={shown.loaded.find(({ source }) => source.uri === record.uri)?.list}
          onRemove={() => onRemove(record)}
        />
      ))}
    </div>
  );
}

/** Whom this wallet believes, and how a person adds another: only after comparing a fingerprint (OpenID4VCI 1.0 13.6.2). */
export function TrustPage({ wallet }: { readonly wallet: Wallet }): VNode {
  const { config, say } = wallet;
  const [step, setStep] = useState<Step>({ at: 'list' });
  const [said, setSaid] = useState('');
  const { shown, reload } = useShown(config);
  const fail = (cause: unknown): void => {
    const { problem, host } = toWalletError(cause);
    setStep({ at: 'failed', problem, host });
  };
  const look = async (text: string): Promise<void> => {
    setSaid('');
    setStep({ at: 'checking' });
    const reference = readReference(text, config);
    if (await isKnownTrust(reference, config)) {
      setSaid(m.wallet_trust_known());
      setStep({ at: 'list' });
    } else setStep({ at: 'ask', reference, list: await previewTrust(reference) });
  };
  const open = (text: string): void => void look(text).catch(fail);
  const change = async (act: Promise<void>, text: string): Promise<void> => {
    await act;
    await reload();
    setSaid(text);
    setStep({ at: 'list' });
  };
  useEffect(() => {
    say('');
    const text = takeLaunch('trust');
    if (text !== undefined) open(text);
  }, []);
  if (step.at === 'checking') {
    return (
      <>
        <PageTitle title={m.wallet_trust_title()}>{m.wallet_trust_title()}</PageTitle>
        <Progress text={m.wallet_trust_checking()} />
      </>
    );
  }
  if (step.at === 'ask') {
    const { reference, list } = step;
    return (
      <TrustAsk
        reference={reference}
        list={list}
        onYes={() => void change(addTrust(reference), m.wallet_trust_added()).catch(fail)}
        onNo={() => setStep({ at: 'list' })}
      />
    );
  }
  return (
    <>
      <PageTitle title={m.wallet_trust_title()}>{m.wallet_trust_title()}</PageTitle>
      {step.at === 'failed' ? <Problem problem={step.problem} host={step.host} /> : null}
      <p role="status" class={said === '' ? '' : 'notice'}>
        {said}
      </p>
      <p>{m.wallet_trust_lead()}</p>
      <Lists
        shown={shown}
        onRemove={({ uri }) => void change(dropTrust(uri), m.wallet_trust_removed()).catch(fail)}
      />
      <TrustWays onText={open} />
    </>
  );
}
