import { formatMoment } from '@mleg/i18n/format';
import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { FileButton } from './file-button.tsx';
import { Frame } from './frame.tsx';
import type { FetchOutcome } from './lists/fetch-lists.ts';
import type { Lists } from './lists/held-lists.ts';
import { canCheck, dataAt, dataSize } from './lists/held-lists.ts';
import { refreshLists, startOver, takeTrustFile } from './lists/list-keeper.ts';
import { useKeeper } from './lists/use-keeper.ts';
import { Live } from './live.tsx';
import { DataLine } from './needs-lists.tsx';

const FILE_BYTES_MAX = 33_554_432;

const outcomes: Record<FetchOutcome, () => string> = {
  fresh: m.verifier_lists_fresh,
  offline: m.verifier_lists_offline,
  refused: m.verifier_lists_refused,
};

function formatSize(bytes: number): string {
  const inMega = bytes >= 1_000_000;
  return new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: inMega ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: 1,
  }).format(bytes / (inMega ? 1_000_000 : 1000));
}

function Moment({
  at,
  text,
}: {
  readonly at: number;
  readonly text: (inputs: { moment: string }) => string;
}): VNode {
  return (
    <p>
      <Live text={text({ moment: formatMoment(at * 1000) })} />
    </p>
  );
}

function TrustCard({ lists }: { readonly lists: Lists }): VNode | null {
  if (lists.trust === undefined) return null;
  const { list, size, confirmedAt } = lists.trust;
  return (
    <section class="card">
      <h2>{m.verifier_lists_trust()}</h2>
      <p>
        {m.verifier_lists_operators({ count: list.operators.length })} ·{' '}
        {m.verifier_lists_trust_by({ name: list.iss })} · {formatSize(size)}
      </p>
      <Moment at={list.issuedAt} text={m.verifier_lists_signed} />
      {confirmedAt === 0 ? (
        <p>{m.verifier_lists_confirmed_never()}</p>
      ) : (
        <Moment at={confirmedAt} text={m.verifier_lists_confirmed} />
      )}
    </section>
  );
}

function StatusCard({ lists }: { readonly lists: Lists }): VNode | null {
  const held = [...lists.statusLists.values()];
  const confirmedAt = dataAt(lists);
  if (held.length === 0 || confirmedAt === undefined) return null;
  const size = held.reduce((sum, list) => sum + list.size, 0);
  return (
    <section class="card">
      <h2>{m.verifier_lists_status()}</h2>
      <p>
        {m.verifier_lists_files({ count: held.length })} · {formatSize(size)}
      </p>
      <Moment at={Math.min(...held.map(({ list }) => list.issuedAt))} text={m.verifier_lists_signed} />
      <Moment at={confirmedAt} text={m.verifier_lists_confirmed} />
    </section>
  );
}

function TrustFile(): VNode {
  const [isTaken, setTaken] = useState<boolean | undefined>(undefined);
  const read = async (file: File): Promise<void> => {
    const text = file.size > FILE_BYTES_MAX ? '' : await file.text();
    setTaken(await takeTrustFile(text));
  };
  return (
    <section class="card">
      <p>{m.verifier_lists_file_hint()}</p>
      <FileButton
        label={m.verifier_lists_file()}
        accept=".jwt,.txt,application/trust-list+jwt"
        error={isTaken === false ? m.verifier_lists_file_bad() : undefined}
        onFile={(file) => void read(file).catch(() => setTaken(false))}
      />
      <p role="status">
        <Live text={isTaken === true ? m.verifier_lists_file_ok() : ''} />
      </p>
    </section>
  );
}

/** V-6: what the checks are made with, how old and how large it is, and how to renew it. */
export function ListsPage(): VNode {
  const { lists, isBusy, outcome } = useKeeper();
  const quietly = (work: Promise<void>): void => void work.catch(() => undefined);
  return (
    <Frame>
      <PageTitle title={m.verifier_lists_title()}>{m.verifier_lists_title()}</PageTitle>
      <div class="stack">
        {canCheck(lists) ? <DataLine /> : <p class="notice warn">{m.verifier_data_none_hint()}</p>}
        <p>{m.verifier_lists_lead()}</p>
        <button
          type="button"
          class="primary wide"
          aria-disabled={isBusy}
          onClick={() => quietly(refreshLists())}
        >
          <Live text={isBusy ? m.verifier_lists_refreshing() : m.verifier_lists_refresh()} />
        </button>
        <p role="status">
          <Live text={isBusy || outcome === undefined ? '' : outcomes[outcome]()} />
        </p>
        <TrustCard lists={lists} />
        <StatusCard lists={lists} />
        {canCheck(lists) ? <p>{m.verifier_lists_size({ size: formatSize(dataSize(lists)) })}</p> : null}
        <TrustFile />
        <details class="card">
          <summary>{m.verifier_lists_over()}</summary>
          <p>{m.verifier_lists_over_hint()}</p>
          <button type="button" class="danger" onClick={() => quietly(startOver())}>
            {m.verifier_lists_over()}
          </button>
        </details>
      </div>
    </Frame>
  );
}
