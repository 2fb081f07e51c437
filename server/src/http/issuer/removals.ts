import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { parseRemovalRequest } from '@mleg/core/openid4vci/removal-proof';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { removeByHolder } from '../../service/issuing/remove-by-holder.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { jsonBody } from './body.ts';

/** A whole school may stand behind one address. */
const TRIES_MAX = 600;
const HOUR_SECONDS = 3600;

/** POST /oid4vci/removals: a phone has removed an ID (docs/rulebook.md); idempotent, 204. */
export function removalsRoute(deps: IssuingDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.removals,
    bodyBytesMax: 8192,
    rateLimit: { max: TRIES_MAX, windowSeconds: HOUR_SECONDS },
    handler: async (request, reply) => {
      await removeByHolder(deps, parseRemovalRequest(jsonBody(request, 'invalid_request')));
      return reply.header('cache-control', 'no-store').code(204).send();
    },
  });
}
