import type { VerifyEs256 } from '@mleg/core/deps';
import { parseP256Jwk } from '@mleg/core/encoding/jwk';
import { inflateZlib } from '@mleg/core/status-list/inflate';
import { replaceStatusList } from '@mleg/core/status-list/status-list';
import { verifyStatusListCwt } from '@mleg/core/status-list/status-list-cwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustOperator } from '@mleg/core/trust/trust-list';
import { isStatusListOf, isTrustListNewer } from '@mleg/core/trust/trust-list';
import { verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { HeldStatusList, HeldTrust, Lists, Pin, TrustFloor } from './held-lists.ts';
import { haveCommonAnchor } from './held-lists.ts';

/** What fetching needs from outside. */
export type FetchDeps = {
  readonly fetch: (url: string, options?: { headers?: Record<string, string> }) => Promise<Response>;
  readonly verifyEs256: VerifyEs256;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** How it went. `offline`: something could not be fetched; `refused`: what came was not to be believed. */
export type FetchOutcome = 'fresh' | 'offline' | 'refused';
export type Fetched = { readonly lists: Lists; readonly outcome: FetchOutcome };

type Attempt<T> = { readonly value: T | undefined; readonly outcome: FetchOutcome };

/** How many lists are fetched side by side. */
const LANES = 4;
const LISTS_OF_OPERATOR_MAX = 64;
/** A retired list still tells who was revoked; after this long every paper ID of its time has run out. */
const RETIRED_SECONDS = 3 * 366 * 86_400;
/** What is kept of lists that nobody publishes any more. */
const LISTS_HELD_MAX = 1024;

function worst(outcomes: readonly FetchOutcome[]): FetchOutcome {
  if (outcomes.includes('refused')) return 'refused';
  return outcomes.includes('offline') ? 'offline' : 'fresh';
}

async function fetchOk(url: string, deps: FetchDeps, accept: string): Promise<Response | undefined> {
  const answer = await deps.fetch(url, { headers: { accept } }).catch(() => undefined);
  return answer?.ok === true ? answer : undefined;
}

async function fetchPin(deps: FetchDeps): Promise<Pin | undefined> {
  const answer = await fetchOk('/config.json', deps, 'application/json');
  const config = (await answer?.json().catch(() => undefined)) as
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
 * Believes a trust list when a pinned key signed it and it is not older than the held one (rules.md K5).
 * @param confirmedAt when it was found to be current; a list from a file keeps its own time
 */
export async function acceptTrustList(
  token: string,
  held: {
    readonly pin: Pin;
    readonly trust: HeldTrust | undefined;
    readonly trustFloor?: TrustFloor | undefined;
  },
  confirmedAt: number,
  deps: Pick<FetchDeps, 'verifyEs256' | 'nowAt'>,
): Promise<HeldTrust | undefined> {
  for (const anchor of held.pin.anchors) {
    const verified = await verifyTrustListJwt(token, anchor, deps.nowAt, deps);
    if (!verified.ok) continue;
    if (!isTrustListNewer(held.trust?.list ?? held.trustFloor, verified.list)) return undefined;
    return { list: verified.list, token, size: token.length, confirmedAt };
  }
  return undefined;
}

async function fetchTrust(held: Lists, deps: FetchDeps): Promise<Attempt<HeldTrust>> {
  const { pin, trust, trustFloor } = held;
  const answer = pin && (await fetchOk(pin.trustListUrl, deps, 'application/trust-list+jwt'));
  const token = await answer?.text().catch(() => undefined);
  if (pin === undefined || token === undefined) return { value: trust, outcome: 'offline' };
  if (token === trust?.token) return { value: { ...trust, confirmedAt: deps.nowAt }, outcome: 'fresh' };
  const accepted = await acceptTrustList(token, { pin, trust, trustFloor }, deps.nowAt, deps);
  return { value: accepted ?? trust, outcome: accepted === undefined ? 'refused' : 'fresh' };
}

/** Addresses of the lists that an operator publishes; undefined where it does not say. */
async function findPublished(operator: TrustOperator, deps: FetchDeps): Promise<string[] | undefined> {
  const answer = await fetchOk(operator.statusListBase.replace(/\/$/, ''), deps, 'application/json');
  const body = (await answer?.json().catch(() => undefined)) as
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
  const answer = await fetchOk(uri, deps, 'application/statuslist+cwt');
  if (answer === undefined) return { value: before, outcome: 'offline' };
  const etag = answer.headers.get('etag') ?? undefined;
  if (before !== undefined && etag !== undefined && etag === before.etag) {
    return { value: confirm(before, deps.nowAt), outcome: 'fresh' };
  }
  const body = await answer.arrayBuffer().catch(() => undefined);
  if (body === undefined) return { value: before, outcome: 'offline' };
  const input = {
    token: new Uint8Array(body),
    uri,
    iss: operator.issuer,
    findKey: createIssuerKeyFinder(held.trust.list, deps),
    nowAt: deps.nowAt,
    ...(before === undefined ? {} : { heldIssuedAt: before.list.issuedAt }),
  };
  const verified = await verifyStatusListCwt(input, { ...deps, inflate: inflateZlib });
  const list = verified.ok ? replaceStatusList(before?.list, verified.list) : undefined;
  if (list === undefined) return { value: before, outcome: 'refused' };
  return { value: { list, size: body.byteLength, etag, confirmedAt: deps.nowAt }, outcome: 'fresh' };
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
  const outcomes: FetchOutcome[] = [];
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
  if (trust.value === undefined) return { lists: pinned, outcome: trust.outcome };
  const status = await fetchStatusLists({ ...pinned, trust: trust.value }, deps);
  return { lists: status.lists, outcome: worst([trust.outcome, status.outcome]) };
}
