import { DomainError } from '@mleg/core/errors';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { isTrustListNewer } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt, verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '@mleg/core/web-crypto';
import { call } from '../call.ts';
import type { WalletConfig } from '../config.ts';
import { readList, saveList } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';

async function verify(token: string, config: WalletConfig): Promise<TrustList | undefined> {
  for (const anchor of config.trustAnchors) {
    const result = await verifyTrustListJwt(token, anchor, Math.floor(Date.now() / 1000), { verifyEs256 });
    if (result.ok) return result.list;
  }
  return undefined;
}

/** What is kept, as far as it can still be read: another version of this app may have kept another form. */
function parseKept(token: string): TrustList | undefined {
  try {
    return parseTrustListJwt(token);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/**
 * The trust list, newest first: from the network, else the kept one while it lasts. Never backwards.
 * @throws WalletError offline or server when there is none at all
 */
export async function loadTrustList(config: WalletConfig): Promise<TrustList> {
  const held = await readList(config.trustList);
  const heldList = held === undefined ? undefined : parseKept(held.token);
  try {
    const { status, text } = await call(config.trustList, {
      headers: { accept: 'application/trust-list+jwt' },
    });
    const fresh = status === 200 ? await verify(text, config) : undefined;
    if (fresh === undefined) throw new WalletError('server');
    if (!isTrustListNewer(heldList, fresh)) throw new WalletError('server');
    await saveList({ uri: config.trustList, token: text, etag: undefined, issuedAt: fresh.issuedAt });
    return fresh;
  } catch (cause) {
    const kept = held === undefined ? undefined : await verify(held.token, config);
    if (kept === undefined) throw cause;
    return kept;
  }
}
