import type { OwnSchoolId } from '@mleg/core/credential/own-school-id';
import { readOwnSchoolId } from '@mleg/core/credential/own-school-id';
import { parseSdJwtVc } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { sha256 } from '@mleg/core/web-crypto';
import type { CardRecord } from '../store/records.ts';

/** An ID as it is shown: its first copy; all say the same. */
export type ShownCard = OwnSchoolId & {
  /** A hash of the issuer's signature: what the pattern is drawn from. */
  readonly pattern: Uint8Array;
};

const known = new WeakMap<CardRecord, ShownCard | undefined>();

/** Reads a kept ID; undefined when what was stored can no longer be read. */
export function readCard(record: CardRecord): ShownCard | undefined {
  if (!known.has(record)) known.set(record, read(record));
  return known.get(record);
}

function read(record: CardRecord): ShownCard | undefined {
  const text = record.copies[0]?.sdJwtVc;
  if (text === undefined) return undefined;
  try {
    const signature = parseSdJwtVc(text).issuerJwt.signature;
    return { ...readOwnSchoolId(text, { sha256 }), pattern: sha256(signature) };
  } catch {
    return undefined;
  }
}
