import { DomainError } from '@mleg/core/errors';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { randomBytes } from '../../keys/random.ts';
import { errorFields, type Log } from '../../log/log.ts';
import { type AnyPrincipal, answerRoute, authenticate } from './answer-route.ts';
import { createDrain } from './drain.ts';
import { matchesEtag } from './etag.ts';
import { announcedBytes, callerOf, createInFlight, type InFlight } from './in-flight.ts';
import { createRouteLimit } from './limits.ts';
import { holdsNul } from './nul.ts';
import { sendOAuthError } from './oauth-error.ts';
import { type Authenticators, needsOwnOrigin, type Policy } from './policy.ts';
import { PROBLEM_STATUS, renderFault, renderProblem } from './problem.ts';
import type { ProtocolRoute, Route } from './route.ts';
import {
  apiHeaders,
  type FaceName,
  PROTOCOL_CORS,
  PROTOCOL_PREFLIGHT,
  pageHeaders,
} from './security-headers.ts';
import { representationOf, type StaticFile, type StaticFiles, styleHashes } from './static-files.ts';

export type FaceOptions = {
  readonly name: FaceName;
  /** Exact origin of this face, e.g. `http://localhost:8083`. */
  readonly origin: string;
  readonly routes: readonly (Route | ProtocolRoute)[];
  readonly authenticators: Authenticators;
  readonly files: StaticFiles;
  /** Origins its pages may call besides their own. */
  readonly connect: readonly string[];
  readonly log: Log;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Proxies in front whose `X-Forwarded-For` counts; 0 for none. */
  readonly proxyHops?: number;
};

const REQUEST_TIMEOUT_MS = 30_000;
/** Files that are being received, in all and of one caller. */
const IN_FLIGHT_MAX = { bytes: 320 * 1024 * 1024, bytesPerCaller: 80 * 1024 * 1024 };
/** A photo of 20 MB over a line of 1 Mbit/s. */
const FILE_TIMEOUT_MS = 180_000;
const BODY_BYTES_MAX = 64 * 1024;

/**
 * One face (an origin with its listener). Bodies arrive as bytes and are parsed by the route, so nothing is
 * stripped or coerced on the way.
 * @throws Error at start-up for a route without a policy, a policy nobody can authenticate, or a route given twice
 */
export function createFace(options: FaceOptions): FastifyInstance {
  const secure = options.origin.startsWith('https:');
  const drain = createDrain();
  const app: FastifyInstance = fastify({
    logger: false,
    http: { ServerResponse: drain.response },
    // A request that still comes over an open connection is answered, and the connection ends with the answer.
    return503OnClosing: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: options.routes.some(takesFile) ? FILE_TIMEOUT_MS : REQUEST_TIMEOUT_MS,
    keepAliveTimeout: 20_000,
    // RFC 7239 in spirit: only as many hops as the operator says stand in front.
    trustProxy: (_address: string, hop: number) => hop < (options.proxyHops ?? 0),
    genReqId: () => randomBytes(8).toString('hex'),
    routerOptions: { maxParamLength: 128 },
  });
  app.addHook('preClose', async () => drain.begin());
  if ((options.proxyHops ?? 0) === 0) tellOfProxy(app, options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => sendError(options.log, error, request, reply));
  const inFlight = createInFlight(IN_FLIGHT_MAX);
  for (const route of options.routes) register(app, route, options, { secure, inFlight });
  servePages(app, options, secure);
  return app;
}

function takesFile(route: Route | ProtocolRoute): boolean {
  return 'bytes' in route && route.bytes.length > 0;
}

const PROXY_TOLD_SECONDS = 3600;

/** Somebody in front says for whom it asks, and nobody is told to believe it: then all people are one client. */
function tellOfProxy(app: FastifyInstance, { log, now, name }: FaceOptions): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  app.addHook('onRequest', async (request) => {
    if (request.headers['x-forwarded-for'] === undefined || now() - toldAt < PROXY_TOLD_SECONDS) return;
    if (!isNear(request.ip)) return;
    toldAt = now();
    log.event('proxy_not_counted', { face: name });
    log.say(
      'A proxy stands in front and MLEG_PROXY_HOPS is 0: everybody behind it counts as one person, and limits meant for one stop all. Set MLEG_PROXY_HOPS to the number of proxies.',
    );
  });
}

