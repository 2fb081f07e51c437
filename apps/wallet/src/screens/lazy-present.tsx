import { m } from '@mleg/i18n/messages';
import { Loading } from '@mleg/ui/parts.tsx';
import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Wallet } from '../wallet-state.ts';

type PageProps = { readonly wallet: Wallet };

/** The page that answers requests, fetched when it is needed: encryption comes with it. */
export function LazyPresent(props: PageProps): VNode {
  const [loaded, setLoaded] = useState<{ Page: ComponentType<PageProps> } | 'failed'>();
  useEffect(() => {
    import('./present-page.tsx').then(
      ({ PresentPage }) => setLoaded({ Page: PresentPage }),
      () => setLoaded('failed'),
    );
  }, []);
  if (loaded === 'failed') return <p class="notice bad">{m.wallet_problem_offline_check()}</p>;
  if (loaded === undefined) return <Loading />;
  return <loaded.Page {...props} />;
}
