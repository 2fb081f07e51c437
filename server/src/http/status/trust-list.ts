import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

/** GET /trust/list: who may issue for which schools, signed. */
export function trustListRoute(currentTrustList: () => Promise<string>): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/trust/list',
    handler: async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=60')
        .type('application/trust-list+jwt')
        .send(await currentTrustList()),
  });
}
