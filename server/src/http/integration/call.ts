import { DomainError } from '@mleg/core/errors';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../audit/append.ts';
import type { ProgramCall } from '../../service/integration/answer-once.ts';
import type { ApiKeyPrincipal } from '../kit/policy.ts';

/** Only somebody with a key of the school. */
export const program = { kind: 'apiKey' } as const;

/** The program in the history, and its school. */
export function actingOf({ school, keyId }: ApiKeyPrincipal): { school: number; actor: Actor } {
  return { school, actor: { kind: 'api', id: keyId } };
}

/**
 * The request as what may come twice: key, address and body.
 * @throws DomainError invalid_input for an `Idempotency-Key` that is none
 */
export function callOf(principal: ApiKeyPrincipal, request: FastifyRequest): ProgramCall {
  const header = request.headers['idempotency-key'];
  if (header !== undefined && (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))) {
    throw new DomainError('invalid_input', { header: 'Idempotency-Key' });
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    ...actingOf(principal),
    idempotencyKey: header,
    content: Buffer.concat([Buffer.from(`${request.method} ${request.url}\n`), body]),
  };
}
