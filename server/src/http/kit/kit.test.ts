import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createLog } from '../../log/log.ts';
import { createFace, type FaceOptions } from './face.ts';
import type { Role } from './policy.ts';
import { defineProtocolRoute, defineRoute, type Route } from './route.ts';

const ORIGIN = 'http://localhost:8083';
const logged: string[] = [];

function face(routes: FaceOptions['routes'], options: Partial<FaceOptions> = {}): FastifyInstance {
  return createFace({
    name: 'panel',
    origin: ORIGIN,
    routes,
    authenticators: {},
    files: new Map(),
    connect: [],
    log: createLog((line) => logged.push(line)),
    now: () => 1000,
    ...options,
  });
}

const staff = (role: Role) => async () =>
  ({
    kind: 'staff',
    accountId: 'a',
    name: 'A',
    school: 1,
    role,
    classGroups: null,
    sessionHash: Buffer.alloc(32),
  }) as const;

const echo = defineRoute({
  method: 'POST',
  url: '/api/echo',
  policy: { kind: 'public' },
  schema: {
    body: z.strictObject({ name: z.string().trim(), count: z.number().int() }),
    response: z.strictObject({ name: z.string() }),
  },
  handler: async ({ body }) => ({ name: body.name }),
});

const post = (
  app: FastifyInstance,
  payload: string,
  headers: Record<string, string> = {},
  url = '/api/echo',
) =>
  app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', origin: ORIGIN, ...headers },
  });

test('fails at start-up for a route without a policy', () => {
  const { policy: _, ...bare } = echo;
  assert.throws(() => face([bare as unknown as Route]), /route without a policy/);
});

test('fails at start-up for a policy that nobody can authenticate', () => {
  const route = defineRoute({
    method: 'GET',
    url: '/x',
    policy: { kind: 'guardian' },
    handler: async () => undefined,
  });
  assert.throws(() => face([route]), /nobody can authenticate guardian/);
});

test('refuses a field too many, a wrong type, a missing field and a field twice; nothing is coerced or dropped', async () => {
  const app = face([echo]);
  assert.equal((await post(app, '{"name":" a ","count":1}')).json<{ name: string }>().name, 'a');
  for (const body of [
    '{"name":"a","count":1,"role":"x"}',
    '{"name":"a","count":"1"}',
    '{"name":"a"}',
    '[]',
    'null',
  ]) {
    const answer = await post(app, body);
    assert.deepEqual([answer.statusCode, answer.json<{ type: string }>().type], [400, 'invalid_input'], body);
  }
  for (const body of ['{"name":"a","count":1,"count":2}', '{', '{"name":"a","count":1,"__proto__":{}}', '']) {
    assert.deepEqual(
      [(await post(app, body)).statusCode, (await post(app, body)).json<{ type: string }>().type],
      [400, 'malformed'],
      body,
    );
  }
  assert.equal((await post(app, '{}', { 'content-type': 'text/plain' })).statusCode, 415);
});

test('never repeats what somebody typed, neither in the answer nor in the log', async () => {
  const answer = await post(face([echo]), '{"name":"Kowalska","count":"44051401359","Nowak":1}');
  assert.doesNotMatch(answer.body, /Kowalska|44051401359/);
  assert.doesNotMatch(logged.join(), /Kowalska|44051401359|Nowak/);
});

test('lets through only our own Origin when something changes, for pages and sessions alike', async () => {
  const guarded = defineRoute({
    method: 'POST',
    url: '/api/guarded',
    policy: { kind: 'staff', roles: ['office'] },
    handler: async () => undefined,
  });
  const app = face([echo, guarded], { authenticators: { staff: staff('office') } });
  const send = (url: string, headers: Record<string, string>) => app.inject({ method: 'POST', url, headers });
  for (const origin of ['http://localhost:8080', 'https://evil.example', 'null', `${ORIGIN}/`]) {
    assert.equal((await send('/api/guarded', { origin })).statusCode, 403, origin);
  }
  assert.equal((await send('/api/guarded', {})).statusCode, 403, 'no Origin at all');
  assert.equal((await send('/api/guarded', { origin: ORIGIN })).statusCode, 204);
});

test('asks who calls: nobody is 401, the wrong role 403', async () => {
  const route = defineRoute({
    method: 'GET',
    url: '/api/pupils',
    policy: { kind: 'staff', roles: ['head_teacher', 'office'] },
    schema: { response: z.strictObject({ school: z.number() }) },
    handler: async ({ principal }) => ({ school: principal.school }),
  });
  const status = async (authenticate: () => Promise<Awaited<ReturnType<ReturnType<typeof staff>>> | null>) =>
    (await face([route], { authenticators: { staff: authenticate } }).inject({ url: '/api/pupils' }))
      .statusCode;
  assert.equal(await status(async () => null), 401);
  assert.equal(await status(staff('class_teacher')), 403);
  assert.equal(await status(staff('operator')), 403);
  assert.equal(await status(staff('office')), 200);
});

test('a field too many in an answer is a fault of ours, not a leak', async () => {
  const leaky = defineRoute({
    method: 'GET',
    url: '/api/leak',
    policy: { kind: 'public' },
    schema: { response: z.strictObject({ id: z.string() }) },
    handler: async () => ({ id: 'a', pesel: '44051401359' }) as { id: string },
  });
  const answer = await face([leaky]).inject({ url: '/api/leak' });
  assert.equal(answer.statusCode, 500);
  assert.doesNotMatch(answer.body + logged.join(), /44051401359/);
});

