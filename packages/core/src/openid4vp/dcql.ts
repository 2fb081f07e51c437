import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';

/** One step of a claims path pointer (OpenID4VP 1.0 7): a member, an element, or all elements. */
type PathStep = string | number | null;

/** One claim that is asked for (6.3). */
export type DcqlClaim = {
  readonly id: string | undefined;
  readonly path: readonly PathStep[];
  readonly values: readonly (string | number | boolean)[] | undefined;
};

/** One credential that is asked for (6.1). */
export type DcqlCredential = {
  readonly id: string;
  readonly format: string;
  /** Types of SD-JWT VC that are taken (B.3.5); empty for another format. */
  readonly vctValues: readonly string[];
  /** Undefined: nothing that can be kept back is asked for (6.4.1). */
  readonly claims: readonly DcqlClaim[] | undefined;
  readonly claimSets: readonly (readonly string[])[] | undefined;
  /** Whose credentials the verifier takes (6.1.1), any of them; undefined: anybody's. */
  readonly trustedAuthorities: readonly TrustedAuthority[] | undefined;
};

/** One way of naming authorities: by key identifier (`aki`), by trusted list, by federation. */
export type TrustedAuthority = { readonly type: string; readonly values: readonly string[] };

/** A query in the Digital Credentials Query Language (6). */
export type DcqlQuery = {
  readonly credentials: readonly DcqlCredential[];
  /** Options of the sets that must be answered (6.2); undefined: all credentials are asked for. */
  readonly requiredSets: readonly (readonly (readonly string[])[])[] | undefined;
};

const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
const sdJwtVcFormat = 'dc+sd-jwt';
const itemsMax = 50;

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readList(value: JsonValue | undefined, field: string): readonly JsonValue[] {
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : refuse(field);
  return list.length > 0 && list.length <= itemsMax ? list : refuse(field);
}

function readId(value: JsonValue | undefined, field: string): string {
  return typeof value === 'string' && idPattern.test(value) ? value : refuse(field);
}

function isPathStep(step: JsonValue): step is PathStep {
  if (typeof step === 'number') return Number.isSafeInteger(step) && step >= 0;
  return step === null || typeof step === 'string';
}

function readClaim(value: JsonValue): DcqlClaim {
  const { id, path, values } = isJsonObject(value) ? value : refuse('claims');
  const steps = readList(path, 'path').filter(isPathStep);
  if (steps.length !== (path as readonly JsonValue[]).length) refuse('path');
  const wanted = values === undefined ? undefined : readList(values, 'values');
  const plain = wanted?.filter((one) => typeof one !== 'object') as DcqlClaim['values'];
  if (plain?.length !== wanted?.length) refuse('values');
  return { id: id === undefined ? undefined : readId(id, 'claims.id'), path: steps, values: plain };
}

function readClaimSets(
  value: JsonValue | undefined,
  claims: DcqlCredential['claims'],
): DcqlCredential['claimSets'] {
  if (value === undefined) return undefined;
  // 6.1: claim_sets must not be there without claims; 6.3: with them, every claim has an id.
  const ids = claims?.map(({ id }) => id) ?? refuse('claim_sets');
  if (ids.includes(undefined)) refuse('claims.id');
  return readList(value, 'claim_sets').map((set) =>
    readList(set, 'claim_sets').map((id) =>
      typeof id === 'string' && ids.includes(id) ? id : refuse('claim_sets'),
    ),
  );
}

/** 6.1.1: types and values are texts, and neither list is empty. */
function readTrustedAuthorities(value: JsonValue | undefined): DcqlCredential['trustedAuthorities'] {
  if (value === undefined) return undefined;
  return readList(value, 'trusted_authorities').map((entry) => {
    const { type, values } = isJsonObject(entry) ? entry : refuse('trusted_authorities');
    if (typeof type !== 'string') return refuse('trusted_authorities.type');
    const texts = readList(values, 'trusted_authorities.values').map((one) =>
      typeof one === 'string' ? one : refuse('trusted_authorities.values'),
    );
    return { type, values: texts };
  });
}

