import { parseStrictJson } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { mediaType } from './media-type.ts';
import { holdsNul } from './nul.ts';
import type { Authenticators, PrincipalOf } from './policy.ts';
import type { Route } from './route.ts';

export type AnyPrincipal = PrincipalOf[keyof PrincipalOf];

/** Runs one request of our own API: parameters, query and body, then the handler, then the answer. */
export async function answerRoute(
  route: Route,
  principal: AnyPrincipal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const context = {
    principal,
    params: parse(route.schema.params, request.params, 'params'),
    query: parseQuery(route, request),
    body: parseBody(route, request),
    request,
    reply,
  };
  const answer = await route.handler(context as never);
  // The handler has sent a file or a page itself.
  if (reply.sent) return reply;
  if (route.schema.response === undefined) {
    if (answer !== undefined && answer !== null) return answer;
    return reply.code(route.status ?? 204).send();
  }
  // The answer's schema is an allow-list: a field too many is a fault of ours, not a leak.
  const allowed = route.schema.response.parse(answer);
  return reply
    .code(route.status ?? 200)
    .type('application/json')
    .send(JSON.stringify(allowed));
}

/** Who calls, and whether they may. @throws DomainError unauthenticated, forbidden */
export async function authenticate(
  route: Route,
  authenticators: Authenticators,
  request: FastifyRequest,
): Promise<AnyPrincipal> {
  const { policy } = route;
  if (policy.kind === 'public' || policy.kind === 'protocol') return null;
  const principal = (await authenticators[policy.kind]?.(request)) ?? null;
  if (principal === null) throw new DomainError('unauthenticated');
  if (policy.kind === 'staff' && principal.kind === 'staff' && !policy.roles.includes(principal.role)) {
    throw new DomainError('forbidden', { role: principal.role });
  }
  return principal;
}

function parseQuery(route: Route, request: FastifyRequest): unknown {
  if (route.schema.query !== undefined)
    return parse(route.schema.query, { ...(request.query as object) }, 'query');
  // Parameters nobody asked for are a caller's mistake, never silently dropped.
  for (const name of Object.keys(request.query as object))
    throw new DomainError('invalid_input', { query: name.slice(0, 40) });
  return undefined;
}

function parseBody(route: Route, request: FastifyRequest): unknown {
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
  const type = mediaType(request.headers['content-type']);
  if (route.bytes.length > 0) return parseFile(route, body, type);
  if (route.schema.body === undefined) {
    if (body !== undefined) throw new DomainError('malformed', { body: 'unexpected' });
    return undefined;
  }
  if (body === undefined) {
    if (!route.bodyOptional) throw new DomainError('malformed', { body: 'empty' });
    return parse(route.schema.body, {}, 'body');
  }
  if (type !== 'application/json') throw new DomainError('unsupported_media_type');
  return parse(
    route.schema.body,
    parseStrictJson(body, { lengthMax: route.bodyBytesMax, depthMax: 16 }),
    'body',
  );
}

function parseFile(route: Route, body: Buffer | undefined, type: string): Buffer {
  if (!route.bytesDecide && !route.bytes.includes(type)) {
    throw new DomainError('unsupported_media_type', { accepted: route.bytes.join(', ') });
  }
  if (body === undefined) throw new DomainError('malformed', { body: 'empty' });
  return body;
}

/** The value by its schema; the refusal names the first wrong field, never its value. */
function parse(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (schema === undefined) return undefined;
  if (holdsNul(value)) throw new DomainError('invalid_input', { field: place, rule: 'nul_character' });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const named = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : (issue?.path ?? []);
  const field = [place, ...named].map(String).join('.').slice(0, 80);
  const own: unknown = issue?.code === 'custom' ? issue.params?.['rule'] : undefined;
  throw new DomainError('invalid_input', {
    field,
    rule: typeof own === 'string' ? own : (issue?.code ?? 'unknown'),
  });
}
