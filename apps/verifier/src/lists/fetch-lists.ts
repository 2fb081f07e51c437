import type { VerifyEs256 } from '@mleg/core/deps';
import { parseP256Jwk } from '@mleg/core/encoding/jwk';
import type { FetchList, ListBounds, ListOutcome } from '@mleg/core/signed-lists/fetch-list';
import { renewStatusList } from '@mleg/core/signed-lists/status-list-keeper';
import { acceptTrustList, renewTrustList } from '@mleg/core/signed-lists/trust-list-keeper';
import { inflateZlib } from '@mleg/core/status-list/inflate';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustOperator } from '@mleg/core/trust/trust-list';
import { isStatusListOf } from '@mleg/core/trust/trust-list';
import type { HeldStatusList, HeldTrust, Lists, Pin } from './held-lists.ts';
import { haveCommonAnchor } from './held-lists.ts';

/** What fetching needs from outside. */
export type FetchDeps = {
  readonly fetch: (
    url: string,
    options: { readonly headers: Readonly<Record<string, string>> },
    bounds: ListBounds,
  ) => Promise<Response>;
  readonly verifyEs256: VerifyEs256;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** How it went, all in all. */
export type FetchOutcome = Exclude<ListOutcome, 'unchanged'>;
export type Fetched = { readonly lists: Lists; readonly outcome: FetchOutcome };

type Attempt<T> = { readonly value: T | undefined; readonly outcome: ListOutcome };

/** The small documents beside the lists. */
const documentBounds: ListBounds = { bytesMax: 262_144, secondsMax: 20 };
/** How many lists are fetched side by side. */
const LANES = 4;
const LISTS_OF_OPERATOR_MAX = 64;
/** A retired list still tells who was revoked; after this long every paper ID of its time has run out. */
const RETIRED_SECONDS = 3 * 366 * 86_400;
/** What is kept of lists that nobody publishes any more. */
const LISTS_HELD_MAX = 1024;

function worst(outcomes: readonly ListOutcome[]): FetchOutcome {
  if (outcomes.includes('refused')) return 'refused';
  return outcomes.includes('offline') ? 'offline' : 'fresh';
}

async function fetchJson(url: string, deps: FetchDeps): Promise<unknown> {
  const headers = { accept: 'application/json' };
  const answer = await deps.fetch(url, { headers }, documentBounds).catch(() => undefined);
  return answer?.ok === true ? answer.json().catch(() => undefined) : undefined;
}

/** The keeper's way to the network. The browser's own cache asks by the entity tag and saves the bytes of what is the same. */
function listFetcher<Token>(
  deps: FetchDeps,
  accept: string,
  read: (answer: Response) => Promise<Token>,
): FetchList<Token> {
  return async (uri, _etag, bounds) => {
    const answer = await deps.fetch(uri, { headers: { accept } }, bounds).catch(() => undefined);
    const token = answer?.ok === true ? await read(answer).catch(() => undefined) : undefined;
    if (token === undefined) return { kind: 'failed' };
    return { kind: 'token', token, etag: answer?.headers.get('etag') ?? undefined };
  };
}

async function fetchPin(deps: FetchDeps): Promise<Pin | undefined> {
  const config = (await fetchJson('/config.json', deps)) as
    | { demo?: unknown; trustList?: unknown; trustAnchors?: unknown }
    | undefined;
  const { trustList, trustAnchors } = config ?? {};
  if (typeof trustList !== 'string' || !Array.isArray(trustAnchors)) return undefined;
  try {
    const anchors = trustAnchors.map((anchor) => parseP256Jwk(anchor));
    return { anchors, isDemo: config?.demo === true, trustListUrl: trustList };
  } catch {
    return undefined;
  }
}

/**
 * The pin of the first start stays. Only a demonstration that was started over (new keys at the same address, nothing
 * real to protect) begins anew by itself.
 */
function choosePin(held: Lists, found: Pin | undefined): Lists {
  if (found === undefined || found.anchors.length === 0) return held;
  if (held.pin === undefined) return { ...held, pin: found };
  const isNewDemo = held.pin.isDemo && found.isDemo && !haveCommonAnchor(held.pin, found);
  if (isNewDemo) return { pin: found, trust: undefined, statusLists: new Map() };
  if (held.pin.trustListUrl === found.trustListUrl) return held;
  return { ...held, pin: { ...held.pin, trustListUrl: found.trustListUrl } };
}

/**
 * Takes a trust list from a file, as core's keeper does one from the network.
 * @returns undefined for a list that is not to be believed; one from a file keeps the time at which it was last found current
 */
export async function acceptTrustFile(
  token: string,
  { pin, trust, trustFloor }: Lists,
  deps: Pick<FetchDeps, 'verifyEs256' | 'nowAt'>,
): Promise<HeldTrust | undefined> {
  if (pin === undefined) return undefined;
  const floor = trust?.list ?? trustFloor;
  const list = await acceptTrustList(token, { anchors: pin.anchors, floor }, deps);
  return list && { list, token, size: token.length, confirmedAt: trust?.confirmedAt ?? 0 };
}

async function fetchTrust(held: Lists, deps: FetchDeps): Promise<Attempt<HeldTrust>> {
  const { pin, trust, trustFloor } = held;
  if (pin === undefined) return { value: trust, outcome: 'offline' };
  const source = { uri: pin.trustListUrl, anchors: pin.anchors, held: trust, floor: trustFloor };
  const fetchList = listFetcher(deps, 'application/trust-list+jwt', (answer) => answer.text());
  const { outcome, believed } = await renewTrustList(source, { ...deps, fetchList });
  if (believed === undefined || outcome === 'offline' || outcome === 'refused')
    return { value: trust, outcome };
  const { list, token } = believed;
  return { value: { list, token, size: token.length, confirmedAt: deps.nowAt }, outcome };
}

/** Addresses of the lists that an operator publishes; undefined where it does not say. */
async function findPublished(operator: TrustOperator, deps: FetchDeps): Promise<string[] | undefined> {
  const body = (await fetchJson(operator.statusListBase.replace(/\/$/, ''), deps)) as
    | { status_lists?: unknown; offline_lists?: unknown }
    | null
    | undefined;
  const published = body?.offline_lists ?? body?.status_lists;
  if (!Array.isArray(published)) return undefined;
  const own = published.filter((uri) => typeof uri === 'string' && isStatusListOf(operator, uri)) as string[];
  return [...new Set(own)].slice(0, LISTS_OF_OPERATOR_MAX);
}

/** Found to be current: whatever it was before, it counts. */
function confirm({ isRetired: _retired, ...held }: HeldStatusList, nowAt: number): HeldStatusList {
  return { ...held, confirmedAt: nowAt };
}

async function fetchStatusList(
  uri: string,
  operator: TrustOperator,
  held: Lists & { readonly trust: HeldTrust },
  deps: FetchDeps,
): Promise<Attempt<HeldStatusList>> {
  const before = held.statusLists.get(uri);
  let size = before?.size ?? 0;
  const fetchList = listFetcher(deps, 'application/statuslist+cwt', async (answer) => {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    size = bytes.length;
    return bytes;
  });
  const findKey = createIssuerKeyFinder(held.trust.list, deps);
  const { outcome, believed } = await renewStatusList(
    { uri, iss: operator.issuer, findKey },
    { known: before },
    { ...deps, inflate: inflateZlib, fetchList },
  );
  if (before !== undefined && outcome === 'unchanged') return { value: confirm(before, deps.nowAt), outcome };
  if (believed === undefined || outcome !== 'fresh') return { value: before, outcome };
  return { value: { ...believed, size, confirmedAt: deps.nowAt }, outcome };
}

/** Calls `work` for every item, a few at a time. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * A list that its operator does not name any more is closed (all its entries have expired) once its own end has passed; before
 * that, an answer that leaves it out says nothing.
 */
function isClosed(
  uri: string,
  published: readonly string[] | undefined,
  held: Lists,
  nowAt: number,
): boolean {
  if (published === undefined || published.includes(uri)) return false;
  const end = held.statusLists.get(uri)?.list.expiresAt;
  return end !== undefined && nowAt >= end;
}

/** Marks what no operator of the trust list stands for, and lets go of what is long over. */
function retire(
  statusLists: ReadonlyMap<string, HeldStatusList>,
  operators: readonly TrustOperator[],
  nowAt: number,
): Map<string, HeldStatusList> {
  const kept = [...statusLists].map(([uri, held]): [string, HeldStatusList] => {
    const isOwned = operators.some((operator) => isStatusListOf(operator, uri));
    return isOwned || held.isRetired === true ? [uri, held] : [uri, { ...held, isRetired: true }];
  });
  const isOver = ([, { isRetired, list }]: [string, HeldStatusList]): boolean =>
    isRetired === true && nowAt > list.expiresAt + RETIRED_SECONDS;
  const rest = kept.filter((entry) => !isOver(entry));
  const current = rest.filter(([, { isRetired }]) => isRetired !== true);
  const retired = rest
    .filter(([, { isRetired }]) => isRetired === true)
    .sort(([, a], [, b]) => b.list.expiresAt - a.list.expiresAt);
  return new Map([...current, ...retired.slice(0, LISTS_HELD_MAX)]);
}

async function fetchStatusLists(
  held: Lists & { readonly trust: HeldTrust },
  deps: FetchDeps,
): Promise<Fetched> {
  // All that is held stays: no answer drops a list, it only brings a newer one.
  const statusLists = new Map(held.statusLists);
  const outcomes: ListOutcome[] = [];
  const { operators } = held.trust.list;
  await inLanes(operators, async (operator) => {
    const published = await findPublished(operator, deps);
    const known = [...held.statusLists.keys()].filter((uri) => isStatusListOf(operator, uri));
    for (const uri of new Set([...(published ?? []), ...known])) {
      const before = held.statusLists.get(uri);
      if (before !== undefined && isClosed(uri, published, held, deps.nowAt)) {
        statusLists.set(uri, { ...before, isRetired: true });
        continue;
      }
      const { value, outcome } = await fetchStatusList(uri, operator, held, deps);
      outcomes.push(outcome);
      if (value !== undefined) statusLists.set(uri, value);
    }
  });
  if (outcomes.length === 0) outcomes.push('offline');
  const lists = { ...held, statusLists: retire(statusLists, operators, deps.nowAt) };
  return { lists, outcome: worst(outcomes) };
}

/**
 * Fetches the trust list and the offline status lists of its operators and verifies each; what fails or would go
 * backwards leaves the held one in its place (rules.md K5).
 */
export async function fetchLists(held: Lists, deps: FetchDeps): Promise<Fetched> {
  const pinned = choosePin(held, await fetchPin(deps));
  const trust = await fetchTrust(pinned, deps);
  if (trust.value === undefined) return { lists: pinned, outcome: worst([trust.outcome]) };
  const status = await fetchStatusLists({ ...pinned, trust: trust.value }, deps);
  return { lists: status.lists, outcome: worst([trust.outcome, status.outcome]) };
}
