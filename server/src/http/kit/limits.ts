import { DomainError } from '@mleg/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnyPrincipal } from './answer-route.ts';
import { clientOf, createRateLimiter, createWrongTries } from './rate-limit.ts';
import type { RateLimit } from './route.ts';

/** The limit of one route, at the three moments at which it has something to do. */
export type RouteLimit = {
  /** Before the caller is known and a byte of the body is read. @throws DomainError rate_limited */
  readonly before: (request: FastifyRequest) => Promise<void>;
  /** When the caller is known. @throws DomainError rate_limited */
  readonly known: (request: FastifyRequest, principal: AnyPrincipal) => void;
  /** What is told of a refusal: past the limit a wrong try is only one too many. */
  readonly refusal: (request: FastifyRequest, error: unknown) => unknown;
  /** When the answer is out. */
  readonly after: (request: FastifyRequest, reply: FastifyReply) => void;
};

const NOTHING: RouteLimit = {
  before: async () => undefined,
  known: () => undefined,
  refusal: (_request, error) => error,
  after: () => undefined,
};

/** @param now epoch seconds */
export function createRouteLimit(limit: RateLimit | undefined, now: () => number): RouteLimit {
  if (limit === undefined) return NOTHING;
  if (limit.counts === undefined || limit.counts === 'all') return countAll(limit, now);
  return countWrong(limit, now);
}

function countAll({ max, windowSeconds, per }: RateLimit, now: () => number): RouteLimit {
  const limiter = createRateLimiter(max, windowSeconds);
  const take = (client: string): void => {
    if (!limiter.take(client, now())) throw new DomainError('rate_limited');
  };
  if (per === 'caller')
    return { ...NOTHING, known: (request, principal) => take(nameOf(principal) ?? request.ip) };
  return { ...NOTHING, before: async (request) => take(request.ip) };
}

function countWrong({ max, windowSeconds, counts }: RateLimit, now: () => number): RouteLimit {
  const tries = createWrongTries(max, windowSeconds);
  const entered = new WeakMap<FastifyRequest, string>();
  const isLate = new WeakSet<FastifyRequest>();
  return {
    ...NOTHING,
    before: async (request) => {
      const client = clientOf(request.ip);
      const mayTry = await tries.enter(client, now());
      // Gone while it waited: nothing more is heard of it.
      if (mayTry && request.raw.socket?.destroyed) tries.settle(client, true);
      else if (mayTry) entered.set(request, client);
      else if (counts === 'wrong') throw new DomainError('rate_limited');
      else isLate.add(request);
    },
    refusal: (request, error) =>
      isLate.has(request) && error instanceof DomainError && error.type !== 'unavailable'
        ? new DomainError('rate_limited')
        : error,
    after: (request, reply) => {
      const client = entered.get(request);
      if (client === undefined) return;
      const { statusCode } = reply;
      // Who leaves before the answer is counted as wrong; a server that could not look is nobody's try.
      const wasRight = (statusCode < 400 && reply.raw.writableEnded) || statusCode >= 500;
      tries.settle(client, !wasRight);
    },
  };
}

function nameOf(principal: AnyPrincipal): string | undefined {
  if (principal === null) return undefined;
  if (principal.kind === 'apiKey') return principal.keyId;
  return principal.kind === 'checkSecret' ? principal.checkId : principal.accountId;
}
