import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { requestObjectTyp } from '@mleg/core/openid4vp/request-object';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CheckDeps, checkPaths } from '../../service/check/check-deps.ts';
import { createRequest } from '../../service/check/exchange.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { formBody } from './form-body.ts';

const URL_PATTERN = `${checkPaths.requests}/:id`;
const RATE_LIMIT = { max: 240, windowSeconds: 60 };
const NONCE = /^[A-Za-z0-9._~+/=-]{1,256}$/;

/** GET and POST of the request's address (OpenID4VP 1.0 5.10). */
export function requestObjectRoutes(deps: CheckDeps): ProtocolRoute[] {
  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    walletNonce: string | undefined,
  ): Promise<FastifyReply> => {
    const { id } = request.params as { id: string };
    const text = await createRequest(deps, id, walletNonce);
    return reply.header('cache-control', 'no-store').type(`application/${requestObjectTyp}`).send(text);
  };
  return [
    defineProtocolRoute({
      method: 'GET',
      url: URL_PATTERN,
      rateLimit: RATE_LIMIT,
      handler: (request, reply) => send(request, reply, undefined),
    }),
    defineProtocolRoute({
      method: 'POST',
      url: URL_PATTERN,
      bodyBytesMax: 16_384,
      rateLimit: RATE_LIMIT,
      handler: (request, reply) => send(request, reply, readWalletNonce(request)),
    }),
  ];
}

/** `wallet_metadata` is not needed: there is one format and one algorithm. Both parameters are optional. */
function readWalletNonce(request: FastifyRequest): string | undefined {
  if (request.body === undefined || (Buffer.isBuffer(request.body) && request.body.length === 0))
    return undefined;
  const [nonce, ...more] = new URLSearchParams(formBody(request)).getAll('wallet_nonce');
  if (nonce === undefined) return undefined;
  if (more.length > 0 || !NONCE.test(nonce)) {
    throw new ProtocolError('invalid_request', 'wallet_nonce is sent twice, too long or not URL-safe');
  }
  return nonce;
}
