import { DomainError } from '@mleg/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedForm, StatusPublisher } from '../../service/status/publish-status-list.ts';
import { chooseEncoding, chooseType, type Encoding } from '../kit/accept.ts';
import { compress } from '../kit/compress.ts';
import { encodedEtag, matchesEtag } from '../kit/etag.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

const JWT_TYPE = 'application/statuslist+jwt';
const CWT_TYPE = 'application/statuslist+cwt';
const LIST_ID = /^(0|[1-9][0-9]{0,6})$/;

/** GET /status/{listId} (Token Status List 8.1): JWT or CWT, whichever `Accept` asks for. */
export function statusListRoute(publisher: StatusPublisher, now: () => number): ProtocolRoute {
  const compressed = createCompressedForms();
  return defineProtocolRoute({
    method: 'GET',
    url: '/status/:listId',
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('vary', 'Accept, Accept-Encoding');
      // Token Status List 8.4: a list of another time is not kept, and today's is no answer to the question.
      if (Object.hasOwn(request.query as object, 'time'))
        throw new DomainError('not_implemented', { query: 'time' });
      const type = chooseType(request.headers.accept, [JWT_TYPE, CWT_TYPE]);
      const { listId } = request.params as { listId: string };
      const list = LIST_ID.test(listId) ? await publisher.list(Number(listId)) : undefined;
      if (list === undefined) throw new DomainError('not_found');
      if (type === undefined) throw new DomainError('not_acceptable', { types: `${JWT_TYPE}, ${CWT_TYPE}` });
      const form = type === CWT_TYPE ? list.cwt : list.jwt;
      const encoding = chooseEncoding(request.headers['accept-encoding']);
      const etag = encodedEtag(form.etag, encoding);
      reply.header('etag', etag);
      // How old what is said here is: while the database is away the last list is given, until it ends.
      reply.header('age', String(Math.max(0, now() - list.lookedAt)));
      // A cache may keep it, but asks again each time: our verifier wants to see a revocation within ten seconds.
      reply.header('cache-control', 'public, no-cache');
      if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
      reply.type(type);
      if (encoding === undefined) return reply.send(bytesOf(form));
      const bytes = await compressed(form, encoding);
      return reply.header('content-encoding', encoding).send(bytes);
    },
  });
}

function bytesOf({ token }: PublishedForm): Buffer {
  return typeof token === 'string' ? Buffer.from(token) : Buffer.from(token);
}

/** Compresses each form once; a new list brings new forms, and the old ones go with it. */
function createCompressedForms(): (form: PublishedForm, encoding: Encoding) => Promise<Buffer> {
  const made = new WeakMap<PublishedForm, Map<Encoding, Promise<Buffer>>>();
  return (form, encoding) => {
    const ofForm = made.get(form) ?? new Map<Encoding, Promise<Buffer>>();
    made.set(form, ofForm);
    const bytes = ofForm.get(encoding) ?? compress(form.token, encoding);
    ofForm.set(encoding, bytes);
    // What failed once for want of memory is tried again by the next who asks.
    bytes.catch(() => ofForm.delete(encoding));
    return bytes;
  };
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
