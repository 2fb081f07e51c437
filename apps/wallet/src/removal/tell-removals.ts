import { isJsonObject } from '@mleg/core/encoding/strict-json';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createRemovalProof } from '@mleg/core/openid4vci/removal-proof';
import { parseSdJwtVc } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { signWith } from '@mleg/core/web-crypto';
import { notify } from '../activation/tell-issuer.ts';
import { postJson } from '../call.ts';
import { readCard } from '../card/read-card.ts';
import type { CardRecord, RemovalRecord } from '../store/records.ts';
import { dropRemoval, listRemovals } from '../store/store.ts';

/** IDs that were removed from this phone, and their issuers, who are to hear of it (docs/rulebook.md). */

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
/** What is not told within a year is of no use to anybody: the card has run out. */
const KEPT_SECONDS = 400 * 86_400;

/** The word that is owed for an ID; undefined for one that cannot be read any more. */
export function noteOf(record: CardRecord): RemovalRecord | undefined {
  const [copy] = record.copies;
  const rspo = readCard(record)?.card.school?.rspo;
  if (copy === undefined || rspo === undefined) return undefined;
  const { status } = parseSdJwtVc(copy.sdJwtVc).issuerJwt.payload;
  const list = isJsonObject(status) ? status['status_list'] : undefined;
  const { uri, idx } = isJsonObject(list) ? list : {};
  if (typeof uri !== 'string' || typeof idx !== 'number') return undefined;
  const { openNotification: notification } = record;
  return {
    id: record.id,
    issuer: record.issuer,
    status: { uri, idx },
    rspo,
    key: copy.key,
    ...(notification === undefined ? {} : { notification }),
    removedAt: nowSeconds(),
  };
}

const isHeard = (status: number): boolean =>
  status < 500 && status !== 408 && status !== 425 && status !== 429;

/** The word that is owed for an ID that came and was not good: it may be too broken to say which one it was. */
export function failureNoteOf(record: CardRecord): RemovalRecord | undefined {
  const note = readNote(record);
  const { openNotification: notification } = record;
  if (note === undefined && notification === undefined) return undefined;
  const { id, issuer } = record;
  const bare = {
    id,
    issuer,
    removedAt: nowSeconds(),
    ...(notification === undefined ? {} : { notification }),
  };
  return { ...(note ?? bare), isFailure: true };
}

function readNote(record: CardRecord): RemovalRecord | undefined {
  try {
    return noteOf(record);
  } catch {
    return undefined;
  }
}

/** By the standard's notification while the token lives; 2xx only, since a token may have ended early. */
async function tellByNotification({ notification, isFailure }: RemovalRecord): Promise<boolean> {
  if (notification === undefined || notification.expiresAt <= nowSeconds()) return false;
  const { status } = await notify(notification, isFailure ? 'credential_failure' : 'credential_deleted');
  return status >= 200 && status < 300;
}

/**
 * By a proof of the key that the ID was bound to. An issuer that knows no such door, and one of whose ID nothing could be
 * read, is told as well as can be.
 */
async function tellByProof({ issuer, status, rspo, key }: RemovalRecord): Promise<boolean> {
  if (status === undefined || rspo === undefined || key === undefined) return true;
  const claims = { audience: issuer, issuedAt: nowSeconds(), status, rspo };
  const proof = await createRemovalProof(key.jwk, claims, signWith(key.privateKey));
  const answer = await postJson(`${issuer}${issuerPaths.removals}`, JSON.stringify({ proof }));
  return isHeard(answer.status);
}

async function tell(note: RemovalRecord): Promise<void> {
  const isOld = note.removedAt < nowSeconds() - KEPT_SECONDS;
  if (isOld || (await tellByNotification(note)) || (await tellByProof(note))) await dropRemoval(note.id);
}

async function tellAll(): Promise<void> {
  for (const note of await listRemovals()) await tell(note).catch(() => undefined);
}

let last: Promise<void> = Promise.resolve();

/** Tells every issuer what it has not heard; silence is no failure, the next start tries again. One after another. */
export function tellRemovals(): Promise<void> {
  last = last.then(tellAll).catch(() => undefined);
  return last;
}

type SyncRegistration = ServiceWorkerRegistration & {
  readonly sync?: { register(tag: string): Promise<void> };
};

/** Name of the browser's own reminder that there is a network again. */
export const REMOVALS_TAG = 'removals';

/** Asks the browser to wake the service worker when there is a network, where it can. */
export async function remindRemovals(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined;
  await registration?.sync?.register(REMOVALS_TAG).catch(() => undefined);
}
