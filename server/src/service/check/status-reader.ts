import { promisify } from 'node:util';
import { inflate as inflateCallback } from 'node:zlib';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import type { FetchList } from '@mleg/core/signed-lists/fetch-list';
import {
  type HeldStatusList,
  readHeldStatus,
  renewStatusList,
} from '@mleg/core/signed-lists/status-list-keeper';
import type { StatusWord } from '@mleg/core/status-list/status-array';
import { verifyEs256 } from '../../keys/es256.ts';

/** One entry of one list, and when that list was signed; `unknown` without a time where no list could be had. */
export type StatusReader = (
  entry: { readonly uri: string; readonly idx: number; readonly iss: string },
  findKey: FindIssuerKey,
) => Promise<{ readonly word: StatusWord; readonly asOf: number | null }>;

type Held = HeldStatusList & { readonly askedAt: number };

/** design.md 5: a copy that is older is asked for again, so that a revocation is seen within ten seconds. */
const ASK_AGAIN_SECONDS = 5;
/** A list of ours has 16 KB; the largest that is taken has 4 MB. */
const BYTES_HELD_MAX = 67_108_864;
const TIMES_HELD_MAX = 10_000;

const inflateAsync = promisify(inflateCallback);
const inflate = (data: Uint8Array, lengthMax: number): Promise<Uint8Array> =>
  inflateAsync(data, { maxOutputLength: lengthMax });

/** Keeps verified lists in memory and asks for them again by their entity tag (rules.md K5: core's keeper). */
export function createStatusReader(deps: {
  readonly fetchStatusList: FetchList<string>;
  readonly now: () => number;
}): StatusReader {
  const held = new Map<string, Held>();
  /** When the newest list at an address had been signed: remains where the list itself had to make room. */
  const times = new Map<string, number>();
  const running = new Map<string, Promise<Held | undefined>>();

  const ask = async (uri: string, iss: string, findKey: FindIssuerKey): Promise<Held | undefined> => {
    const known = held.get(uri);
    const nowAt = deps.now();
    const { outcome, believed } = await renewStatusList(
      { uri, iss, findKey },
      { known, newestAt: times.get(uri) },
      { fetchList: deps.fetchStatusList, verifyEs256, inflate, nowAt },
    );
    if (believed === undefined || outcome === 'offline' || outcome === 'refused') return known;
    const next = { ...believed, askedAt: nowAt };
    hold(held, times, uri, next);
    return next;
  };

  const current = (uri: string, iss: string, findKey: FindIssuerKey): Promise<Held | undefined> => {
    const known = held.get(uri);
    if (known !== undefined && deps.now() - known.askedAt <= ASK_AGAIN_SECONDS) return Promise.resolve(known);
    // One question for all who check at the same time.
    const started = running.get(uri) ?? ask(uri, iss, findKey).finally(() => running.delete(uri));
    running.set(uri, started);
    return started;
  };

  return async ({ uri, idx, iss }, findKey) => {
    const found = await current(uri, iss, findKey);
    if (found === undefined) return { word: 'unknown', asOf: null };
    const word = readHeldStatus(found.list, idx, { askedAt: found.askedAt, nowAt: deps.now() });
    return { word, asOf: found.list.issuedAt };
  };
}

/** Puts a list in its place, the one used longest ago makes room. */
function hold(held: Map<string, Held>, times: Map<string, number>, uri: string, next: Held): void {
  held.delete(uri);
  held.set(uri, next);
  times.delete(uri);
  times.set(uri, next.list.issuedAt);
  const sizeOf = ({ list }: Held): number => list.statuses.bytes.length;
  let size = [...held.values()].reduce((sum, one) => sum + sizeOf(one), 0);
  for (const [other, one] of held) {
    if (size <= BYTES_HELD_MAX || other === uri) break;
    held.delete(other);
    size -= sizeOf(one);
  }
  for (const other of times.keys()) {
    if (times.size <= TIMES_HELD_MAX) break;
    times.delete(other);
  }
}
