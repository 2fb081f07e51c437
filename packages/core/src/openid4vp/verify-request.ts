import type { P256PublicJwk, Sha256, VerifyEs256 } from '../deps.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import type { ParsedJwt } from '../encoding/jwt.ts';
import { isNumericDate, parseJwt, parseX5c } from '../encoding/jwt.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { isProtocolUrl } from '../openid4vci/credential-offer.ts';
import type { LeafCertificate } from '../trust/leaf-certificate.ts';
import type { DcqlQuery } from './dcql.ts';
import { parseDcqlQuery } from './dcql.ts';
import type { ResponseEnc } from './request-object.ts';
import {
  createClientId,
  requestObjectTyp,
  responseAlg,
  responseEncValues,
  responseMode,
  selfIssuedAudience,
} from './request-object.ts';
import type { RequestReason, VpErrorCode } from './request-refusal.ts';
import { clauseOfRequestReason, errorOfRequestReason, RequestRefusal } from './request-refusal.ts';
import { findVerifierName, namesHost, readVerifierLeaf } from './verifier-certificate.ts';

/** What a request is checked against. */
export type VerifyRequestInput = {
  /** From the link; the request object must say the same. */
  readonly clientId: string;
  /** What this wallet posted to the request's address; undefined where it asked by GET. */
  readonly walletNonce?: string;
  /** Keys of the certification authorities whose verifiers are known by name (the operators of the trust list). */
  readonly caKeys: readonly P256PublicJwk[];
  /** Takes http on localhost, for a demonstration. */
  readonly allowInsecureLocalhost: boolean;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** Who asks. */
export type RequestVerifier = {
  /** Host of the response's address; the certificate names it. */
  readonly host: string;
  /** The name in the certificate; undefined where no known authority vouches for it: then the wallet says so. */
  readonly name: string | undefined;
};

/** Where and how the answer is encrypted. */
export type ResponseEncryption = {
  readonly key: P256PublicJwk;
  readonly kid: string | undefined;
  readonly enc: ResponseEnc;
};

/** A request that this wallet may show to its holder. */
export type VerifiedRequest = {
  readonly verifier: RequestVerifier;
  readonly clientId: string;
  readonly responseUri: string;
  readonly nonce: string;
  readonly state: string | undefined;
  readonly encryption: ResponseEncryption;
  readonly query: DcqlQuery;
};

/** The outcome. `error` may be posted to the verifier only where `responseUri` is there: before, nothing is proved. */
export type RequestCheck =
  | ({ readonly ok: true } & VerifiedRequest)
  | {
      readonly ok: false;
      readonly reason: RequestReason;
      readonly clause: string;
      readonly error: VpErrorCode;
      readonly responseUri?: string;
      readonly state?: string;
    };

type Deps = { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 };

const requestLengthMax = 65_536;
const textLengthMax = 512;
const skewSeconds = 60;
/** RFC 3986 2.3: unreserved characters. */
const urlSafePattern = /^[A-Za-z0-9._~-]+$/;

function refuseAs<T>(reason: RequestReason, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    throw new RequestRefusal(reason, { cause });
  }
}

function refuse(reason: RequestReason): never {
  throw new RequestRefusal(reason);
}

function parseRequest(text: string): ParsedJwt {
  const jwt = refuseAs('malformed', () => parseJwt(text, requestLengthMax));
  const { typ, alg } = jwt.header;
  if (typ !== requestObjectTyp) refuse('typ');
  // HAIP 1.0 5: ES256; `none` and unsigned requests are refused with it.
  if (alg !== 'ES256') refuse('alg');
  return jwt;
}

/** OpenID4VP 1.0 5.9.3: the client is the certificate, whose hash both client ids name. */
function readLeaf(
  jwt: ParsedJwt,
  input: VerifyRequestInput,
  deps: Deps,
): { readonly leaf: LeafCertificate; readonly chain: readonly Uint8Array[] } {
  const { client_id: clientId } = jwt.payload;
  if (clientId !== input.clientId) refuse('client_id');
  // 5.9.1: the prefix ends at the first colon; `redirect_uri`, `origin` and the others are not for signed requests or not ours.
  if (!input.clientId.startsWith('x509_hash:')) refuse('client_id_prefix');
  const chain = refuseAs('certificate', () => parseX5c(jwt.header['x5c']));
  const [der] = chain;
  if (der === undefined) return refuse('certificate');
  if (createClientId(der, deps) !== input.clientId) refuse('client_id_hash');
  return { leaf: readVerifierLeaf(der, input.nowAt), chain };
}

function checkTimes(payload: JsonObject, nowAt: number): void {
  const { exp, iat = 0, nbf = 0 } = payload;
  if (!isNumericDate(iat) || !isNumericDate(nbf) || Math.max(iat, nbf) > nowAt + skewSeconds) refuse('time');
  if (exp !== undefined && (!isNumericDate(exp) || nowAt >= exp + skewSeconds)) refuse('time');
}

