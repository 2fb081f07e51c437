import { m } from '@mleg/i18n/messages';
import { Loading } from '@mleg/ui/parts.tsx';
import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * A page that is fetched when it is first opened, so that the card itself is there at once. The service worker keeps all
 * pages: none of them needs a network later.
 */
export function lazyPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => VNode {
  let known: ComponentType<Props> | undefined;
  return function LazyPage(props: Props): VNode {
    const [state, setState] = useState<'loading' | 'here' | 'failed'>(known ? 'here' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      load().then(
        (page) => {
          known = page;
          setState('here');
        },
        () => setState('failed'),
      );
    }, [state]);
    if (state === 'failed') {
      return (
        <div class="notice bad" role="alert">
          <p>{m.wallet_start_failed()}</p>
          <button type="button" onClick={() => setState('loading')}>
            {m.common_retry()}
          </button>
        </div>
      );
    }
    const Page = known;
    return Page === undefined ? <Loading /> : <Page {...props} />;
  };
}
