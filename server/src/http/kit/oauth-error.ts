import type { FastifyReply } from 'fastify';

/**
 * Errors of the issuing protocol: RFC 6749 5.2, RFC 6750 3.1, RFC 9449 7, OpenID4VCI 1.0 6.3, 8.3.1.2 and 11.3.
 * `WWW-Authenticate` goes with the ones about the token.
 */
const STATUS = {
  invalid_request: 400,
  invalid_grant: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_token: 401,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  invalid_credential_request: 400,
  unknown_credential_configuration: 400,
  unknown_credential_identifier: 400,
  invalid_proof: 400,
  invalid_nonce: 400,
  invalid_encryption_parameters: 400,
  credential_request_denied: 400,
  invalid_notification_id: 400,
  invalid_notification_request: 400,
  invalid_transaction_id: 400,
  slow_down: 429,
  server_error: 500,
} as const;

export type OAuthErrorCode = keyof typeof STATUS;

// RFC 6749 5.2: characters outside %x20-21 / %x23-5B / %x5D-7E must not appear in error_description.
const DESCRIPTION = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/;

/** An expected failure of a protocol endpoint. The description names the rule, never the input. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  /** Whether the endpoint is one that needs an access token (then 401 and `WWW-Authenticate`). */
  readonly atResource: boolean;

  constructor(
    code: OAuthErrorCode,
    description: string,
    options: ErrorOptions & { atResource?: boolean } = {},
  ) {
    if (!DESCRIPTION.test(description)) throw new Error('error_description outside the ASCII subset');
    super(description, options);
    this.name = 'OAuthError';
    this.code = code;
    this.atResource = options.atResource ?? false;
  }
}

/** Sends the error as JSON, never cached. */
export function sendOAuthError(reply: FastifyReply, error: OAuthError): FastifyReply {
  const aboutToken =
    error.code === 'invalid_token' || (error.atResource && error.code === 'invalid_dpop_proof');
  reply.header('cache-control', 'no-store').header('content-type', 'application/json');
  if (aboutToken) {
    // RFC 9449 7.1 asks for the DPoP scheme; a wallet with a Bearer token reads the first challenge.
    reply.header(
      'www-authenticate',
      `Bearer error="${error.code}", DPoP error="${error.code}", algs="ES256"`,
    );
  }
  return reply
    .code(aboutToken ? 401 : STATUS[error.code])
    .send(JSON.stringify({ error: error.code, error_description: error.message }));
}
