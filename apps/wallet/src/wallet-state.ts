import { useCallback, useEffect, useState } from 'preact/hooks';
import { tellIssuer } from './activation/tell-issuer.ts';
import type { WalletConfig } from './config.ts';
import { tellRemovals } from './removal/tell-removals.ts';
import { hadCard, markCards, markShown, shownCardId } from './store/marks.ts';
import type { CardRecord, PendingRecord } from './store/records.ts';
import { listCards, readPending } from './store/store.ts';

/** All that the screens show. */
export type Wallet = {
  readonly config: WalletConfig;
  readonly cards: readonly CardRecord[];
  /** The one of several that is shown. */
  readonly shown: CardRecord | undefined;
  readonly pending: PendingRecord | undefined;
  /** An ID was here and is not any more, though nobody removed it (W-9). */
  readonly isGone: boolean;
  readonly checking: 'no' | 'running' | 'failed';
  /** Reads the memory again after a change. */
  readonly reload: () => Promise<void>;
  readonly choose: (id: string) => void;
  readonly checkNow: () => Promise<void>;
  /** A sentence about what was just done. */
  readonly said: string;
  readonly say: (text: string) => void;
};

type Memory = { readonly cards: readonly CardRecord[]; readonly pending: PendingRecord | undefined };

const CHECK_EVERY_MS = 4 * 60_000;

async function readMemory(): Promise<Memory> {
  const [cards, pending] = await Promise.all([listCards(), readPending()]);
  if (cards.length > 0) markCards(cards.length);
  return { cards, pending };
}

/** Runs when the app comes up, into view or online, and every few minutes while it is looked at. */
function useRegularly(act: () => void): void {
  useEffect(() => {
    const whenSeen = (): void => {
      if (!document.hidden && navigator.onLine) act();
    };
    whenSeen();
    const timer = setInterval(whenSeen, CHECK_EVERY_MS);
    document.addEventListener('visibilitychange', whenSeen);
    window.addEventListener('online', whenSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', whenSeen);
      window.removeEventListener('online', whenSeen);
    };
  }, [act]);
}

/** The wallet's memory, and the status list asked now and then. `undefined` while it is read, `failed` where nothing is kept. */
export function useWallet(config: WalletConfig): Wallet | 'failed' | undefined {
  const [memory, setMemory] = useState<Memory | 'failed'>();
  const [checking, setChecking] = useState<Wallet['checking']>('no');
  const [shownId, setShownId] = useState(shownCardId);
  const [said, say] = useState('');
  const reload = useCallback(async () => {
    try {
      setMemory(await readMemory());
      setShownId(shownCardId());
    } catch {
      setMemory('failed');
    }
  }, []);
  const checkNow = useCallback(async () => {
    try {
      const { cards } = await readMemory();
      void tellRemovals();
      if (cards.length === 0) return;
      setChecking('running');
      for (const card of cards) await tellIssuer(card);
      // Fetched apart: the card is shown before anything is asked.
      const { checkStatuses } = await import('./status/check-status.ts');
      const isChanged = await checkStatuses(cards, config);
      setChecking(isChanged ? 'no' : 'failed');
      await reload();
    } catch {
      setChecking('failed');
    }
  }, [config, reload]);
  useEffect(() => void reload(), [reload]);
  useRegularly(useCallback(() => void checkNow(), [checkNow]));
  if (memory === undefined || memory === 'failed') return memory;
  const { cards, pending } = memory;
  return {
    config,
    cards,
    pending,
    shown: cards.find(({ id }) => id === shownId) ?? cards[0],
    isGone: cards.length === 0 && hadCard(),
    checking,
    reload,
    choose: (id) => {
      markShown(id);
      setShownId(id);
    },
    checkNow,
    said,
    say,
  };
}
