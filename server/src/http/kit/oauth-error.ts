import type { ProtocolError, ProtocolErrorCode } from '@mleg/core/openid4vci/protocol-error';
import type { FastifyReply } from 'fastify';

/** RFC 6749 5.2 and OpenID4VCI 1.0 sections 6.3, 8.3.1.2 and 11.3 say 400; RFC 6750 3.1 says 401 about tokens. */
const STATUS = {
  invalid_request: 400,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  invalid_token: 401,
  invalid_dpop_proof: 400,
  invalid_credential_request: 400,
  unknown_credential_configuration: 400,
  unknown_credential_identifier: 400,
  invalid_proof: 400,
  invalid_nonce: 400,
  invalid_encryption_parameters: 400,
  credential_request_denied: 400,
  invalid_notification_id: 400,
  invalid_notification_request: 400,
} as const satisfies Record<ProtocolErrorCode, number>;

// RFC 6749 5.2: no character outside %x20-21 / %x23-5B / %x5D-7E may appear in error_description.
const OUTSIDE = /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g;

/**
 * Sends a protocol error as JSON, never cached and never encrypted.
 * @param takesToken the endpoint needs an access token: there a bad DPoP proof is 401 too (RFC 9449 7.1)
 */
export function sendOAuthError(reply: FastifyReply, error: ProtocolError, takesToken: boolean): FastifyReply {
  const isAboutToken = error.code === 'invalid_token' || (takesToken && error.code === 'invalid_dpop_proof');
  reply.header('cache-control', 'no-store').header('content-type', 'application/json');
  if (isAboutToken) {
    const challenge = `error="${error.code}"`;
    reply.header('www-authenticate', `Bearer ${challenge}, DPoP ${challenge}, algs="ES256"`);
  }
  const { code, message, reason } = error;
  return reply
    .code(isAboutToken ? 401 : STATUS[code])
    .send(JSON.stringify({ error: code, error_description: message.replace(OUTSIDE, ''), reason }));
}
