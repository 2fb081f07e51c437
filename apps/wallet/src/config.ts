import type { P256PublicJwk } from '@mleg/core/deps';

/** What a built app cannot know (GET /config.json of its own origin; kept by the service worker). */
export type WalletConfig = {
  readonly demo: boolean;
  readonly origins: { readonly school: string; readonly wallet: string; readonly verifier: string };
  /** Address of the signed trust list. */
  readonly trustList: string;
  /** Keys that may sign it: pinned with the app. */
  readonly trustAnchors: readonly P256PublicJwk[];
};

/**
 * Reads the settings.
 * @throws Error when neither the server nor the service worker has them
 */
export async function loadConfig(): Promise<WalletConfig> {
  const response = await fetch('/config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error('config.json is not there');
  return (await response.json()) as WalletConfig;
}

/** Plain http is for the demonstration on one machine only. */
export function urlRules(config: WalletConfig): { readonly allowInsecureLocalhost: boolean } {
  return { allowInsecureLocalhost: config.demo };
}
