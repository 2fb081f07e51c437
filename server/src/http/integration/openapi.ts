import { problem } from '@mleg/contract/common';
import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { PROBLEM_STATUS } from '../kit/problem.ts';
import { defineRoute, type Route } from '../kit/route.ts';

type Json = { [name: string]: unknown };

const DESCRIPTION = `For e-journals and school software. A key belongs to one school.
Dates are YYYY-MM-DD, times RFC 3339 in UTC. Refusals are RFC 9457 problem details; their \`type\` is one of the list in
the schema Problem. A POST may carry an \`Idempotency-Key\`: sent again within ten minutes it gets the first answer, later
or with another content it is refused (409 conflict). Webhooks are not part of this version.`;

/** GET /api/v1/openapi.json: the routes' own schemas, so that the page cannot say anything else than the server does. */
export function openApiRoute(deps: Pick<AppDeps, 'config'>, routes: readonly Route[]): Route {
  let text: string | undefined;
  const route: Route = defineRoute({
    method: 'GET',
    url: '/api/v1/openapi.json',
    policy: { kind: 'public' },
    summary: 'This description',
    handler: async ({ reply }) => {
      text ??= JSON.stringify(createOpenApi([...routes, route], deps.config.origins.school));
      return reply.type('application/json').send(text);
    },
  });
  return route;
}

/** OpenAPI 3.1 of these routes. @param origin where they are served */
function createOpenApi(routes: readonly Route[], origin: string): Json {
  const paths: { [path: string]: Json } = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'mLegitymacja', version: '1', summary: 'School IDs in phones', description: DESCRIPTION },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema() },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      },
    },
  };
}

/** What programs never meet: these belong to a phone's protocol, to the public lists and to the panel's screens. */
const OF_OTHERS: readonly string[] = [
  ...['offer_closed', 'stale_version'],
  ...['not_acceptable', 'not_implemented'],
];

/** The `type` of every refusal that a program can meet; `internal` is a fault of ours. */
export const programProblems = [...Object.keys(PROBLEM_STATUS), 'internal']
  .filter((type) => !OF_OTHERS.includes(type))
  .sort();

function problemSchema(): Json {
  const schema = jsonSchemaOf(problem, 'output');
  const properties = schema['properties'] as Json;
  return { ...schema, properties: { ...properties, type: { enum: programProblems } } };
}

function operationOf(route: Route): Json {
  const { policy, summary } = route;
  const isPublic = policy.kind === 'public';
  return {
    operationId: operationIdOf(route),
    summary,
    security: isPublic ? [] : [{ apiKey: [] }],
    parameters: parametersOf(route),
    ...requestBodyOf(route),
    responses: {
      [String(route.status ?? (route.schema.response || isPublic ? 200 : 204))]: answerOf(route, isPublic),
      default: {
        description: 'A refusal',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** `POST /api/v1/pupils/:externalId/offers` is `postPupilsOffers`; what ends in a parameter speaks of one. */
function operationIdOf({ method, url }: Route): string {
  const parts = url.split('/').slice(3);
  const words = parts.map((part) =>
    part.startsWith(':')
      ? 'One'
      : part.replaceAll(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return method.toLowerCase() + words.join('');
}

function parametersOf({ method, schema }: Route): Json[] {
  return [
    ...membersOf(schema.params, 'path'),
    ...membersOf(schema.query, 'query'),
    ...(method === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
}

function membersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, 'input') as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, member]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: member,
  }));
}

function requestBodyOf(route: Route): Json {
  if (route.bytes.length > 0) {
    return {
      requestBody: { required: true, content: Object.fromEntries(route.bytes.map((type) => [type, {}])) },
    };
  }
  if (route.schema.body === undefined) return {};
  const schema = jsonSchemaOf(route.schema.body, 'input');
  return { requestBody: { required: !route.bodyOptional, content: { 'application/json': { schema } } } };
}

function answerOf(route: Route, isPublic: boolean): Json {
  if (route.schema.response === undefined) {
    return isPublic ? { description: 'Done', content: { 'application/json': {} } } : { description: 'Done' };
  }
  const schema = jsonSchemaOf(route.schema.response, 'output');
  return { description: 'Done', content: { 'application/json': { schema } } };
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