function readCredential(value: JsonValue): DcqlCredential {
  const {
    id,
    format,
    meta,
    claims,
    claim_sets: claimSets,
    trusted_authorities: authorities,
  } = isJsonObject(value) ? value : refuse('credentials');
  if (typeof format !== 'string' || !isJsonObject(meta)) refuse('format');
  const isSdJwtVc = format === sdJwtVcFormat;
  const vctValues = isSdJwtVc ? readList(meta['vct_values'], 'vct_values') : [];
  const parsed = claims === undefined ? undefined : readList(claims, 'claims').map(readClaim);
  const ids = parsed?.flatMap((claim) => claim.id ?? []) ?? [];
  if (new Set(ids).size !== ids.length) refuse('claims.id');
  return {
    id: readId(id, 'credentials.id'),
    format,
    vctValues: vctValues.map((one) => (typeof one === 'string' ? one : refuse('vct_values'))),
    claims: parsed,
    claimSets: readClaimSets(claimSets, parsed),
    trustedAuthorities: readTrustedAuthorities(authorities),
  };
}

function readRequiredSets(value: JsonValue | undefined, ids: readonly string[]): DcqlQuery['requiredSets'] {
  if (value === undefined) return undefined;
  const sets = readList(value, 'credential_sets').map((set) => {
    const { options, required = true } = isJsonObject(set) ? set : refuse('credential_sets');
    if (typeof required !== 'boolean') refuse('required');
    const parsed = readList(options, 'options').map((option) =>
      readList(option, 'options').map((id) =>
        typeof id === 'string' && ids.includes(id) ? id : refuse('options'),
      ),
    );
    return { required, options: parsed };
  });
  return sets.filter(({ required }) => required).map(({ options }) => options);
}

/**
 * Parses a query (6). Unknown members are ignored.
 * @param value the value of `dcql_query`
 * @throws malformed
 */
export function parseDcqlQuery(value: JsonValue | undefined): DcqlQuery {
  const { credentials, credential_sets: sets } = isJsonObject(value) ? value : refuse('dcql_query');
  const parsed = readList(credentials, 'credentials').map(readCredential);
  const ids = parsed.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) refuse('credentials.id');
  return { credentials: parsed, requiredSets: readRequiredSets(sets, ids) };
}

/** Who stands behind the held credential, in the terms of 6.1.1; `any` where that was looked at elsewhere. */
export type HeldAuthorities =
  | 'any'
  /** Key identifiers of the authorities that signed the certificates in its header, base64url. */
  | { readonly aki: readonly string[] };

/** What the wallet holds: one SD-JWT VC with all its claims (`readHeldClaims`). */
export type HeldClaims = JsonObject;

/** How the held credential answers a query. */
export type DcqlMatch =
  | {
      readonly ok: true;
      /** Key of the answer in `vp_token`. */
      readonly queryId: string;
      /** Names of top-level claims that must be disclosed together. */
      readonly required: readonly string[];
      /** Names that may be disclosed on top, each only where the holder says so. */
      readonly optional: readonly string[];
    }
  | {
      readonly ok: false;
      /** The verifier wants something else, or from somebody else, or claims that it does not have. */
      readonly reason: 'other_credential' | 'other_authority' | 'claims_missing';
      /** Names of top-level claims that are asked for and not there. */
      readonly missing: readonly string[];
    };

/** What one step of a path selects out of one value (7.1); none where it does not fit. */
function selectStep(value: JsonValue, step: PathStep): readonly JsonValue[] {
  if (typeof step === 'string') {
    const member = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    return member === undefined ? [] : [member];
  }
  if (!Array.isArray(value)) return [];
  const items = value as readonly JsonValue[];
  return step === null ? items : items.slice(step, step + 1);
}