/** Parameters that would change what the request means and that this wallet does not take. */
function checkParameters(payload: JsonObject, walletNonce: string | undefined): void {
  if (payload['aud'] !== selfIssuedAudience) refuse('aud');
  // 5.10: what was posted must come back.
  if (walletNonce !== undefined && payload['wallet_nonce'] !== walletNonce) refuse('wallet_nonce');
  if (payload['response_type'] !== 'vp_token') refuse('response_type');
  if (payload['response_mode'] !== responseMode) refuse('response_mode');
  // 5: exactly one of dcql_query and scope.
  if (payload['scope'] !== undefined) refuse('scope');
  if (payload['transaction_data'] !== undefined) refuse('transaction_data');
}

/** 8.2, and our rule: the answer goes to a host that the certificate names, so that the name shown is the one that gets it. */
function readResponseUri(payload: JsonObject, leaf: LeafCertificate, input: VerifyRequestInput): string {
  const { response_uri: uri, redirect_uri: redirectUri } = payload;
  if (redirectUri !== undefined || typeof uri !== 'string' || !isProtocolUrl(uri, input))
    return refuse('response_uri');
  return namesHost(leaf, new URL(uri).hostname) ? uri : refuse('response_uri');
}

function readUrlSafe(value: JsonValue | undefined, reason: RequestReason): string {
  const isGood = typeof value === 'string' && value.length <= textLengthMax && urlSafePattern.test(value);
  return isGood ? value : refuse(reason);
}

function tryReadKey(value: JsonValue): ResponseEncryption['key'] | undefined {
  try {
    return parseP256Jwk(value);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** 8.3: a key for ECDH-ES on P-256 that is not meant for signatures; A128GCM where nothing is said. */
function readEncryption(metadata: JsonObject): ResponseEncryption {
  const { jwks, encrypted_response_enc_values_supported: values = ['A128GCM'] } = metadata;
  const keys =
    isJsonObject(jwks) && Array.isArray(jwks['keys']) ? (jwks['keys'] as readonly JsonValue[]) : [];
  const offered = Array.isArray(values) ? (values as readonly JsonValue[]) : [];
  const enc = responseEncValues.find((value) => offered.includes(value));
  for (const jwk of keys.slice(0, 10)) {
    if (!isJsonObject(jwk) || jwk['alg'] !== responseAlg || (jwk['use'] ?? 'enc') !== 'enc') continue;
    const key = tryReadKey(jwk);
    if (key === undefined || enc === undefined) continue;
    const { kid } = jwk;
    return { key, kid: typeof kid === 'string' ? kid : undefined, enc };
  }
  return refuse('encryption');
}

/** 5.1, B.3.4: SD-JWT VC by ES256 on both sides; algorithms that are not named are free. */
function checkFormats(metadata: JsonObject): void {
  const { vp_formats_supported: formats } = metadata;
  const format = isJsonObject(formats) ? formats['dc+sd-jwt'] : undefined;
  for (const name of ['sd-jwt_alg_values', 'kb-jwt_alg_values']) {
    const { [name]: values = ['ES256'] } = isJsonObject(format) ? format : refuse('formats');
    if (!Array.isArray(values) || !values.includes('ES256')) refuse('formats');
  }
}

async function verify(
  text: string,
  input: VerifyRequestInput,
  deps: Deps,
  proved: { responseUri?: string; state?: string },
): Promise<VerifiedRequest> {
  const jwt = parseRequest(text);
  const { payload } = jwt;
  const { leaf, chain } = readLeaf(jwt, input, deps);
  if (!(await deps.verifyEs256(leaf.key, jwt.signedBytes, jwt.signature))) refuse('signature');
  const responseUri = readResponseUri(payload, leaf, input);
  proved.responseUri = responseUri;
  const state = payload['state'] === undefined ? undefined : readUrlSafe(payload['state'], 'state');
  if (state !== undefined) proved.state = state;
  checkTimes(payload, input.nowAt);
  checkParameters(payload, input.walletNonce);
  const { client_metadata: clientMetadata } = payload;
  const metadata = isJsonObject(clientMetadata) ? clientMetadata : refuse('encryption');
  const encryption = readEncryption(metadata);
  checkFormats(metadata);
  const path = { chain, caKeys: input.caKeys, nowAt: input.nowAt };
  return {
    verifier: { host: new URL(responseUri).host, name: await findVerifierName(leaf, path, deps) },
    clientId: input.clientId,
    responseUri,
    nonce: readUrlSafe(payload['nonce'], 'nonce'),
    state,
    encryption,
    query: refuseAs('query', () => parseDcqlQuery(payload['dcql_query'])),
  };
}

/**
 * Checks a signed request as a wallet (OpenID4VP 1.0 5; RFC 9101 6). Only what the signed object says counts.
 * @param text the body that the request's address answered
 * @returns a value whatever the text is; throws only what a dependency throws
 */
export async function verifyRequestObject(
  text: string,
  input: VerifyRequestInput,
  deps: Deps,
): Promise<RequestCheck> {
  const proved: { responseUri?: string; state?: string } = {};
  try {
    return { ok: true, ...(await verify(text, input, deps, proved)) };
  } catch (error) {
    if (!(error instanceof RequestRefusal)) throw error;
    const { reason } = error;
    return {
      ok: false,
      reason,
      clause: clauseOfRequestReason(reason),
      error: errorOfRequestReason(reason),
      ...proved,
    };
  }
}
