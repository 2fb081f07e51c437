/** Every way a request can break the rules: the clause, and what is answered to the verifier (OpenID4VP 1.0 8.5). */
const factsOfReason = {
  malformed: { clause: 'RFC 9101 4', error: 'invalid_request' },
  typ: { clause: 'RFC 9101 10.8', error: 'invalid_request' },
  alg: { clause: 'RFC 9101 10.2', error: 'invalid_request' },
  client_id: { clause: 'OpenID4VP 5.10 (client_id)', error: 'invalid_client' },
  client_id_prefix: { clause: 'OpenID4VP 5.9.1', error: 'invalid_client' },
  client_id_hash: { clause: 'OpenID4VP 5.9.3 x509_hash', error: 'invalid_client' },
  certificate: { clause: 'HAIP 5', error: 'invalid_client' },
  certificate_chain: { clause: 'RFC 5280 6.1.3', error: 'invalid_client' },
  certificate_time: { clause: 'RFC 5280 6.1.3 (a)(2)', error: 'invalid_client' },
  signature: { clause: 'RFC 9101 6.2', error: 'invalid_request' },
  aud: { clause: 'OpenID4VP 5.8', error: 'invalid_request' },
  time: { clause: 'RFC 7519 4.1.4', error: 'invalid_request' },
  wallet_nonce: { clause: 'OpenID4VP 5.10', error: 'invalid_request' },
  response_type: { clause: 'OpenID4VP 5.6', error: 'invalid_request' },
  response_mode: { clause: 'HAIP 5.1', error: 'invalid_request' },
  response_uri: { clause: 'OpenID4VP 8.2', error: 'invalid_request' },
  nonce: { clause: 'OpenID4VP 5.2', error: 'invalid_request' },
  state: { clause: 'OpenID4VP 5.2', error: 'invalid_request' },
  query: { clause: 'OpenID4VP 6', error: 'invalid_request' },
  scope: { clause: 'OpenID4VP 5.5', error: 'invalid_request' },
  transaction_data: { clause: 'OpenID4VP 5.1', error: 'invalid_transaction_data' },
  encryption: { clause: 'OpenID4VP 8.3', error: 'invalid_request' },
  formats: { clause: 'OpenID4VP 5.1', error: 'vp_formats_not_supported' },
} as const;

/** Why a wallet does not follow a request. */
export type RequestReason = keyof typeof factsOfReason;
/** Error codes of the response (8.5) that this wallet sends. */
export type VpErrorCode =
  | (typeof factsOfReason)[RequestReason]['error']
  | 'access_denied'
  | 'wallet_unavailable';

/** The clause that the request breaks. */
export function clauseOfRequestReason(reason: RequestReason): string {
  return factsOfReason[reason].clause;
}

/** What is answered to the verifier. */
export function errorOfRequestReason(reason: RequestReason): VpErrorCode {
  return factsOfReason[reason].error;
}

/** Inside this folder: ends a verification; `verifyRequestObject` turns it into a value. */
export class RequestRefusal extends Error {
  readonly reason: RequestReason;

  constructor(reason: RequestReason, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'RequestRefusal';
    this.reason = reason;
  }
}
