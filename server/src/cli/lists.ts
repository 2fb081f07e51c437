import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import type { P256PublicJwk } from '@mleg/core/deps';
import { parseP256Jwk } from '@mleg/core/encoding/jwk';
import { parseJwt } from '@mleg/core/encoding/jwt';
import { type JsonObject, parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { isProtocolUrl } from '@mleg/core/openid4vci/credential-offer';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { readStatus } from '@mleg/core/status-list/status-array';
import {
  replaceStatusList,
  statusTokenLengthMax,
  type VerifiedStatusList,
} from '@mleg/core/status-list/status-list';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { isStatusListOf, isTrustListNewer, type TrustList } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt, verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '../keys/es256.ts';
import { createStatusListFetcher, type FetchStatusList } from '../service/check/fetch-status-list.ts';
import { createStatusReader, type StatusReader } from '../service/check/status-reader.ts';
import { type Io, UsageError } from './command.ts';

/** What lines are checked against. */
export type CheckLists = {
  readonly trust: () => Promise<{ readonly trustList: TrustList; readonly findKey: FindIssuerKey }>;
  readonly readStatus: StatusReader;
};

const LIST_BYTES_MAX = 33_554_432;
const FILE_BYTES_MAX = 134_217_728;
const FETCH_MS = 10_000;
/** The trust list of a run that goes on for long is asked for again. */
const TRUST_SECONDS = 600;
/** An issuer that does not answer is not asked again for every line. */
const REST_SECONDS = 30;

const localhost = { allowInsecureLocalhost: true };

/** The body at an address; undefined for whatever goes wrong on the way, too much of it included. */
async function fetchText(io: Io, address: string, accept: string): Promise<string | undefined> {
  if (!isProtocolUrl(address, localhost)) return undefined;
  try {
    const signal = AbortSignal.timeout(FETCH_MS);
    const response = await io.fetch(address, { headers: { accept }, redirect: 'error', signal });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      length += bytes.length;
      if (length > LIST_BYTES_MAX) return undefined;
      chunks.push(bytes);
    }
    return response.status === 200 ? Buffer.concat(chunks).toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

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

async function verifyTrust(
  token: string,
  anchors: readonly P256PublicJwk[],
  nowAt: number,
): Promise<TrustList | undefined> {
  for (const anchor of anchors) {
    const verified = await verifyTrustListJwt(token.trim(), anchor, nowAt, { verifyEs256 });
    if (verified.ok) return verified.list;
  }
  return undefined;
}

function withKeys(trustList: TrustList): Awaited<ReturnType<CheckLists['trust']>> {
  return { trustList, findKey: createIssuerKeyFinder(trustList, { verifyEs256 }) };
}

/** Does not ask again for a while where there was no answer: one dead issuer does not hold up a thousand lines. */
function withRests(fetchList: FetchStatusList, now: () => number): FetchStatusList {
  const failedAt = new Map<string, number>();
  return async (uri, etag) => {
    const at = failedAt.get(uri);
    if (at !== undefined && now() - at < REST_SECONDS) return { kind: 'failed' };
    const answer = isProtocolUrl(uri, localhost) ? await fetchList(uri, etag) : ({ kind: 'failed' } as const);
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
  const text = await fetchText(io, address, 'application/json');
  if (text === undefined) throw new UsageError(`${address} does not answer`);
  const config = tryJson(text);
  const anchors = readAnchors(config?.['trustAnchors']);
  const source = config?.['trustList'];
  if (typeof source !== 'string' || anchors.length === 0)
    throw new UsageError(`${address} is not the config.json of a verifier`);
  const load = async (): Promise<TrustList | undefined> =>
    verifyTrust((await fetchText(io, source, 'application/trust-list+jwt')) ?? '', anchors, io.now());
  const first = await load();
  if (first === undefined)
    throw new UsageError(`${source} is not a trust list signed by that verifier’s keys`);
  let held = { ...withKeys(first), askedAt: io.now() };
  let renewing: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    held = { ...held, askedAt: io.now() };
    const next = await load();
    if (next !== undefined && isTrustListNewer(held.trustList, next))
      held = { ...withKeys(next), askedAt: io.now() };
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
      fetchStatusList: withRests(createStatusListFetcher(io.fetch), io.now),
      now: io.now,
    }),
  };
}

const inflate = (data: Uint8Array, maxOutputLength: number): Uint8Array =>
  inflateSync(data, { maxOutputLength });

/** A signed list says its own address; the operator under whose base that lies must have signed it. */
async function verifyOwn(
  token: string,
  trust: Awaited<ReturnType<CheckLists['trust']>>,
  times: readonly number[],
): Promise<VerifiedStatusList | undefined> {
  let uri: unknown;
  try {
    uri = parseJwt(token, statusTokenLengthMax).payload['sub'];
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
  if (typeof uri !== 'string') return undefined;
  const address = uri;
  const operator = trust.trustList.operators.find((one) => isStatusListOf(one, address));
  if (operator === undefined) return undefined;
  for (const nowAt of times) {
    const input = { token, uri: address, iss: operator.issuer, findKey: trust.findKey, nowAt };
    const checked = await verifyStatusListJwt(input, { verifyEs256, inflate });
    if (checked.ok) return checked.list;
  }
  return undefined;
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
  const held = new Map<string, VerifiedStatusList>();
  for (const one of Array.isArray(statusLists) ? statusLists : []) {
    const list = typeof one === 'string' ? await verifyOwn(one, trust, times) : undefined;
    const next = list && replaceStatusList(held.get(list.uri), list);
    if (next !== undefined) held.set(next.uri, next);
    else if (list === undefined) io.warn('a status list in the file is not to be believed and is left out');
  }
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
  for (const nowAt of times) {
    const list = await verifyTrust(token, readAnchors(anchors), nowAt);
    if (list !== undefined) return list;
  }
  throw new UsageError('the trust list in the file is not signed by the keys in the file, or it is over');
}
