import { m } from '@mleg/i18n/messages';
import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading } from './parts.tsx';

/**
 * A page that is fetched when it is first opened, so that the first one is there sooner.
 * @param load an `import()`
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
          <p>{m.problem_network()}</p>
          {/* A browser remembers that an import failed; the address leads back here. */}
          <button type="button" onClick={() => location.reload()}>
            {m.common_retry()}
          </button>
        </div>
      );
    }
    const Page = known;
    return Page === undefined ? <Loading /> : <Page {...props} />;
  };
}
