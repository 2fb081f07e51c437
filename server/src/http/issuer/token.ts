import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { parseTokenRequest } from '@mleg/core/openid4vci/token-request';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { type RedeemRefusal, redeem } from '../../service/issuing/redeem.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { readDpopProof } from './access-token.ts';
import { formBody } from './body.ts';

const BODY_BYTES_MAX = 8 * 1024;

/** POST of the token request (OpenID4VCI 1.0 section 6). */
export function tokenRoute(deps: IssuingDeps): ProtocolRoute {
  const url = `${deps.config.origins.school}${issuerPaths.token}`;
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.token,
    bodyBytesMax: BODY_BYTES_MAX,
    isPlainJson: true,
    handler: async (request, reply) => {
      const { preAuthorizedCode, txCode } = parseTokenRequest(formBody(request));
      const dpop = await readDpopProof(request, url, deps.now());
      const redemption = await redeem(deps, { preAuthorizedCode, txCode, dpop });
      if (redemption.outcome !== 'ok') throw refusal(redemption.outcome);
      const answer = {
        access_token: redemption.accessToken,
        token_type: dpop === null ? 'Bearer' : 'DPoP',
        expires_in: redemption.expiresInSeconds,
      };
      return sendProtocolJson(reply, JSON.stringify(answer));
    },
  });
}

function refusal(outcome: RedeemRefusal): ProtocolError {
  switch (outcome) {
    case 'invalid_grant':
      return new ProtocolError('invalid_grant', 'the code is wrong, used, expired or locked');
    case 'expired':
      return new ProtocolError('invalid_grant', 'the code has expired; no try was counted', {
        reason: 'expired',
      });
    case 'invalid_request':
      return new ProtocolError('invalid_request', 'tx_code is missing, or sent where none is due');
    case 'dpop_replayed':
      return new ProtocolError('invalid_dpop_proof', 'the proof was used before');
  }
}
