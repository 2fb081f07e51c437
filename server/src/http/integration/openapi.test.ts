import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { toConfig } from '../../config/config.ts';
import { rowCodes } from '../../intake/reading/row-issue.ts';
import { silentLog } from '../../log/log.ts';
import { createFace } from '../kit/face.ts';
import { PROBLEM_STATUS } from '../kit/problem.ts';
import { programProblems } from './openapi.ts';
import { integrationRoutes } from './routes.ts';

// The page needs no database: the routes are only described.
const config = toConfig({});
const routes = integrationRoutes({ config } as AppDeps);
const face = createFace({
  name: 'school',
  origin: config.origins.school,
  routes,
  authenticators: { apiKey: async () => null },
  files: new Map(),
  connect: [],
  log: silentLog,
  now: () => 0,
});

/** The part of OpenAPI 3.1's own schema that our page uses; a member it does not know is a mistake. */
const jsonSchema = z.record(z.string(), z.unknown());
const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') });
const content = z.record(
  z.string().regex(/^[a-z]+\/[a-z+-]+$/),
  z.strictObject({ schema: jsonSchema.optional() }),
);
const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: jsonSchema,
});
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(10),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.union([reference, parameter])),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string().regex(/^(2\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content: content.optional() }),
  ),
});
const openApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  jsonSchemaDialect: z.literal('https://json-schema.org/draft/2020-12/schema'),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    summary: z.string(),
    description: z.string(),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).length(1),
  paths: z.record(
    z.string().startsWith('/api/v1/'),
    z.partialRecord(z.enum(['get', 'put', 'post', 'delete', 'patch']), operation),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.unknown()),
    schemas: z.record(z.string(), jsonSchema),
    parameters: z.record(z.string(), parameter),
  }),
});

const response = await face.inject({ url: '/api/v1/openapi.json' });
const page = openApi.parse(JSON.parse(response.body));
const operations = Object.entries(page.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, found]) => ({ path, method, ...found })),
);

test('every route of the integration API stands in its OpenAPI page, and nothing else does', () => {
  assert.match(String(response.headers['content-type']), /^application\/json/);
  const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort();
  const served = routes.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  assert.deepEqual(described, served.sort());
});

test('every reference leads somewhere, every operation has a name of its own', () => {
  for (const [, kind = '', name = ''] of response.body.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
    assert.ok(page.components[kind as 'schemas']?.[name], `${kind}/${name}`);
  }
  assert.doesNotMatch(response.body, /"\$ref":"(?!#\/components\/)/);
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
});

test('the parameters of a path are those its address names, all required', () => {
  for (const { path, method, parameters } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const own = parameters.filter((one) => 'in' in one && one.in === 'path');
    assert.deepEqual(
      own.map((one) => 'name' in one && one.required && one.name),
      named,
      `${method} ${path}`,
    );
  }
});

test('who needs a key is said, and what a key may be repeated with', () => {
  for (const { path, method, security, parameters } of operations) {
    assert.deepEqual(security, path.endsWith('/openapi.json') ? [] : [{ apiKey: [] }], path);
    const repeats = parameters.some((one) => '$ref' in one && one.$ref.endsWith('/IdempotencyKey'));
    assert.equal(repeats, method === 'post', `${method} ${path}`);
  }
});

test('the problem types of the page are those the server can answer a program', () => {
  const { properties } = page.components.schemas['Problem'] as { properties: { type: { enum: string[] } } };
  assert.deepEqual(properties.type.enum, programProblems);
});

/** `code` of each row of a table in docs/integration-api.md, with the numbers of its second cell. */
async function documented(heading: string): Promise<[string, string][]> {
  const text = await readFile(new URL('../../../../docs/integration-api.md', import.meta.url), 'utf8');
  const [, section = ''] = text.split(`${heading}\n`);
  const [table = ''] = /^\|.*?\n\n/ms.exec(section) ?? [];
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.flatMap(([, codes = '', second = '']) =>
    [...codes.matchAll(/`(\w+)`/g)].map(([, code = '']): [string, string] => [code, second]),
  );
}

test('the documented refusals are those the server can answer a program, each with its status (rules.md I2)', async () => {
  const rows = await documented('## Refusals');
  assert.deepEqual(rows.map(([code]) => code).sort(), programProblems);
  for (const [code, status] of rows) {
    const answered = { ...PROBLEM_STATUS, internal: 500 }[code as keyof typeof PROBLEM_STATUS];
    assert.ok(status.split(', ').includes(String(answered)), `${code}: ${status} is not ${answered}`);
  }
});

test('the documented codes of an import’s rows are those a report can say (rules.md I2)', async () => {
  const rows = await documented('### Rows of an import');
  assert.deepEqual(rows.map(([code]) => code).sort(), [...rowCodes].sort());
});

test('the schemas refuse what the server refuses: no field too many', () => {
  const order = page.paths['/api/v1/orders']?.post?.requestBody?.content['application/json']?.schema;
  assert.equal(order?.['additionalProperties'], false);
  assert.deepEqual(order?.['required'], ['pupil', 'requestedBy']);
});

test('the documented news are those that a family is told (rules.md O8)', async () => {
  const source = new URL('../../service/family/notify-family.ts', import.meta.url);
  const [union = ''] = /export type FamilyEvent =[^;]+;/.exec(await readFile(source, 'utf8')) ?? [];
  const events = [...union.matchAll(/'([a-z_]+)'/g)].map(([, event]) => event ?? '');
  const rows = await documented('## News for families');
  assert.deepEqual(rows.map(([event]) => event).sort(), events.sort());
});
