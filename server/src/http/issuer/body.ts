import { ProtocolError, type ProtocolErrorCode } from '@mleg/core/openid4vci/protocol-error';
import type { FastifyRequest } from 'fastify';
import { mediaType } from '../kit/media-type.ts';

/**
 * The JSON body of a protocol request, as bytes.
 * @param code the endpoint's own error for a body that is none
 */
export function jsonBody(request: FastifyRequest, code: ProtocolErrorCode): Buffer {
  const type = mediaType(request.headers['content-type']);
  // OpenID4VCI 1.0 section 10: an encrypted request, and we advertise no encryption.
  if (type === 'application/jwt') {
    throw new ProtocolError('invalid_encryption_parameters', 'encrypted requests are not supported');
  }
  if (type !== 'application/json' || !Buffer.isBuffer(request.body)) {
    throw new ProtocolError(code, 'the body must be application/json');
  }
  return request.body;
}

/** The form body of a token request (RFC 6749 appendix B), as text. */
export function formBody(request: FastifyRequest): string {
  const type = mediaType(request.headers['content-type']);
  if (type !== 'application/x-www-form-urlencoded' || !Buffer.isBuffer(request.body)) {
    throw new ProtocolError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  return request.body.toString('utf8');
}
