import { parseStrictJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { preAuthorizedCodeGrant } from './credential-offer.ts';
import { ProtocolError } from './protocol-error.ts';

const bodyLengthMax = 4_096;
const codeLengthMax = 200;
const txCodeLengthMax = 40;

export type TokenRequest = {
  readonly preAuthorizedCode: string;
  /** Undefined when none was sent; whether one is due is the offer's business. */
  readonly txCode: string | undefined;
};

/**
 * Reads a token request (OpenID4VCI 1.0 section 6.1). Unknown parameters are ignored; one sent twice is refused
 * (RFC 6749 3.2).
 * @param body `application/x-www-form-urlencoded` text
 * @throws ProtocolError invalid_request, unsupported_grant_type
 */
export function parseTokenRequest(body: string): TokenRequest {
  if (body.length > bodyLengthMax) throw new ProtocolError('invalid_request', 'the request is too long');
  const form = new URLSearchParams(body);
  const one = (name: string): string | undefined => {
    const values = form.getAll(name);
    if (values.length > 1) throw new ProtocolError('invalid_request', `${name} is sent more than once`);
    return values[0];
  };
  const grantType = one('grant_type');
  if (grantType === undefined) throw new ProtocolError('invalid_request', 'grant_type is missing');
  if (grantType !== preAuthorizedCodeGrant) {
    throw new ProtocolError('unsupported_grant_type', 'only the pre-authorized code grant is supported');
  }
  const preAuthorizedCode = one('pre-authorized_code');
  const txCode = one('tx_code');
  if (
    preAuthorizedCode === undefined ||
    preAuthorizedCode === '' ||
    preAuthorizedCode.length > codeLengthMax
  ) {
    throw new ProtocolError('invalid_request', 'pre-authorized_code is missing or too long');
  }
  if (txCode !== undefined && (txCode === '' || txCode.length > txCodeLengthMax)) {
    throw new ProtocolError('invalid_request', 'tx_code is empty or too long');
  }
  return { preAuthorizedCode, txCode };
}

/** The body of a token request. */
export function createTokenRequest(request: TokenRequest): string {
  const form = new URLSearchParams({
    grant_type: preAuthorizedCodeGrant,
    'pre-authorized_code': request.preAuthorizedCode,
  });
  if (request.txCode !== undefined) form.set('tx_code', request.txCode);
  return form.toString();
}

export type TokenResponse = {
  readonly accessToken: string;
  readonly tokenType: 'Bearer' | 'DPoP';
  readonly expiresInSeconds: number;
};

/** Reads a token response (RFC 6749 5.1). @throws malformed */
export function parseTokenResponse(json: string | Uint8Array): TokenResponse {
  const answer = parseStrictJsonObject(json, { lengthMax: 16_384, depthMax: 8 });
  const { access_token: accessToken, token_type: type, expires_in: expiresIn } = answer;
  const tokenType = typeof type === 'string' ? type.toLowerCase() : '';
  if (
    typeof accessToken !== 'string' ||
    accessToken === '' ||
    (tokenType !== 'bearer' && tokenType !== 'dpop')
  ) {
    throw new DomainError('malformed', { field: 'token_response' });
  }
  return {
    accessToken,
    tokenType: tokenType === 'dpop' ? 'DPoP' : 'Bearer',
    expiresInSeconds: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 300,
  };
}
