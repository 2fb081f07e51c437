import { m } from '@mleg/i18n/messages';
import { Loading } from '@mleg/ui/parts.tsx';
import type { ComponentChildren, VNode } from 'preact';
import { dataText } from './check/words.ts';
import { readClock } from './lists/clock.ts';
import { canCheck, dataAt } from './lists/held-lists.ts';
import { refreshLists } from './lists/list-keeper.ts';
import { useKeeper } from './lists/use-keeper.ts';
import { Live } from './live.tsx';

/** „Dane z dziś, godz. 6:00 · działa bez internetu”. */
export function DataLine(): VNode {
  const { lists } = useKeeper();
  return (
    <p class="data-line">
      <Live text={`${dataText(dataAt(lists), readClock().nowAt)} · ${m.verifier_works_offline()}`} />
    </p>
  );
}

/** Shows what needs the lists once they are there; until then how to get them (rules.md K4: no lists, no verdict). */
export function NeedsLists({ children }: { readonly children: ComponentChildren }): VNode {
  const { lists, isReady, isBusy } = useKeeper();
  if (canCheck(lists)) return <>{children}</>;
  if (!isReady) return <Loading />;
  if (isBusy) {
    return (
      <div class="card" role="status">
        <p>{m.verifier_data_loading()}</p>
        <progress aria-label={m.verifier_data_loading()} />
        <p class="quiet">{m.verifier_data_loading_hint()}</p>
      </div>
    );
  }
  return (
    <div class="notice warn" role="alert">
      <p>
        <strong>{m.verifier_data_none()}</strong>
      </p>
      <p>{m.verifier_data_none_hint()}</p>
      <button type="button" class="primary" onClick={() => void refreshLists().catch(() => undefined)}>
        {m.verifier_data_get()}
      </button>
    </div>
  );
}
