import { parseOfflineCredentialRequest } from '@mleg/core/openid4vci/credential-request';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { issueOfflineCredential } from '../../service/issuing/issue-offline-credential.ts';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';
import { readAccessToken } from './access-token.ts';
import { jsonBody } from './body.ts';
import { refuseCredential } from './credential.ts';
import { verifyProofs } from './proofs.ts';

/** POST of our own for the offline QR: the same token after the credential, one proof. */
export function offlineCredentialRoute(deps: IssuingDeps): ProtocolRoute {
  const audience = deps.config.origins.school;
  const url = `${audience}${issuerPaths.offlineCredential}`;
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.offlineCredential,
    isPlainJson: true,
    takesToken: true,
    handler: async (request, reply) => {
      const nowAt = deps.now();
      const { accessToken, dpop } = await readAccessToken(request, url, nowAt);
      const { proofJwt } = parseOfflineCredentialRequest(jsonBody(request, 'invalid_credential_request'));
      const { keys, nonces } = await verifyProofs([proofJwt], { audience, nowAt });
      const [key] = keys;
      const [nonce] = nonces;
      if (key === undefined || nonce === undefined)
        throw new ProtocolError('invalid_proof', 'one proof is due');
      const issued = await issueOfflineCredential(deps, { accessToken, dpop, key, nonce });
      if (issued.outcome !== 'ok') throw refuseCredential(issued.outcome);
      return sendProtocolJson(reply, JSON.stringify({ credentials: issued.credentials }));
    },
  });
}
