import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Policy, PrincipalOf } from './policy.ts';

/**
 * Tries in a window, of a client address or, where somebody is logged in, `per` caller: a school behind one address is not
 * one person.
 */
export type RateLimit = {
  readonly max: number;
  readonly windowSeconds: number;
  /** Default `address`. */
  readonly per?: 'address' | 'caller';
  /**
   * Default `all`. `wrong` counts what was refused only: many right ones behind one address disturb nobody.
   * `wrong_but_right_passes`: past the limit the wrong ones are refused as too many and a right one is still heard.
   */
  readonly counts?: 'all' | 'wrong' | 'wrong_but_right_passes';
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler works on: parsed at the door, typed, never `unknown`. */
export type RouteContext<P extends Policy, Params, Query, Body> = {
  readonly principal: PrincipalOf[P['kind']];
  readonly params: Parsed<Params>;
  readonly query: Parsed<Query>;
  readonly body: Body;
  readonly request: FastifyRequest;
  /** For headers, cookies and status; the answer itself is the returned value. */
  readonly reply: FastifyReply;
};

type RouteSchema<Params, Query, Body, Answer> = {
  readonly params?: Params;
  readonly query?: Query;
  /** JSON body. */
  readonly body?: Body;
  /** The answer's allow-list; without one the handler answers 204, or sends a file by `reply.send`. */
  readonly response?: Answer;
};

export type RouteOptions<P extends Policy, Params, Query, Body, Answer, B> = {
  readonly method: Method;
  readonly url: string;
  readonly policy: P;
  /** One line for the OpenAPI page. */
  readonly summary?: string;
  readonly schema?: RouteSchema<Params, Query, Body, Answer>;
  /** Default 200 with a response schema, 204 without. */
  readonly status?: number;
  /** 64 KiB by default. */
  readonly bodyBytesMax?: number;
  /** Content types of a file body, e.g. `image/jpeg`; the handler gets a Buffer. */
  readonly bytes?: readonly string[];
  /** A file body of any declared type is taken: what it is its bytes say. */
  readonly bytesDecide?: boolean;
  /** A JSON body that may be absent is parsed as `{}`. */
  readonly bodyOptional?: boolean;
  /** For doors that can be guessed at or cost much. */
  readonly rateLimit?: RateLimit;
  readonly handler: (
    context: RouteContext<P, Params, Query, B>,
  ) => Promise<Answer extends z.ZodType ? z.input<Answer> : unknown>;
};

/** A route as the face registers it, with its types forgotten. */
export type Route = {
  readonly method: Method;
  readonly url: string;
  readonly policy: Policy;
  readonly summary: string;
  readonly schema: RouteSchema<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;
  readonly status: number | undefined;
  readonly bodyBytesMax: number;
  readonly bytes: readonly string[];
  readonly bytesDecide: boolean;
  readonly bodyOptional: boolean;
  readonly rateLimit: RateLimit | undefined;
  readonly handler: (context: never) => Promise<unknown>;
};

const BODY_BYTES_MAX = 64 * 1024;

/**
 * The only way to a route of our own APIs: schema, policy, one service call, answer. Protocol endpoints have
 * `defineProtocolRoute`.
 */
export function defineRoute<
  const P extends Policy,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Answer extends z.ZodType | undefined = undefined,
>(
  options: RouteOptions<P, Params, Query, Body, Answer, Body extends z.ZodType ? z.output<Body> : Buffer>,
): Route {
  return {
    method: options.method,
    url: options.url,
    policy: options.policy,
    summary: options.summary ?? '',
    schema: (options.schema ?? {}) as Route['schema'],
    status: options.status,
    bodyBytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
    bytes: options.bytes ?? [],
    bytesDecide: options.bytesDecide ?? false,
    bodyOptional: options.bodyOptional ?? false,
    rateLimit: options.rateLimit,
    handler: options.handler as Route['handler'],
  };
}

/** An endpoint of the standards: parses its own request with core's parsers and answers OAuth errors. */
export type ProtocolRoute = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly policy: { readonly kind: 'protocol' };
  readonly bodyBytesMax: number;
  readonly rateLimit: RateLimit | undefined;
  /** Answers by `sendProtocolJson`, which brings all headers itself. */
  readonly isPlainJson: boolean;
  /** Needs an access token: then a bad DPoP proof is 401. */
  readonly takesToken: boolean;
  /** `request.body` is a Buffer or undefined. */
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | unknown;
};

export function defineProtocolRoute(
  options: Pick<ProtocolRoute, 'method' | 'url' | 'handler'> & {
    readonly bodyBytesMax?: number;
    readonly rateLimit?: RateLimit;
    readonly isPlainJson?: boolean;
    readonly takesToken?: boolean;
  },
): ProtocolRoute {
  return {
    method: options.method,
    url: options.url,
    policy: { kind: 'protocol' },
    bodyBytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
    rateLimit: options.rateLimit,
    isPlainJson: options.isPlainJson ?? false,
    takesToken: options.takesToken ?? false,
    handler: options.handler,
  };
}