/** This machine or its own network: from farther away the header is anybody's invention. */
function isNear(address: string): boolean {
  return /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]|^fe80:/i.test(address);
}

function register(
  app: FastifyInstance,
  route: Route | ProtocolRoute,
  options: FaceOptions,
  { secure, inFlight }: { readonly secure: boolean; readonly inFlight: InFlight },
): void {
  const policy: Policy | undefined = route.policy;
  if (policy === undefined) throw new Error(`route without a policy: ${route.method} ${route.url}`);
  if (
    policy.kind !== 'protocol' &&
    policy.kind !== 'public' &&
    options.authenticators[policy.kind] === undefined
  ) {
    throw new Error(
      `nobody can authenticate ${policy.kind} on ${options.name}: ${route.method} ${route.url}`,
    );
  }
  const limit = createRouteLimit(route.rateLimit, options.now);
  // No page of another face, on the same site as it may be, shows a photo or a letter of this one.
  const headers = {
    ...apiHeaders(secure),
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  };
  if ('schema' in route) {
    const own = needsOwnOrigin(policy) && route.method !== 'GET';
    const callers = new WeakMap<FastifyRequest, AnyPrincipal>();
    app.route({
      method: route.method,
      url: route.url,
      bodyLimit: route.bodyBytesMax,
      // All that can be refused without the body is refused before a byte of it is read: nobody unknown fills the memory.
      onRequest: async (request, reply) => {
        reply.headers(headers);
        await limit.before(request);
        // A form or script of another site sends its own Origin, or none at all (ASVS 3.5.1).
        if (own && !isOwnOrigin(request.headers.origin, options.origin, policy))
          throw new DomainError('forbidden', { origin: false });
        // Before anybody looks who calls: an id in the address is already looked up by then.
        if (holdsNul(request.params)) throw new DomainError('invalid_input', { field: 'params' });
        const caller = await authenticate(route, options.authenticators, request);
        limit.known(request, caller);
        callers.set(request, caller);
        if (takesFile(route)) makeRoom(inFlight, route, caller, request, reply);
      },
      handler: async (request, reply) => {
        try {
          return await answerRoute(route, callers.get(request) ?? null, request, reply);
        } catch (error) {
          throw limit.refusal(request, error);
        }
      },
      ...(route.rateLimit ? { onResponse: async (request, reply) => limit.after(request, reply) } : {}),
    });
    return;
  }
  const protocolHeaders = { ...apiHeaders(secure), ...PROTOCOL_CORS };
  app.route({
    method: route.method,
    url: route.url,
    bodyLimit: route.bodyBytesMax,
    config: { protocol: { headers: protocolHeaders, takesToken: route.takesToken } },
    onRequest: async (request, reply) => {
      if (!route.isPlainJson) reply.headers(protocolHeaders);
      if (holdsNul(request.params)) throw new DomainError('not_found');
      await limit.before(request);
    },
    handler: async (request, reply) => route.handler(request, reply),
    ...(route.rateLimit ? { onResponse: async (request, reply) => limit.after(request, reply) } : {}),
  });
  if (!app.hasRoute({ method: 'OPTIONS', url: route.url })) {
    app.options(route.url, (_request, reply) => reply.headers(PROTOCOL_PREFLIGHT).code(204).send());
  }
}

/** A file is received only where there is room for it. @throws DomainError rate_limited */
function makeRoom(
  inFlight: InFlight,
  route: Route,
  caller: AnyPrincipal,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const bytes = announcedBytes(request.headers['content-length'], route.bodyBytesMax);
  const release = inFlight.take(callerOf(caller), bytes);
  if (release === undefined) throw new DomainError('rate_limited', { retryAfterSeconds: 10 });
  for (const event of ['finish', 'close']) reply.raw.once(event, release);
}

function isOwnOrigin(sent: string | undefined, own: string, policy: Policy): boolean {
  if (sent === undefined) return policy.kind === 'public' && policy.takesPrograms === true;
  return sent === own;
}