test('refuses unknown and doubled query parameters', async () => {
  const route = defineRoute({
    method: 'GET',
    url: '/api/q',
    policy: { kind: 'public' },
    schema: { query: z.strictObject({ q: z.string().optional() }) },
    handler: async () => undefined,
  });
  const app = face([route, { ...echo, method: 'GET', url: '/api/none', schema: {} } as Route]);
  assert.equal((await app.inject({ url: '/api/q?q=1' })).statusCode, 204);
  for (const url of ['/api/q?x=1', '/api/q?q=1&q=2', '/api/none?x=1']) {
    assert.equal((await app.inject({ url })).statusCode, 400, url);
  }
});

test('takes no more than a body may hold', async () => {
  const answer = await post(face([echo]), `{"name":"${'a'.repeat(70_000)}","count":1}`);
  assert.deepEqual([answer.statusCode, answer.json<{ type: string }>().type], [413, 'too_large']);
});

test('refuses who may not call before a byte of the body is read', async () => {
  const upload = defineRoute({
    method: 'PUT',
    url: '/api/photo',
    policy: { kind: 'staff', roles: ['office'] },
    bytes: ['image/jpeg'],
    bodyBytesMax: 5_000_000,
    handler: async () => undefined,
  });
  const app = face([upload], { authenticators: { staff: async () => null } });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const first = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  // Five million bytes are announced, and not one comes.
  socket.write(
    `PUT /api/photo HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nContent-Type: image/jpeg\r\nContent-Length: 5000000\r\n\r\n`,
  );
  const late = new Promise<string>((resolve) => setTimeout(resolve, 5000, 'no answer').unref());
  const answer = await Promise.race([first, late]);
  socket.destroy();
  await app.close();
  assert.match(answer, /^HTTP\/1.1 401 /);
});

test('counts tries per address where a door can be guessed at', async () => {
  const app = face([{ ...echo, rateLimit: { max: 3, windowSeconds: 3600 } }]);
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries += 1)
    statuses.push((await post(app, '{"name":"a","count":1}')).statusCode);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
});

test('gives CORS to protocol endpoints only, and never with credentials', async () => {
  const open = defineProtocolRoute({
    method: 'GET',
    url: '/status/0',
    handler: (_request, reply) => reply.send('x'),
  });
  const app = face([
    open,
    { ...echo, method: 'GET', url: '/api/x', schema: {}, handler: async () => undefined } as Route,
  ]);
  const protocol = await app.inject({ url: '/status/0', headers: { origin: 'https://else.example' } });
  assert.equal(protocol.headers['access-control-allow-origin'], '*');
  assert.equal(protocol.headers['access-control-allow-credentials'], undefined);
  const own = await app.inject({ url: '/api/x', headers: { origin: 'https://else.example' } });
  assert.equal(own.headers['access-control-allow-origin'], undefined);
  assert.equal(own.headers['cross-origin-resource-policy'], 'same-origin');
  assert.equal(protocol.headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal((await app.inject({ method: 'OPTIONS', url: '/status/0' })).statusCode, 204);
  assert.equal((await app.inject({ method: 'OPTIONS', url: '/api/x' })).statusCode, 404);
});

test('shows the app for any page address, its files by name, and nothing for an unknown API address', async () => {
  const page = {
    bytes: Buffer.from('<!doctype html>'),
    type: 'text/html; charset=utf-8',
    etag: '"p"',
    immutable: false,
    encoded: {},
  };
  const script = {
    bytes: Buffer.from('1'),
    type: 'text/javascript',
    etag: '"s"',
    immutable: true,
    encoded: { br: Buffer.from('b'), gzip: Buffer.from('g') },
  };
  const app = face([echo], {
    files: new Map([
      ['/index.html', page],
      ['/assets/a-1.js', script],
    ]),
  });
  const html = { accept: 'text/html' };
  for (const url of ['/', '/orders/5?tab=new']) {
    const answer = await app.inject({ url, headers: html });
    assert.equal(answer.body, '<!doctype html>');
    assert.equal(answer.headers['cache-control'], 'no-cache');
    const policy = String(answer.headers['content-security-policy']);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.includes(rule), rule);
    }
    assert.doesNotMatch(policy, /unsafe|\*/);
  }
  assert.match(String((await app.inject({ url: '/assets/a-1.js' })).headers['cache-control']), /immutable/);
  assert.equal(
    (await app.inject({ url: '/assets/a-1.js', headers: { 'if-none-match': '"s"' } })).statusCode,
    304,
  );
  const packed = await app.inject({
    url: '/assets/a-1.js',
    headers: { 'accept-encoding': 'gzip, br;q=0.5' },
  });
  assert.deepEqual(
    [packed.body, packed.headers['content-encoding'], packed.headers['etag'], packed.headers['vary']],
    ['g', 'gzip', '"s-gzip"', 'Accept-Encoding'],
  );
  assert.equal(packed.headers['content-length'], '1');
  assert.equal((await app.inject({ url: '/api/unknown' })).statusCode, 404);
  assert.equal((await app.inject({ url: '/../../etc/passwd' })).statusCode, 404);
});
