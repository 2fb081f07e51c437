import { issueOfflineCredential } from '../../service/issuing/issue-offline-credential.ts';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { OAuthError } from '../kit/oauth-error.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { readAccessToken } from './access-token.ts';
import { refuseCredential } from './credential.ts';
import { readJsonBody } from './credential-request.ts';
import { verifyProofs } from './key-proof.ts';

const PATH = '/oid4vci/offline-credential';

/** POST /oid4vci/offline-credential: our own, for the offline QR; the same token and one proof. */
export function offlineCredentialRoute(deps: IssuingDeps): ProtocolRoute {
  const issuer = deps.config.origins.school;
  return defineProtocolRoute({
    method: 'POST',
    url: PATH,
    isPlainJson: true,
    handler: async (request, reply) => {
      const nowAt = deps.now();
      const { accessToken, dpop } = readAccessToken(request, `${issuer}${PATH}`, nowAt);
      const body = readJsonBody(request, 'invalid_credential_request');
      const { keys, nonces } = verifyProofs(body['proofs'], { issuer, nowAt, max: 1 });
      const [key] = keys;
      const [nonce] = nonces;
      if (key === undefined || nonce === undefined) throw new OAuthError('invalid_proof', 'one proof');
      const issued = await issueOfflineCredential(deps, { accessToken, dpop, key, nonce });
      if (issued.outcome !== 'ok') throw refuseCredential(issued.outcome);
      return sendProtocolJson(reply, JSON.stringify({ credentials: issued.credentials }));
    },
  });
}
