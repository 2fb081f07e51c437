import { checkCodeRequest } from '@mleg/contract/check';
import { parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { FastifyRequest } from 'fastify';
import type { CheckDeps } from '../../service/check/check-deps.ts';
import { takeCode } from '../../service/check/checks.ts';
import { mediaType } from '../kit/media-type.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

/** POST /api/checks/codes: from the wallet's origin, so that it is open to all origins like the protocol itself. */
export function takeCodeRoute(deps: CheckDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'POST',
    url: '/api/checks/codes',
    bodyBytesMax: 256,
    // A million codes, two minutes each: guessing one of a thousand alive takes more tries than this allows in hours.
    rateLimit: { max: 30, windowSeconds: 600, counts: 'wrong' },
    handler: async (request, reply) => {
      const answer = { request: await takeCode(deps, readCode(request)) };
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(answer));
    },
  });
}

function readCode(request: FastifyRequest): string {
  const isJson = mediaType(request.headers['content-type']) === 'application/json';
  if (!isJson || !Buffer.isBuffer(request.body)) throw new DomainError('unsupported_media_type');
  const parsed = checkCodeRequest.safeParse(parseStrictJsonObject(request.body));
  if (!parsed.success) throw new DomainError('invalid_input', { field: 'body.code' });
  return parsed.data.code;
}
