import type { P256PublicJwk } from '@mleg/core/deps';
import { isSameKey } from '@mleg/core/encoding/jwk';
import { DomainError } from '@mleg/core/errors';
import { trustListBounds } from '@mleg/core/signed-lists/fetch-list';
import { acceptTrustList, renewTrustList } from '@mleg/core/signed-lists/trust-list-keeper';
import type { TrustList, TrustOperator } from '@mleg/core/trust/trust-list';
import { indexTrustList } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { TrustReference } from '@mleg/core/trust/trust-reference';
import { verifyEs256 } from '@mleg/core/web-crypto';
import { isClockWrong } from '../clock.ts';
import type { WalletConfig } from '../config.ts';
import { listTrusts, readTrustList, saveList, saveTrust } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';
import { listFetcher } from './fetch-list.ts';

type Source = { readonly uri: string; readonly keys: readonly P256PublicJwk[] };

/** A trust list with where it came from. */
export type LoadedTrust = { readonly source: Source; readonly list: TrustList; readonly isHome: boolean };

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const fetchList = listFetcher('application/trust-list+jwt');

/** What one of the keys signed and is not over; whether it is the newest is another question. */
function verify(token: string, anchors: Source['keys']): Promise<TrustList | undefined> {
  return acceptTrustList(token, { anchors, floor: undefined }, { verifyEs256, nowAt: nowSeconds() });
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
 * One list, newest first: from the network, else the kept one while it lasts. Never backwards.
 * @throws WalletError when there is none at all
 */
async function loadSource({ uri, keys: anchors }: Source): Promise<TrustList> {
  const kept = await readTrustList(uri);
  try {
    const floor = kept && parseKept(kept.token);
    const deps = { fetchList, verifyEs256, nowAt: nowSeconds() };
    const { outcome, believed } = await renewTrustList({ uri, anchors, held: undefined, floor }, deps);
    // A list of this minute is not believed by a phone that lives in another hour.
    if (outcome !== 'fresh' || believed === undefined)
      throw new WalletError((await isClockWrong()) ? 'clock' : 'server');
    await saveList({ uri, token: believed.token });
    return believed.list;
  } catch (cause) {
    const list = kept && (await verify(kept.token, anchors));
    if (list === undefined) throw cause;
    return list;
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
  const answer = await fetchList(uri, undefined, trustListBounds);
  if (answer.kind !== 'token') throw new WalletError('unreachable', { host: new URL(uri).host });
  const list = await verify(answer.token, [key]);
  if (list !== undefined) return list;
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
