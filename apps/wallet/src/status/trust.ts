import type { P256PublicJwk } from '@mleg/core/deps';
import { isSameKey } from '@mleg/core/encoding/jwk';
import { DomainError } from '@mleg/core/errors';
import type { TrustList, TrustOperator } from '@mleg/core/trust/trust-list';
import { indexTrustList, isTrustListNewer } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt, verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { TrustReference } from '@mleg/core/trust/trust-reference';
import { verifyEs256 } from '@mleg/core/web-crypto';
import { call } from '../call.ts';
import { isClockWrong } from '../clock.ts';
import type { WalletConfig } from '../config.ts';
import { listTrusts, readList, saveList, saveTrust } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';

type Source = { readonly uri: string; readonly keys: readonly P256PublicJwk[] };

/** A trust list with where it came from. */
export type LoadedTrust = { readonly source: Source; readonly list: TrustList; readonly isHome: boolean };

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

async function verify(token: string, keys: Source['keys']): Promise<TrustList | undefined> {
  for (const key of keys) {
    const result = await verifyTrustListJwt(token, key, nowSeconds(), { verifyEs256 });
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

async function fetchSource({ uri, keys }: Source): Promise<{ token: string; list: TrustList }> {
  const { status, text } = await call(uri, { headers: { accept: 'application/trust-list+jwt' } });
  const list = status === 200 ? await verify(text, keys) : undefined;
  if (list !== undefined) return { token: text, list };
  // A list of this minute is not believed by a phone that lives in another hour.
  throw new WalletError((await isClockWrong()) ? 'clock' : 'server');
}

/**
 * One list, newest first: from the network, else the kept one while it lasts. Never backwards.
 * @throws WalletError when there is none at all
 */
async function loadSource(source: Source): Promise<TrustList> {
  const { uri, keys } = source;
  const held = await readList(uri);
  const heldList = held === undefined ? undefined : parseKept(held.token);
  try {
    const { token, list } = await fetchSource(source);
    if (!isTrustListNewer(heldList, list)) throw new WalletError('server');
    await saveList({ uri, token, etag: undefined, issuedAt: list.issuedAt });
    return list;
  } catch (cause) {
    const kept = held === undefined ? undefined : await verify(held.token, keys);
    if (kept === undefined) throw cause;
    return kept;
  }
}

function homeOf(config: WalletConfig): Source {
  return { uri: config.trustList, keys: config.trustAnchors };
}

/**
 * All lists: the one that the app came with, and those that a person added. One of the latter that cannot be had is left
 * out.
 * @throws WalletError when the app's own list is not there and no other is
 */
export async function loadTrustLists(config: WalletConfig): Promise<LoadedTrust[]> {
  const home = homeOf(config);
  const added = (await listTrusts()).filter(({ uri }) => uri !== home.uri);
  const sources = [home, ...added.map(({ uri, key }) => ({ uri, keys: [key] }))];
  const settled = await Promise.allSettled(sources.map(loadSource));
  const loaded = settled.flatMap((result, index): LoadedTrust[] => {
    const source = sources[index];
    if (result.status === 'rejected' || source === undefined) return [];
    return [{ source, list: result.value, isHome: source === home }];
  });
  const [first] = settled;
  if (loaded.length === 0 && first?.status === 'rejected') throw first.reason;
  return loaded;
}

/** An added list says nothing of an issuer or a key that a list before it names: it cannot take another's place. */
function mergeOperators(lists: readonly TrustList[]): TrustOperator[] {
  const operators: TrustOperator[] = [];
  const taken = new Set<string>();
  for (const { operators: own } of lists) {
    const free = own.filter(
      ({ issuer, signers }) => ![issuer, ...signers.map(({ kid }) => kid)].some((id) => taken.has(id)),
    );
    operators.push(...free);
    for (const { issuer, signers } of free)
      for (const id of [issuer, ...signers.map(({ kid }) => kid)]) taken.add(id);
  }
  return operators;
}

/**
 * Whom this wallet believes: the operators of all its lists.
 * @throws WalletError as `loadTrustLists`
 */
export async function loadTrustList(config: WalletConfig): Promise<TrustList> {
  const lists = (await loadTrustLists(config)).map(({ list }) => list);
  const [first] = lists;
  if (first === undefined) throw new WalletError('server');
  return indexTrustList({
    ...first,
    expiresAt: Math.max(...lists.map(({ expiresAt }) => expiresAt)),
    operators: mergeOperators(lists),
  });
}

/**
 * Fetches the list that a reference names, for a person to look at before it is added.
 * @throws WalletError trust_list_wrong when the named key did not sign it
 */
export async function previewTrust(reference: TrustReference): Promise<TrustList> {
  const { trustList: uri, key } = reference;
  const { status, text } = await call(uri, { headers: { accept: 'application/trust-list+jwt' } });
  const list = status === 200 ? await verify(text, [key]) : undefined;
  if (list !== undefined) return list;
  if (status !== 200) throw new WalletError('unreachable', { host: new URL(uri).host });
  throw new WalletError((await isClockWrong()) ? 'clock' : 'trust_list_wrong');
}

/** Whether the app believes this list already. */
export async function isKnownTrust(reference: TrustReference, config: WalletConfig): Promise<boolean> {
  const isHome = reference.trustList === config.trustList;
  if (isHome) return config.trustAnchors.some((key) => isSameKey(key, reference.key));
  return (await listTrusts()).some(
    ({ uri, key }) => uri === reference.trustList && isSameKey(key, reference.key),
  );
}

/** The person compared the fingerprint and said yes. A list at the app's own address stays signed by its own keys. */
export async function addTrust(reference: TrustReference): Promise<void> {
  await saveTrust({ uri: reference.trustList, key: reference.key, addedAt: nowSeconds() });
}
