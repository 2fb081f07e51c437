import type { P256PublicJwk, VerifyEs256 } from '@mleg/core/deps';
import { isSameKey, parseP256Jwk } from '@mleg/core/encoding/jwk';
import { inflateZlib } from '@mleg/core/status-list/inflate';
import { keepRevoked } from '@mleg/core/status-list/status-array';
import { verifyStatusListCwt } from '@mleg/core/status-list/status-list-cwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustOperator } from '@mleg/core/trust/trust-list';
import { isStatusListOf, isTrustListNewer } from '@mleg/core/trust/trust-list';
import { verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { HeldStatusList, HeldTrust, Lists, Pin } from './held-lists.ts';

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

function haveCommonAnchor(a: Pin, b: Pin): boolean {
  return a.anchors.some((one: P256PublicJwk) => b.anchors.some((other) => isSameKey(one, other)));
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
  held: { readonly pin: Pin; readonly trust: HeldTrust | undefined },
  confirmedAt: number,
  deps: Pick<FetchDeps, 'verifyEs256' | 'nowAt'>,
): Promise<HeldTrust | undefined> {
  for (const anchor of held.pin.anchors) {
    const verified = await verifyTrustListJwt(token, anchor, deps.nowAt, deps);
    if (!verified.ok) continue;
    if (!isTrustListNewer(held.trust?.list, verified.list)) return undefined;
    return { list: verified.list, token, size: token.length, confirmedAt };
  }
  return undefined;
}

async function fetchTrust(held: Lists, deps: FetchDeps): Promise<Attempt<HeldTrust>> {
  const { pin, trust } = held;
  const answer = pin && (await fetchOk(pin.trustListUrl, deps, 'application/trust-list+jwt'));
  const token = await answer?.text().catch(() => undefined);
  if (pin === undefined || token === undefined) return { value: trust, outcome: 'offline' };
  if (token === trust?.token) return { value: { ...trust, confirmedAt: deps.nowAt }, outcome: 'fresh' };
  const accepted = await acceptTrustList(token, { pin, trust }, deps.nowAt, deps);
  return { value: accepted ?? trust, outcome: accepted === undefined ? 'refused' : 'fresh' };
}

/**
 * Addresses of the operator's lists: what it publishes, else what is held of it already. A list that it closed (all its
 * entries have expired) goes.
 */
async function findListUris(operator: TrustOperator, held: Lists, deps: FetchDeps): Promise<string[]> {
  const answer = await fetchOk(operator.statusListBase.replace(/\/$/, ''), deps, 'application/json');
  const body = (await answer?.json().catch(() => undefined)) as
    | { status_lists?: unknown; offline_lists?: unknown }
    | undefined;
  const published = body?.offline_lists ?? body?.status_lists;
  const uris = Array.isArray(published) ? published : [...held.statusLists.keys()];
  const own = uris.filter((uri) => typeof uri === 'string' && isStatusListOf(operator, uri)) as string[];
  return own.slice(0, LISTS_OF_OPERATOR_MAX);
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
    return { value: { ...before, confirmedAt: deps.nowAt }, outcome: 'fresh' };
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
  if (!verified.ok) return { value: before, outcome: 'refused' };
  const { statuses } = verified.list;
  const list = before && { ...verified.list, statuses: keepRevoked(before.list.statuses, statuses) };
  const value = { list: list ?? verified.list, size: body.byteLength, etag, confirmedAt: deps.nowAt };
  return { value, outcome: 'fresh' };
}

/** Calls `work` for every item, a few at a time. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function fetchStatusLists(
  held: Lists & { readonly trust: HeldTrust },
  deps: FetchDeps,
): Promise<Fetched> {
  const statusLists = new Map<string, HeldStatusList>();
  const outcomes: FetchOutcome[] = [];
  await inLanes(held.trust.list.operators, async (operator) => {
    for (const uri of await findListUris(operator, held, deps)) {
      const { value, outcome } = await fetchStatusList(uri, operator, held, deps);
      outcomes.push(outcome);
      if (value !== undefined) statusLists.set(uri, value);
    }
  });
  if (outcomes.length === 0) outcomes.push('offline');
  return { lists: { ...held, statusLists }, outcome: worst(outcomes) };
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
