import type { Sha256 } from '../deps.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import type { Disclosure } from './disclosure.ts';
import { digestText } from './disclosure.ts';
import { SdJwtRefusal } from './sd-jwt-reason.ts';

const reservedNames: readonly string[] = ['_sd', '...', '__proto__'];

type Walk = {
  readonly byDigest: ReadonlyMap<string, Disclosure>;
  readonly seenDigests: Set<string>;
  readonly used: Set<Disclosure>;
};

/** The payload as its reader may use it, and which top-level claims came out of disclosures. */
export type ProcessedPayload = { readonly claims: JsonObject; readonly disclosedNames: readonly string[] };

/** RFC 9901 7.1 (4): a digest stands at one place only. */
function takeDigest(digest: JsonValue | undefined, walk: Walk): Disclosure | undefined {
  if (typeof digest !== 'string') throw new SdJwtRefusal('digest_malformed');
  if (walk.seenDigests.has(digest)) throw new SdJwtRefusal('digest_repeated');
  walk.seenDigests.add(digest);
  const disclosure = walk.byDigest.get(digest);
  if (disclosure !== undefined) walk.used.add(disclosure);
  return disclosure;
}

/** RFC 9901 7.1 (3.d): an element `{"...": digest}` becomes its disclosed value or vanishes. */
function processArray(array: readonly JsonValue[], walk: Walk): JsonValue[] {
  const out: JsonValue[] = [];
  for (const item of array) {
    const { '...': digest } = isJsonObject(item) ? item : {};
    if (!isJsonObject(item) || digest === undefined) {
      out.push(processValue(item, walk));
      continue;
    }
    if (Object.keys(item).length !== 1) throw new SdJwtRefusal('digest_malformed');
    const disclosure = takeDigest(digest, walk);
    if (disclosure === undefined) continue;
    if (disclosure.name !== undefined) throw new SdJwtRefusal('disclosure_malformed');
    out.push(processValue(disclosure.value, walk));
  }
  return out;
}

function processValue(value: JsonValue, walk: Walk): JsonValue {
  if (Array.isArray(value)) return processArray(value as readonly JsonValue[], walk);
  if (!isJsonObject(value)) return value;
  // RFC 9901 4.1.1: the algorithm stands at the top level or nowhere.
  if (Object.hasOwn(value, '_sd_alg')) throw new SdJwtRefusal('sd_alg');
  return processObject(value, walk).claims;
}

function processObject(object: JsonObject, walk: Walk): ProcessedPayload {
  const { _sd: digests = [], ...plain } = object;
  if (!Array.isArray(digests)) throw new SdJwtRefusal('digest_malformed');
  const claims: Record<string, JsonValue> = {};
  for (const [name, value = null] of Object.entries(plain)) {
    if (name === '...') throw new SdJwtRefusal('digest_malformed');
    claims[name] = processValue(value, walk);
  }
  const disclosedNames: string[] = [];
  for (const digest of digests as readonly JsonValue[]) {
    const disclosure = takeDigest(digest, walk);
    if (disclosure === undefined) continue;
    const { name, value } = disclosure;
    if (name === undefined) throw new SdJwtRefusal('disclosure_malformed');
    if (reservedNames.includes(name)) throw new SdJwtRefusal('disclosure_name');
    if (Object.hasOwn(claims, name)) throw new SdJwtRefusal('disclosure_collision');
    claims[name] = processValue(value, walk);
    disclosedNames.push(name);
  }
  return { claims, disclosedNames };
}

function indexByDigest(disclosures: readonly Disclosure[], sha256: Sha256): Map<string, Disclosure> {
  const byDigest = new Map<string, Disclosure>();
  for (const disclosure of disclosures) {
    const digest = digestText(disclosure.encoded, sha256);
    // RFC 9901 4: a disclosure is sent once. Peers let this pass (notes.md, finding 2).
    if (byDigest.has(digest)) throw new SdJwtRefusal('disclosure_repeated');
    byDigest.set(digest, disclosure);
  }
  return byDigest;
}

/**
 * RFC 9901 7.1 (3) to (6): puts each disclosure in the place of its digest, at any depth, and removes what is not disclosed.
 * @param payload of the issuer-signed JWT
 * @param disclosures as they came, in any order
 * @returns the claims without `_sd` and `_sd_alg`
 * @throws SdJwtRefusal
 */
export function processDisclosures(
  payload: JsonObject,
  disclosures: readonly Disclosure[],
  sha256: Sha256,
): ProcessedPayload {
  const { _sd_alg: algorithm = 'sha-256', ...rest } = payload;
  if (algorithm !== 'sha-256') throw new SdJwtRefusal('sd_alg');
  const walk = {
    byDigest: indexByDigest(disclosures, sha256),
    seenDigests: new Set<string>(),
    used: new Set<Disclosure>(),
  };
  const processed = processObject(rest, walk);
  if (walk.used.size !== disclosures.length) throw new SdJwtRefusal('disclosure_unreferenced');
  return processed;
}
