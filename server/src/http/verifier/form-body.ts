import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import type { FastifyRequest } from 'fastify';
import { mediaType } from '../kit/media-type.ts';

/** The form body of a wallet's POST (OpenID4VP 1.0 5.10, 8.2), as text. */
export function formBody(request: FastifyRequest): string {
  const type = mediaType(request.headers['content-type']);
  if (type !== 'application/x-www-form-urlencoded' || !Buffer.isBuffer(request.body)) {
    throw new ProtocolError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  return request.body.toString('utf8');
}
