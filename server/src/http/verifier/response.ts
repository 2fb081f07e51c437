import { vpResponseLengthMax } from '@mleg/core/openid4vp/response';
import { type CheckDeps, checkPaths } from '../../service/check/check-deps.ts';
import { takeResponse } from '../../service/check/exchange.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { formBody } from './form-body.ts';

/** POST of a wallet's answer (OpenID4VP 1.0 8.2): 200 with where the browser goes, if anywhere; the verdict is for the verifier only. */
export function responseRoute(deps: CheckDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'POST',
    url: `${checkPaths.responses}/:id`,
    bodyBytesMax: vpResponseLengthMax,
    rateLimit: { max: 120, windowSeconds: 60 },
    handler: async (request, reply) => {
      const { id } = request.params as { id: string };
      const redirectUri = await takeResponse(deps, id, formBody(request));
      const answer = JSON.stringify({ redirect_uri: redirectUri });
      return reply.header('cache-control', 'no-store').type('application/json').send(answer);
    },
  });
}
