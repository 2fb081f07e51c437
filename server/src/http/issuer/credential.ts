import { parseCredentialRequest } from '@mleg/core/openid4vci/credential-request';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { type CredentialRefusal, issueCredential } from '../../service/issuing/issue-credential.ts';
import { BATCH_MAX, CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { readAccessToken, refuseToken } from './access-token.ts';
import { jsonBody } from './body.ts';
import { verifyProofs } from './proofs.ts';

const LIMITS = { configurationId: CREDENTIAL_CONFIGURATION_ID, batchMax: BATCH_MAX };

/** POST of the credential request (OpenID4VCI 1.0 section 8). */
export function credentialRoute(deps: IssuingDeps): ProtocolRoute {
  const audience = deps.config.origins.school;
  const url = `${audience}${issuerPaths.credential}`;
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.credential,
    isPlainJson: true,
    takesToken: true,
    handler: async (request, reply) => {
      const nowAt = deps.now();
      const { accessToken, dpop } = await readAccessToken(request, url, nowAt);
      const { proofJwts } = parseCredentialRequest(jsonBody(request, 'invalid_credential_request'), LIMITS);
      const proofs = await verifyProofs(proofJwts, { audience, nowAt });
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
export function refuseCredential(outcome: CredentialRefusal): ProtocolError {
  switch (outcome) {
    case 'denied':
      return new ProtocolError('credential_request_denied', 'there is no credential under this token');
    case 'other_phone':
      return denied(outcome, 'the offer was delivered to another phone; take another code');
    case 'phones_max':
      return denied(outcome, 'the ID is on as many phones as the school allows');
    case 'suspended_by_school':
      return denied(
        outcome,
        'the school has suspended the ID; no code gives another one until it lifts that',
      );
    case 'reported_lost':
      return denied(
        outcome,
        'the ID was reported lost by a lock code; a guardian or the school decides first',
      );
    case 'invalid_nonce':
      return new ProtocolError('invalid_nonce', 'c_nonce is unknown, expired or used before');
    case 'invalid_token':
    case 'dpop_replayed':
      return refuseToken(outcome);
  }
}

function denied(reason: string, description: string): ProtocolError {
  return new ProtocolError('credential_request_denied', description, { reason });
}
