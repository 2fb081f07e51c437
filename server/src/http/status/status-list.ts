import { DomainError } from '@mleg/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StatusPublisher } from '../../service/status/publish-status-list.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

const JWT_TYPE = 'application/statuslist+jwt';
const CWT_TYPE = 'application/statuslist+cwt';
const LIST_ID = /^(0|[1-9][0-9]{0,6})$/;

/** GET /status/{listId} (Token Status List 8.1): JWT, or CWT where `Accept` asks for it. */
export function statusListRoute(publisher: StatusPublisher): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/status/:listId',
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { listId } = request.params as { listId: string };
      const list = LIST_ID.test(listId) ? await publisher.list(Number(listId)) : undefined;
      if (list === undefined) throw new DomainError('not_found');
      const wantsCwt = (request.headers.accept ?? '').includes(CWT_TYPE);
      const etag = wantsCwt ? list.cwtEtag : list.jwtEtag;
      reply.header('etag', etag).header('vary', 'Accept');
      // A cache may keep it, but asks again each time: our verifier wants to see a revocation within ten seconds.
      reply.header('cache-control', 'public, no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return wantsCwt
        ? reply.type(CWT_TYPE).send(Buffer.from(list.cwt))
        : reply.type(JWT_TYPE).send(list.jwt);
    },
  });
}

/**
 * GET /status (Token Status List 9.2): addresses of all lists. `offline_lists` is ours: a verifier without a network
 * needs no others.
 */
export function statusAggregationRoute(publisher: StatusPublisher): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/status',
    handler: async (_request, reply) => {
      const { all, offline } = await publisher.aggregation();
      return reply
        .header('cache-control', 'public, max-age=60')
        .type('application/json')
        .send(JSON.stringify({ status_lists: all, offline_lists: offline }));
    },
  });
}
