type PolicyFactory = {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
};

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

/** The one policy of the pages' CSP: lets nothing become a script but our own service worker. */
const policy = factory?.createPolicy('mleg', {
  createScriptURL(url) {
    if (url !== '/sw.js') throw new TypeError('not a script of ours');
    return url;
  },
});

/** Registers the face's service worker; a browser without one simply has no offline mode. */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  const url = policy === undefined ? '/sw.js' : policy.createScriptURL('/sw.js');
  return navigator.serviceWorker.register(url, { scope: '/' }).catch(() => undefined);
}
