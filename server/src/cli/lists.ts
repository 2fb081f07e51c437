import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import type { P256PublicJwk } from '@mleg/core/deps';
import { parseP256Jwk } from '@mleg/core/encoding/jwk';
import { parseJwt } from '@mleg/core/encoding/jwt';
import { type JsonObject, parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { isProtocolUrl } from '@mleg/core/openid4vci/credential-offer';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { type FetchList, statusListBounds, trustListBounds } from '@mleg/core/signed-lists/fetch-list';
import { acceptStatusList, type StatusListSource } from '@mleg/core/signed-lists/status-list-keeper';
import { acceptTrustList, renewTrustList } from '@mleg/core/signed-lists/trust-list-keeper';
import { readStatus } from '@mleg/core/status-list/status-array';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { isStatusListOf, type TrustList } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '../keys/es256.ts';
import { createListFetcher } from '../service/check/fetch-list.ts';
import { createStatusReader, type StatusReader } from '../service/check/status-reader.ts';
import { type Io, UsageError } from './command.ts';

/** What lines are checked against. */
export type CheckLists = {
  readonly trust: () => Promise<{ readonly trustList: TrustList; readonly findKey: FindIssuerKey }>;
  readonly readStatus: StatusReader;
};

const FILE_BYTES_MAX = 134_217_728;
const FETCH_SECONDS = 10;
/** The trust list of a run that goes on for long is asked for again. */
const TRUST_SECONDS = 600;
/** An issuer that does not answer is not asked again for every line. */
const REST_SECONDS = 30;

const localhost = { allowInsecureLocalhost: true };

function tryJson(text: string): JsonObject | undefined {
  try {
    return parseStrictJsonObject(text, { lengthMax: FILE_BYTES_MAX, depthMax: 16 });
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function readAnchors(value: unknown): P256PublicJwk[] {
  if (!Array.isArray(value)) return [];
  try {
    return value.map((anchor) => parseP256Jwk(anchor));
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function withKeys(trustList: TrustList): Awaited<ReturnType<CheckLists['trust']>> {
  return { trustList, findKey: createIssuerKeyFinder(trustList, { verifyEs256 }) };
}

/** Does not ask again for a while where there was no answer: one dead issuer does not hold up a thousand lines. */
function withRests(fetchList: FetchList<string>, now: () => number): FetchList<string> {
  const failedAt = new Map<string, number>();
  return async (uri, etag, bounds) => {
    const at = failedAt.get(uri);
    if (at !== undefined && now() - at < REST_SECONDS) return { kind: 'failed' };
    const answer = isProtocolUrl(uri, localhost)
      ? await fetchList(uri, etag, bounds)
      : ({ kind: 'failed' } as const);
    if (answer.kind === 'failed') failedAt.set(uri, now());
    else failedAt.delete(uri);
    if (failedAt.size > 1000) failedAt.clear();
    return answer;
  };
}

/**
 * The lists of a verifier: its keys and its trust list once, then any status list of a listed issuer when a line names it.
 * @param from its address, https or http on localhost
 * @throws UsageError saying what cannot be had
 */
export async function listsFrom(from: string, io: Io): Promise<CheckLists> {
  const address = `${from.replace(/\/+$/, '')}/config.json`;
  if (!isProtocolUrl(address, localhost))
    throw new UsageError('--from must be an https address (http only on localhost)');
  const answer = await createListFetcher(io.fetch, 'application/json', FETCH_SECONDS)(
    address,
    undefined,
    trustListBounds,
  );
  if (answer.kind !== 'token') throw new UsageError(`${address} does not answer`);
  const config = tryJson(answer.token);
  const anchors = readAnchors(config?.['trustAnchors']);
  const uri = config?.['trustList'];
  if (typeof uri !== 'string' || !isProtocolUrl(uri, localhost) || anchors.length === 0)
    throw new UsageError(`${address} is not the config.json of a verifier`);
  const fetchList = createListFetcher(io.fetch, 'application/trust-list+jwt', FETCH_SECONDS);
  const deps = (): Parameters<typeof renewTrustList>[1] => ({ fetchList, verifyEs256, nowAt: io.now() });
  const first = (await renewTrustList({ uri, anchors, held: undefined }, deps())).believed;
  if (first === undefined) throw new UsageError(`${uri} is not a trust list signed by that verifier’s keys`);
  let held = { ...withKeys(first.list), believed: first, askedAt: io.now() };
  let renewing: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    held = { ...held, askedAt: io.now() };
    const { outcome, believed } = await renewTrustList({ uri, anchors, held: held.believed }, deps());
    if (outcome === 'fresh' && believed !== undefined)
      held = { ...withKeys(believed.list), believed, askedAt: io.now() };
  };
  return {
    trust: async () => {
      if (io.now() - held.askedAt >= TRUST_SECONDS)
        renewing ??= renew().finally(() => {
          renewing = undefined;
        });
      await renewing;
      return held;
    },
    readStatus: createStatusReader({
      fetchStatusList: withRests(createListFetcher(io.fetch, 'application/statuslist+jwt'), io.now),
      now: io.now,
    }),
  };
}

const tools = {
  verifyEs256,
  inflate: (data: Uint8Array, maxOutputLength: number): Uint8Array => inflateSync(data, { maxOutputLength }),
};

/** A signed list says its own address; the operator under whose base that lies must have signed it. */
function sourceOf(
  token: string,
  { trustList, findKey }: Awaited<ReturnType<CheckLists['trust']>>,
): StatusListSource | undefined {
  try {
    const uri = parseJwt(token, statusListBounds.bytesMax).payload['sub'];
    if (typeof uri !== 'string') return undefined;
    const operator = trustList.operators.find((one) => isStatusListOf(one, uri));
    return operator && { uri, iss: operator.issuer, findKey };
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The lists of a file, each at its address: of two at one, the newer, with what either has revoked. */
async function holdAll(
  tokens: readonly unknown[],
  trust: Awaited<ReturnType<CheckLists['trust']>>,
  times: readonly number[],
  io: Io,
): Promise<Map<string, VerifiedStatusList>> {
  const held = new Map<string, VerifiedStatusList>();
  for (const token of tokens) {
    const source = typeof token === 'string' ? sourceOf(token, trust) : undefined;
    const list = source && held.get(source.uri);
    let accepted: VerifiedStatusList | undefined;
    for (const nowAt of times)
      accepted ??= source && (await acceptStatusList(String(token), source, { list }, { ...tools, nowAt }));
    if (accepted !== undefined) held.set(accepted.uri, accepted);
    else if (list === undefined) io.warn('a status list in the file is not to be believed and is left out');
  }
  return held;
}

/**
 * Lists from a file, with no network: the output of `mleg trust --lists` ({trustAnchors, trustList, statusLists}), or a signed
 * trust list alone, which is taken at the word of whoever names the file and says nothing of revocations.
 * @param at for when the lines are checked, epoch seconds
 * @throws UsageError saying what is wrong with it
 */
export async function listsIn(path: string, at: number, io: Io): Promise<CheckLists> {
  const text = (await readFile(path, 'utf8').catch(() => undefined))?.trim();
  if (text === undefined) throw new UsageError('the file of --lists cannot be read');
  const bundle = text.startsWith('{') ? tryJson(text) : { trustList: text };
  const { trustList: token, statusLists = [], trustAnchors } = bundle ?? {};
  if (typeof token !== 'string') throw new UsageError('the file of --lists holds no trust list');
  // A list that was written after the time that is asked about still tells who had been revoked by then or since.
  const times = [...new Set([at, io.now()])];
  const trust = withKeys(await readTrust(token, trustAnchors, times));
  const held = await holdAll(Array.isArray(statusLists) ? statusLists : [], trust, times, io);
  return {
    trust: async () => trust,
    readStatus: async ({ uri, idx }) => {
      const list = held.get(uri);
      if (list === undefined) return { word: 'unknown', asOf: null };
      return { word: readStatus(list.statuses, idx), asOf: list.issuedAt };
    },
  };
}

async function readTrust(token: string, anchors: unknown, times: readonly number[]): Promise<TrustList> {
  if (anchors === undefined) {
    try {
      return parseTrustListJwt(token);
    } catch (error) {
      if (error instanceof DomainError) throw new UsageError('the file of --lists holds no trust list');
      throw error;
    }
  }
  const pinned = { anchors: readAnchors(anchors), floor: undefined };
  for (const nowAt of times) {
    const list = await acceptTrustList(token.trim(), pinned, { verifyEs256, nowAt });
    if (list !== undefined) return list;
  }
  throw new UsageError('the trust list in the file is not signed by the keys in the file, or it is over');
}