function servePages(app: FastifyInstance, options: FaceOptions, secure: boolean): void {
  const styles = styleHashes(options.files.get('/index.html'));
  const headers = pageHeaders({ face: options.name, connect: options.connect, styles, secure });
  app.setNotFoundHandler((request, reply) => {
    const file = findFile(options.files, request);
    if (file === undefined) {
      reply.headers(apiHeaders(secure));
      throw new DomainError('not_found');
    }
    reply.headers(headers);
    reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    const { bytes, etag, headers: own } = representationOf(file, request.headers['accept-encoding']);
    reply.headers(own);
    if (matchesEtag(request.headers['if-none-match'], etag)) {
      return reply.removeHeader('content-encoding').code(304).send();
    }
    return reply.type(file.type).send(bytes);
  });
}

/** A file by its path; for a page's address, whatever it is, the app's one page. */
function findFile(files: StaticFiles, request: FastifyRequest): StaticFile | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const file = files.get(request.url.split('?', 1)[0] ?? '/');
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  return file ?? (wantsPage ? files.get('/index.html') : undefined);
}

/** Fastify's own refusals (too large a body, a broken request line) in our words. */
function fromFastify(error: FastifyError, bytesMax: number | undefined): DomainError | undefined {
  if (error.statusCode === 413)
    return new DomainError('too_large', bytesMax === undefined ? {} : { bytesMax });
  if (error.statusCode === 415) return new DomainError('unsupported_media_type');
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new DomainError('malformed');
  }
  return undefined;
}

type ProtocolConfig = {
  readonly protocol?: { readonly headers: Record<string, string>; readonly takesToken: boolean };
};

function sendError(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const where = { requestId: request.id, method: request.method, route: request.routeOptions.url ?? 'none' };
  const { protocol } = request.routeOptions.config as ProtocolConfig;
  if (protocol !== undefined) reply.headers(protocol.headers);
  reply.header('cache-control', 'no-store');
  if (error instanceof ProtocolError) {
    log.event('protocol_refused', { ...where, outcome: error.code });
    return sendOAuthError(reply, error, protocol?.takesToken ?? false);
  }
  const expected =
    error instanceof DomainError ? error : fromFastify(error as FastifyError, request.routeOptions.bodyLimit);
  if (expected?.type === 'unavailable') return sendUnavailable(log, expected, request, reply);
  if (expected !== undefined) {
    log.event('refused', { ...where, status: PROBLEM_STATUS[expected.type], outcome: expected.type });
    const { retryAfterSeconds } = expected.details;
    if (typeof retryAfterSeconds === 'number') reply.header('retry-after', String(retryAfterSeconds));
    return reply
      .code(PROBLEM_STATUS[expected.type])
      .type('application/problem+json')
      .send(JSON.stringify(renderProblem(expected, request.id)));
  }
  log.event('fault', { ...where, ...errorFields(error) });
  return reply
    .code(500)
    .type('application/problem+json')
    .send(JSON.stringify(renderFault(request.id)));
}

/** Seconds until asking again is worth it: a busy moment passes, a database has to start. */
const RETRY_AFTER_SECONDS = { busy: 2, database: 5 } as const;

/** The database is away or busy (RFC 9110 15.6.4): in the words of the standards for a phone, else as a problem. */
function sendUnavailable(
  log: Log,
  error: DomainError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const reason = error.details['reason'] === 'busy' ? 'busy' : 'database';
  const { protocol } = request.routeOptions.config as ProtocolConfig;
  log.event('unavailable', {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    outcome: reason,
    ...errorFields(error.cause),
  });
  reply.header('retry-after', String(RETRY_AFTER_SECONDS[reason])).code(PROBLEM_STATUS.unavailable);
  if (protocol !== undefined) {
    const answer = {
      error: 'temporarily_unavailable',
      error_description: 'not available at the moment; ask again',
    };
    return reply.header('content-type', 'application/json').send(JSON.stringify(answer));
  }
  return reply.type('application/problem+json').send(JSON.stringify(renderProblem(error, request.id)));
}
