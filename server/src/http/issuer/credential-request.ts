import { type JsonObject, parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { FastifyRequest } from 'fastify';
import { CREDENTIAL_CONFIGURATION_ID } from '../../service/issuing/protocol.ts';
import { mediaType } from '../kit/form.ts';
import { OAuthError, type OAuthErrorCode } from '../kit/oauth-error.ts';

/**
 * The JSON object of a protocol request.
 * @param code the endpoint's own error for a body that is none
 */
export function readJsonBody(request: FastifyRequest, code: OAuthErrorCode): JsonObject {
  const type = mediaType(request.headers['content-type']);
  // Section 10: we advertise no encryption.
  if (type === 'application/jwt')
    throw new OAuthError('invalid_encryption_parameters', 'encryption is not supported');
  if (type !== 'application/json' || !Buffer.isBuffer(request.body))
    throw new OAuthError(code, 'JSON is expected');
  try {
    return parseStrictJsonObject(request.body);
  } catch (cause) {
    if (cause instanceof DomainError) throw new OAuthError(code, 'malformed JSON', { cause });
    throw cause;
  }
}

/** OpenID4VCI 1.0 section 8.2: exactly one of the two identifiers, and it must be ours. Unknown members are ignored. */
export function checkCredentialRequest(body: JsonObject): void {
  const { credential_identifier: identifier, credential_configuration_id: configuration } = body;
  if ((identifier === undefined) === (configuration === undefined)) {
    throw new OAuthError('invalid_credential_request', 'exactly one of the two identifiers');
  }
  if (configuration !== undefined && configuration !== CREDENTIAL_CONFIGURATION_ID) {
    throw new OAuthError('unknown_credential_configuration', 'credential_configuration_id');
  }
  if (identifier !== undefined && identifier !== CREDENTIAL_CONFIGURATION_ID) {
    throw new OAuthError('unknown_credential_identifier', 'credential_identifier');
  }
  if (body['credential_response_encryption'] !== undefined) {
    throw new OAuthError('invalid_encryption_parameters', 'encryption is not supported');
  }
}
