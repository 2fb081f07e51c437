import { isJsonObject, type JsonValue, parseStrictJson } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { FastifyRequest } from 'fastify';
import { CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { redeem } from '../../service/issuing/redeem.ts';
import { mediaType, parseForm } from '../kit/form.ts';
import { OAuthError } from '../kit/oauth-error.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { verifyDpop } from './dpop.ts';
import { PRE_AUTHORIZED_GRANT } from './offers.ts';

const PATH = '/oid4vci/token';
const TX_CODE_LENGTH_MAX = 32;
const BODY_BYTES_MAX = 8 * 1024;

/** POST of the token request (OpenID4VCI 1.0 section 6). */
export function tokenRoute(deps: IssuingDeps): ProtocolRoute {
  const url = `${deps.config.origins.school}${PATH}`;
  return defineProtocolRoute({
    method: 'POST',
    url: PATH,
    bodyBytesMax: BODY_BYTES_MAX,
    isPlainJson: true,
    handler: async (request, reply) => {
      const { preAuthorizedCode, txCode, withDetails } = readTokenRequest(request);
      const dpop = verifyDpop(request, { url, nowAt: deps.now() });
      const redemption = await redeem(deps, { preAuthorizedCode, txCode, dpop });
      if (redemption.outcome !== 'ok') throw refusal(redemption.outcome);
      const answer = {
        access_token: redemption.accessToken,
        token_type: dpop === null ? 'Bearer' : 'DPoP',
        expires_in: redemption.expiresInSeconds,
        ...(withDetails ? { authorization_details: [GRANTED_DETAILS] } : {}),
      };
      return sendProtocolJson(reply, JSON.stringify(answer));
    },
  });
}

type TokenRequest = {
  readonly preAuthorizedCode: string;
  readonly txCode: string | undefined;
  readonly withDetails: boolean;
};

const GRANTED_DETAILS = {
  type: 'openid_credential',
  credential_configuration_id: CREDENTIAL_CONFIGURATION_ID,
  credential_identifiers: [CREDENTIAL_CONFIGURATION_ID],
};

/** Unknown parameters are ignored (section 6.1). */
function readTokenRequest(request: FastifyRequest): TokenRequest {
  if (
    mediaType(request.headers['content-type']) !== 'application/x-www-form-urlencoded' ||
    !Buffer.isBuffer(request.body)
  ) {
    throw new OAuthError('invalid_request', 'a form is expected');
  }
  const form = parseForm(request.body);
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type missing');
  if (grantType !== PRE_AUTHORIZED_GRANT)
    throw new OAuthError('unsupported_grant_type', 'pre-authorized code only');
  const preAuthorizedCode = form.get('pre-authorized_code');
  if (preAuthorizedCode === undefined) throw new OAuthError('invalid_request', 'pre-authorized_code missing');
  const txCode = form.get('tx_code');
  if (txCode !== undefined && txCode.length > TX_CODE_LENGTH_MAX)
    throw new OAuthError('invalid_grant', 'wrong code');
  return { preAuthorizedCode, txCode, withDetails: readDetails(form.get('authorization_details')) };
}

/** RFC 9396: the details must ask for what the offer has (section 5.1.1). */
function readDetails(text: string | undefined): boolean {
  if (text === undefined) return false;
  try {
    const details = parseStrictJson(text);
    if (Array.isArray(details) && details.length > 0 && details.every((one: JsonValue) => isOurDetail(one)))
      return true;
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
  }
  throw new OAuthError('invalid_request', 'authorization_details');
}

function isOurDetail(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { type, credential_configuration_id: id } = value;
  return type === 'openid_credential' && id === CREDENTIAL_CONFIGURATION_ID;
}

function refusal(outcome: 'invalid_grant' | 'invalid_request' | 'dpop_replayed'): OAuthError {
  switch (outcome) {
    case 'invalid_grant':
      return new OAuthError('invalid_grant', 'the code is wrong, used, expired or locked');
    case 'invalid_request':
      return new OAuthError('invalid_request', 'tx_code is missing or not expected');
    case 'dpop_replayed':
      return new OAuthError('invalid_dpop_proof', 'DPoP proof used before');
  }
}
