import { isJsonObject, type JsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { ProtocolError } from './protocol-error.ts';

const responseLengthMax = 1_048_576;
const credentialsMax = 50;

export type CredentialRequest = {
  readonly credentialConfigurationId: string;
  /** Compact proof JWTs, unverified; at least one, at most the batch size. */
  readonly proofJwts: readonly string[];
};

/**
 * Reads a credential request (OpenID4VCI 1.0 section 8.2). Unknown members are ignored.
 * @param body JSON
 * @param limits `configurationId`: the only one; `batchMax`: most proofs
 * @throws ProtocolError invalid_credential_request, unknown_credential_configuration, unknown_credential_identifier,
 *   invalid_encryption_parameters, invalid_proof
 */
export function parseCredentialRequest(
  body: string | Uint8Array,
  limits: { readonly configurationId: string; readonly batchMax: number },
): CredentialRequest {
  const request = parseBody(body, 'invalid_credential_request');
  const { credential_configuration_id: configurationId, credential_identifier: identifier } = request;
  if ((configurationId === undefined) === (identifier === undefined)) {
    throw new ProtocolError(
      'invalid_credential_request',
      'exactly one of credential_configuration_id and credential_identifier is due',
    );
  }
  if (identifier !== undefined) {
    throw new ProtocolError(
      'unknown_credential_identifier',
      'no credential identifiers were given with the token',
    );
  }
  if (typeof configurationId !== 'string') {
    throw new ProtocolError('invalid_credential_request', 'credential_configuration_id is not a text');
  }
  if (configurationId !== limits.configurationId) {
    throw new ProtocolError('unknown_credential_configuration', 'the token is not for this configuration');
  }
  refuseEncryption(request);
  return { credentialConfigurationId: configurationId, proofJwts: parseProofs(request, limits.batchMax) };
}

/**
 * Reads the body of an offline credential request: one proof, nothing else is known.
 * @throws ProtocolError
 */
export function parseOfflineCredentialRequest(body: string | Uint8Array): { readonly proofJwt: string } {
  const [proofJwt = ''] = parseProofs(parseBody(body, 'invalid_credential_request'), 1);
  return { proofJwt };
}

export function parseBody(
  body: string | Uint8Array,
  code: 'invalid_credential_request' | 'invalid_notification_request',
): JsonObject {
  try {
    return parseStrictJsonObject(body);
  } catch (cause) {
    throw new ProtocolError(code, 'the body is not a JSON object with unique members', { cause });
  }
}

/** Section 8.2: an answer is encrypted only to an encrypted request, and this issuer advertises neither. */
function refuseEncryption(request: JsonObject): void {
  if (request['credential_response_encryption'] !== undefined) {
    throw new ProtocolError('invalid_encryption_parameters', 'encrypted responses are not supported');
  }
}

function parseProofs(request: JsonObject, batchMax: number): string[] {
  const { proofs } = request;
  if (!isJsonObject(proofs)) throw new ProtocolError('invalid_proof', 'proofs are missing');
  const types = Object.keys(proofs);
  if (types.length !== 1) throw new ProtocolError('invalid_proof', 'exactly one proof type is due');
  const jwts = proofs['jwt'];
  if (!Array.isArray(jwts) || jwts.length === 0) {
    throw new ProtocolError('invalid_proof', 'only proofs of type jwt are supported, at least one');
  }
  if (jwts.length > batchMax) {
    throw new ProtocolError('invalid_credential_request', `at most ${batchMax} proofs are taken`);
  }
  const texts = jwts.filter((jwt): jwt is string => typeof jwt === 'string');
  if (texts.length !== jwts.length) throw new ProtocolError('invalid_proof', 'a proof is not a text');
  return texts;
}

/** The body of a credential request. */
export function createCredentialRequest(request: CredentialRequest): string {
  return JSON.stringify({
    credential_configuration_id: request.credentialConfigurationId,
    proofs: { jwt: request.proofJwts },
  });
}

export type CredentialResponse = {
  readonly credentials: readonly string[];
  readonly notificationId: string | undefined;
};

/**
 * Reads a credential response that issues at once (section 8.3).
 * @throws malformed, also for a deferred answer, which this wallet does not take
 */
export function parseCredentialResponse(json: string | Uint8Array): CredentialResponse {
  const answer = parseStrictJsonObject(json, { lengthMax: responseLengthMax, depthMax: 8 });
  const { credentials, notification_id: notificationId, transaction_id: transactionId } = answer;
  if (transactionId !== undefined || !Array.isArray(credentials) || credentials.length > credentialsMax) {
    throw new DomainError('malformed', { field: 'credential_response' });
  }
  const texts: string[] = [];
  for (const entry of credentials) {
    const credential = isJsonObject(entry) ? entry['credential'] : undefined;
    if (typeof credential !== 'string') throw new DomainError('malformed', { field: 'credential_response' });
    texts.push(credential);
  }
  if (texts.length === 0) throw new DomainError('malformed', { field: 'credential_response' });
  return {
    credentials: texts,
    notificationId: typeof notificationId === 'string' ? notificationId : undefined,
  };
}

/** An OAuth error answer. */
export type OAuthError = {
  /** `server_error` where there is none that can be read. */
  readonly error: string;
  /**
   * The word of ours beside it (`clock`, `expired`, `other_phone`, `phones_max`, `suspended_by_school`, `reported_lost`) where
   * the issuer gives one.
   */
  readonly reason?: string;
  /** For developers (RFC 6749 5.2); never shown. */
  readonly description?: string;
};

/** Reads an OAuth error answer; whatever the text is. */
export function parseOAuthError(json: string | Uint8Array): OAuthError {
  try {
    const answer = parseStrictJsonObject(json, { lengthMax: 16_384, depthMax: 8 });
    const { error, reason, error_description: description } = answer;
    return {
      error: typeof error === 'string' && /^[\x20-\x7e]{1,100}$/.test(error) ? error : 'server_error',
      ...(typeof reason === 'string' && /^[a-z_]{1,40}$/.test(reason) ? { reason } : {}),
      ...(typeof description === 'string' ? { description: description.slice(0, 300) } : {}),
    };
  } catch {
    return { error: 'server_error' };
  }
}
