import { useEffect, useState } from 'preact/hooks';

/** Where the app is: the path and the parameters behind `?` (never a person's data). */
export type Place = { readonly path: string; readonly query: URLSearchParams };

const CHANGED = 'mleg-place';

function read(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function isSame(one: Place, other: Place): boolean {
  return one.path === other.path && one.query.toString() === other.query.toString();
}

/** Goes to an address of this app. */
export function go(address: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace === true) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  window.dispatchEvent(new Event(CHANGED));
}

/** The place, drawn anew when it changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const update = (): void => setPlace(read());
    window.addEventListener('popstate', update);
    window.addEventListener(CHANGED, update);
    // What changed between the first draw and now.
    setPlace((drawn) => (isSame(drawn, read()) ? drawn : read()));
    return () => {
      window.removeEventListener('popstate', update);
      window.removeEventListener(CHANGED, update);
    };
  }, []);
  return place;
}

/** Lets plain links of our own pages change the place without loading the page again. Call once. */
export function catchLinks(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    if (link.pathname === location.pathname && link.hash !== '') return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** Reads what stands behind `#` and takes it out of the address bar and the history. */
export function takeFragment(): URLSearchParams {
  const parameters = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return parameters;
}
