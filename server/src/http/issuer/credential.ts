import { issueCredential } from '../../service/issuing/issue-credential.ts';
import { BATCH_MAX, type IssuingDeps } from '../../service/issuing/protocol.ts';
import type { CredentialOutcome } from '../../store/issuing.ts';
import { OAuthError } from '../kit/oauth-error.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { readAccessToken, refuseToken } from './access-token.ts';
import { checkCredentialRequest, readJsonBody } from './credential-request.ts';
import { verifyProofs } from './key-proof.ts';

const PATH = '/oid4vci/credential';

/** POST of the credential request (OpenID4VCI 1.0 section 8). */
export function credentialRoute(deps: IssuingDeps): ProtocolRoute {
  const issuer = deps.config.origins.school;
  return defineProtocolRoute({
    method: 'POST',
    url: PATH,
    isPlainJson: true,
    handler: async (request, reply) => {
      const nowAt = deps.now();
      const { accessToken, dpop } = readAccessToken(request, `${issuer}${PATH}`, nowAt);
      const body = readJsonBody(request, 'invalid_credential_request');
      checkCredentialRequest(body);
      const proofs = verifyProofs(body['proofs'], { issuer, nowAt, max: BATCH_MAX });
      const issued = await issueCredential(deps, { accessToken, dpop, proofs });
      if (issued.outcome !== 'ok') throw refuseCredential(issued.outcome);
      const answer = {
        credentials: issued.credentials.map((credential) => ({ credential })),
        notification_id: issued.notificationId,
      };
      return sendProtocolJson(reply, JSON.stringify(answer));
    },
  });
}

/** Section 8.3.1. */
export function refuseCredential(outcome: Exclude<CredentialOutcome, 'ok'>): OAuthError {
  switch (outcome) {
    case 'denied':
      return new OAuthError('credential_request_denied', 'no credential under this token');
    case 'invalid_nonce':
      return new OAuthError('invalid_nonce', 'c_nonce unknown, expired or used before');
    case 'invalid_token':
    case 'dpop_replayed':
      return refuseToken(outcome);
  }
}