/** The values a path selects (7.1). */
function select(root: JsonValue, path: readonly PathStep[]): readonly JsonValue[] {
  return path.reduce<readonly JsonValue[]>(
    (selected, step) => selected.flatMap((value) => selectStep(value, step)),
    [root],
  );
}

function isHeld(claim: DcqlClaim, held: HeldClaims): boolean {
  const { values } = claim;
  const found = select(held, claim.path);
  if (values === undefined) return found.length > 0;
  return found.some((value) => values.some((wanted) => wanted === value));
}

/** The top-level claim that a path lies in; an SD-JWT's payload is an object, so the first step is a name. */
function nameOf(claim: DcqlClaim): string {
  const [first] = claim.path;
  return typeof first === 'string' ? first : '';
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function matchClaims(query: DcqlCredential, held: HeldClaims): DcqlMatch {
  const claims = query.claims ?? [];
  const sets = query.claimSets?.map((ids) => claims.filter(({ id }) => id !== undefined && ids.includes(id)));
  const wanted = sets ?? [claims];
  const possible = wanted.filter((set) => set.every((claim) => isHeld(claim, held)));
  // 6.4.1: the sets stand in the verifier's order of preference.
  const [chosen] = possible;
  if (chosen === undefined) {
    const missing = (wanted[0] ?? []).filter((claim) => !isHeld(claim, held)).map(nameOf);
    return { ok: false, reason: 'claims_missing', missing: unique(missing) };
  }
  const required = unique(chosen.map(nameOf));
  const more = possible
    .filter((set) => chosen.every((claim) => set.includes(claim)))
    .flat()
    .map(nameOf);
  return {
    ok: true,
    queryId: query.id,
    required,
    optional: unique(more).filter((name) => !required.includes(name)),
  };
}

/** Whether this credential alone answers the query (6.4.2). */
function isEnough(query: DcqlQuery, id: string): boolean {
  if (query.requiredSets === undefined) return query.credentials.length === 1;
  return query.requiredSets.every((options) => options.some((ids) => ids.length === 1 && ids[0] === id));
}

/** 6.1.1: one match is enough; a way of naming that this wallet does not know matches nothing. */
function isTrusted({ trustedAuthorities }: DcqlCredential, held: HeldAuthorities): boolean {
  if (trustedAuthorities === undefined || held === 'any') return true;
  return trustedAuthorities.some(
    ({ type, values }) =>
      type === 'aki' && values.some((value) => held.aki.includes(value.replace(/=+$/, ''))),
  );
}

/**
 * Matches a query against the one credential of this wallet (6.4). Where the query leaves a choice, `required` is the first
 * set that can be met, and what a larger set asks for besides is `optional`: our own verifier asks for PESEL and address
 * in no other way.
 * @param held all claims of the credential
 * @param authorities who stands behind it
 */
export function matchDcql(
  query: DcqlQuery,
  held: HeldClaims,
  authorities: HeldAuthorities = 'any',
): DcqlMatch {
  const { vct } = held;
  const ofType = query.credentials.filter(
    (one) => typeof vct === 'string' && one.vctValues.includes(vct) && isEnough(query, one.id),
  );
  const usable = ofType.filter((one) => isTrusted(one, authorities));
  const matches = usable.map((one) => matchClaims(one, held));
  const [first] = matches;
  const reason = ofType.length > usable.length ? 'other_authority' : 'other_credential';
  return matches.find(({ ok }) => ok) ?? first ?? { ok: false, reason, missing: [] };
}

/**
 * Whether what was disclosed answers the query: the verifier's side of 6.4.1 (8.6: reject what does not).
 * @param disclosed claims of a verified presentation
 */
export function isDcqlSatisfied(query: DcqlQuery, disclosed: JsonObject): boolean {
  return matchDcql(query, disclosed).ok;
}
