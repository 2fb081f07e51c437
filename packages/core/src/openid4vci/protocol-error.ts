/** Error codes of the issuing protocol: RFC 6749 5.2, RFC 6750 3.1, RFC 9449 5, OpenID4VCI 1.0 6.3, 8.3.1.2, 11.3. */
export type ProtocolErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'invalid_credential_request'
  | 'unknown_credential_configuration'
  | 'unknown_credential_identifier'
  | 'invalid_proof'
  | 'invalid_nonce'
  | 'invalid_encryption_parameters'
  | 'credential_request_denied'
  | 'invalid_notification_id'
  | 'invalid_notification_request';

/** A request that breaks the protocol. The message names the rule in ASCII (OpenID4VCI 1.0 8.3.1.2), never the input. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  /** A word of ours beside the standards' code, for a wallet that says why (docs/architecture.md). */
  readonly reason: string | undefined;

  constructor(
    code: ProtocolErrorCode,
    description: string,
    options: ErrorOptions & { readonly reason?: string } = {},
  ) {
    super(description, options);
    this.name = 'ProtocolError';
    this.code = code;
    this.reason = options.reason;
  }
}
