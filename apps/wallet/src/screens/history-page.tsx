import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { claimWords } from '../claim-words.ts';
import type { HistoryRecord } from '../store/records.ts';
import { clearHistory, listHistory } from '../store/store.ts';

function outcomeOf(line: HistoryRecord): string {
  if (line.outcome === 'declined') return m.wallet_history_declined();
  if (line.outcome === 'failed') return m.wallet_history_failed();
  if (line.outcome === 'unknown')
    return m.wallet_history_unknown({ claims: line.claims.map(claimWords).join(', ') });
  return m.wallet_history_shared({ claims: line.claims.map(claimWords).join(', ') });
}

function Lines({ lines, onClear }: { lines: readonly HistoryRecord[]; onClear: () => void }): VNode {
  const [isAsking, ask] = useState(false);
  return (
    <>
      <p class="quiet">{m.wallet_history_note()}</p>
      <ol class="history">
        {lines.map((line) => (
          <li key={line.id} class="card">
            <h2>{line.verifier}</h2>
            <p>{outcomeOf(line)}</p>
            <p class="quiet">{formatMoment(line.at * 1000)}</p>
          </li>
        ))}
      </ol>
      {isAsking ? (
        <div class="notice warn" role="alert">
          <p>{m.wallet_history_clear_ask()}</p>
          <div class="row">
            <button type="button" class="danger" onClick={onClear}>
              {m.wallet_settings_remove_yes()}
            </button>
            <button type="button" onClick={() => ask(false)}>
              {m.common_cancel()}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="wide" onClick={() => ask(true)}>
          {m.wallet_history_clear()}
        </button>
      )}
    </>
  );
}

/** W-7: whom this phone showed what; kept here alone. */
export function HistoryPage(): VNode {
  const [lines, setLines] = useState<readonly HistoryRecord[]>();
  useEffect(() => void listHistory().then(setLines, () => setLines([])), []);
  const clear = (): void => void clearHistory().then(() => setLines([]));
  return (
    <>
      <PageTitle title={m.wallet_history_title()}>{m.wallet_history_title()}</PageTitle>
      {lines === undefined ? <Loading /> : null}
      {lines?.length === 0 ? <p>{m.wallet_history_empty()}</p> : null}
      {lines !== undefined && lines.length > 0 ? <Lines lines={lines} onClear={clear} /> : null}
    </>
  );
}
