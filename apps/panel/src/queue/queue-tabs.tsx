import type { OrderList, OrderTab } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { tabWords } from '../words.ts';

const TABS = Object.keys(tabWords) as OrderTab[];

/** The stages of the queue with their counts; each is an address. */
export function QueueTabs(props: {
  readonly counts: OrderList['counts'] | undefined;
  readonly current: OrderTab | undefined;
  readonly onChoose: () => void;
}): VNode {
  const { counts, current, onChoose } = props;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a phone the tabs are one line that scrolls sideways.
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current, counts]);
  // Nothing ever rests in „new” where every order is looked at as it comes: an empty one is left out.
  const shown = TABS.filter((tab) => tab !== 'new' || tab === current || (counts?.new ?? 0) > 0);
  return (
    <nav class="tabs" aria-label={m.panel_tabs_label()}>
      <ul ref={list}>
        {shown.map((tab) => (
          <li key={tab}>
            <a
              href={`/orders?tab=${tab}`}
              onClick={onChoose}
              {...(tab === current ? { 'aria-current': 'page' as const } : {})}
            >
              {tabWords[tab]()}
              {counts === undefined ? null : <span class="count">{counts[tab]}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
