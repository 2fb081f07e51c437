import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createNonce } from '../../service/issuing/nonce.ts';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';

/** POST of the nonce request (OpenID4VCI 1.0 section 7): no authentication, no store. */
export function nonceRoute(deps: Pick<IssuingDeps, 'vault' | 'now'>): ProtocolRoute {
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.nonce,
    bodyBytesMax: 1024,
    isPlainJson: true,
    handler: (_request, reply) =>
      sendProtocolJson(reply, JSON.stringify({ c_nonce: createNonce(deps.vault, deps.now()) })),
  });
}
