import { CompactEncrypt, compactDecrypt, errors } from 'jose';
import type { P256PublicJwk } from '../deps.ts';
import { decodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { isProtocolUrl } from '../openid4vci/credential-offer.ts';
import { responseAlg, responseEncValues } from './request-object.ts';
import type { VpErrorCode } from './request-refusal.ts';
import type { VerifiedRequest } from './verify-request.ts';

/** One query's answer. */
export type VpAnswer = { readonly queryId: string; readonly presentation: string };

/**
 * The body of the wallet's answer (OpenID4VP 1.0 8.3.1, direct_post.jwt): one form field with a JWE that only the verifier's
 * server can open.
 * @param answers each query's id and the presentation (`presentSdJwtVc`) for it; one or several
 * @returns `application/x-www-form-urlencoded` text
 */
export async function createVpResponse(
  request: Pick<VerifiedRequest, 'encryption' | 'state'>,
  answers: VpAnswer | readonly VpAnswer[],
): Promise<string> {
  const { key, kid, enc } = request.encryption;
  const { state } = request;
  // 8.1: an object, and a list even where there is one presentation only.
  const payload = {
    vp_token: Object.fromEntries([answers].flat().map((one) => [one.queryId, [one.presentation]])),
    ...(state === undefined ? {} : { state }),
  };
  const jwe = await new CompactEncrypt(encodeUtf8(JSON.stringify(payload)))
    .setProtectedHeader({ alg: responseAlg, enc, ...(kid === undefined ? {} : { kid }) })
    .encrypt({ ...key });
  return new URLSearchParams({ response: jwe }).toString();
}

/** The body of a wallet's refusal (8.5), e.g. `access_denied` when the holder shares nothing. */
export function createVpErrorResponse(state: string | undefined, error: VpErrorCode): string {
  return new URLSearchParams({ error, ...(state === undefined ? {} : { state }) }).toString();
}

/**
 * Where the verifier's server sends the browser after the answer (8.2); undefined for nowhere. Whether the person is asked
 * first is for the wallet: a page on another host would look as if it came from here.
 * @param text body of the answer to the answer
 */
export function readRedirectUri(
  text: string,
  options: { readonly allowInsecureLocalhost: boolean },
): string | undefined {
  try {
    const { redirect_uri: uri } = parseStrictJsonObject(text);
    if (typeof uri !== 'string') return undefined;
    // 8.2: the response code may stand behind `#`, where no server on the way sees it.
    const [address = '', ...fragment] = uri.split('#');
    return fragment.length <= 1 && isProtocolUrl(address, options) ? uri : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The key of one request; it opens one answer. */
export type ResponseKey = {
  readonly kid: string;
  readonly privateJwk: P256PublicJwk & { readonly d: string };
};

/** What a wallet answered. */
export type VpResponse =
  | {
      readonly kind: 'presentation';
      readonly presentation: string;
      /** Answers to optional queries, by the query's id. */
      readonly optional: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'error'; readonly error: string };

/** Longest answer taken: a presentation with a portrait, twice in base64. */
export const vpResponseLengthMax = 131_072;
const limits = { lengthMax: vpResponseLengthMax, depthMax: 8 };

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

function readForm(body: string): ReadonlyMap<string, string> {
  if (body.length > vpResponseLengthMax) refuse('length');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    // RFC 6749 3.1: no parameter more than once.
    if (form.has(name)) refuse('form');
    form.set(name, value);
  }
  return form;
}

/** 8.3: an encrypted response by the algorithms and the key of the request; nothing compressed. */
function checkHeader(jwe: string, key: ResponseKey): void {
  const header = parseStrictJsonObject(decodeBase64url(jwe.split('.', 1)[0] ?? ''), limits);
  const { alg, enc, kid, zip, crit } = header;
  if (alg !== responseAlg || !responseEncValues.some((value) => value === enc)) refuse('alg');
  if (kid !== key.kid || zip !== undefined || crit !== undefined) refuse('header');
}

async function decrypt(jwe: string, key: ResponseKey): Promise<JsonObject> {
  checkHeader(jwe, key);
  try {
    const { plaintext } = await compactDecrypt(
      jwe,
      { ...key.privateJwk },
      {
        keyManagementAlgorithms: [responseAlg],
        contentEncryptionAlgorithms: [...responseEncValues],
      },
    );
    return parseStrictJsonObject(plaintext, limits);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    if (!(cause instanceof errors.JOSEError || cause instanceof DOMException || cause instanceof TypeError))
      throw cause;
    throw new DomainError('malformed', { field: 'response' }, { cause });
  }
}

function readPresentation(list: JsonValue | undefined): string {
  const [presentation, ...more] = Array.isArray(list) ? (list as readonly JsonValue[]) : [];
  return typeof presentation === 'string' && more.length === 0 ? presentation : refuse('vp_token');
}

/** 8.1: keyed by the queries' ids, one presentation each; the required one, optional ones, nothing else. */
function readVpToken(value: JsonValue | undefined, expected: ExpectedQueries): VpResponse {
  const { queryId, optionalIds = [] } = expected;
  if (!isJsonObject(value)) refuse('vp_token');
  const { [queryId]: main, ...rest } = value;
  const optional: Record<string, string> = {};
  for (const [id, list] of Object.entries(rest)) {
    optional[optionalIds.includes(id) ? id : refuse('vp_token')] = readPresentation(list);
  }
  return { kind: 'presentation', presentation: readPresentation(main), optional };
}

type ExpectedQueries = { readonly queryId: string; readonly optionalIds?: readonly string[] };

function readAnswer(answer: JsonObject, state: string, expected: ExpectedQueries): VpResponse {
  if (answer['state'] !== state) refuse('state');
  const { error, vp_token: vpToken } = answer;
  if (error === undefined) return readVpToken(vpToken, expected);
  if (typeof error !== 'string' || vpToken !== undefined) refuse('error');
  return { kind: 'error', error };
}

/**
 * Opens what was posted to the response's address (OpenID4VP 1.0 8.2, 8.3, 8.5). A presentation in the clear is refused: the
 * request asked for `direct_post.jwt`. An error may be in the clear, because a wallet that cannot encrypt must be able to say so.
 * @param body form text
 * @param expected the request's key, state and queries
 * @throws malformed
 */
export async function openVpResponse(
  body: string,
  expected: { readonly key: ResponseKey; readonly state: string } & ExpectedQueries,
): Promise<VpResponse> {
  const form = readForm(body);
  const jwe = form.get('response');
  if (jwe === undefined) {
    if (!form.has('error') || form.has('vp_token')) refuse('response');
    return readAnswer(Object.fromEntries(form), expected.state, expected);
  }
  if (form.has('error') || form.has('vp_token')) refuse('form');
  return readAnswer(await decrypt(jwe, expected.key), expected.state, expected);
}
