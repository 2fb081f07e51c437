import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { faceParts } from '@mleg/server/src/app.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { ProtocolRoute, Route } from '@mleg/server/src/http/kit/route.ts';
import type { FaceName } from '@mleg/server/src/http/kit/security-headers.ts';
import { type Call, callOf, rows } from '../matrix/rows.ts';
import { createTown, type Target } from '../matrix/town.ts';

/** Whatever stands in a field, in an address or in a body: a refusal names a mistake of the caller, never one of ours. */

const town = await createTown();
const { world, faces, own } = town;
after(() => town.close());

const parts = faceParts(world.deps);
const faceNames = Object.keys(parts) as FaceName[];
const isOwn = (route: Route | ProtocolRoute): route is Route => 'schema' in route;
const nul = String.fromCharCode(0);

/** Values that no field expects, and texts that look like what some fields expect. */
const HOSTILE: readonly unknown[] = [
  nul,
  `a${nul}b`,
  '\ud800',
  '',
  ' ',
  'x'.repeat(5000),
  '2026-02-31',
  '0000-01-01',
  '9999-99-99',
  "'; drop table pupil; --",
  '%s%n',
  -1,
  2 ** 53,
  1e308,
  null,
  true,
  [],
  {},
];
const HOSTILE_PARAMS = ['%00', 'a%00b', '%ff', '%f0%90', "'", '%2e%2e%2f', 'x'.repeat(128), '-1', '0'];

/** Copies of a value in which one member each is something else. */
function* broken(value: unknown): Generator<unknown> {
  yield* HOSTILE;
  if (typeof value !== 'object' || value === null) return;
  yield { ...value, [`extra${nul}`]: 1 };
  for (const [name, member] of Object.entries(value)) {
    for (const other of broken(member)) {
      yield Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    }
  }
}

async function credentialsOf(route: Route): Promise<Record<string, string>> {
  const { policy } = route;
  if (policy.kind === 'apiKey') return { authorization: `Bearer ${own.program.key}` };
  if (policy.kind === 'checkSecret') return { authorization: `Bearer ${'A'.repeat(43)}` };
  const side = policy.kind === 'staff' ? 'panel' : 'portal';
  const account = policy.kind === 'staff' ? own.staff.get('head_teacher') : own.guardians.get('full');
  return { cookie: `${sessionCookieName(side, false)}=${await town.sessionOf(account ?? '', side)}` };
}

type Answer = { readonly status: number; readonly body: string };
async function send(face: FaceName, call: Call, headers: Record<string, string>): Promise<Answer> {
  const origin = world.deps.config.origins[face];
  const response = await faces[face].inject({ ...call, headers: { origin, ...call.headers, ...headers } });
  return { status: response.statusCode, body: response.body };
}
const isFault = ({ status }: Answer): boolean => status >= 500;

test('no member of any body, whatever it is, makes a fault of ours', async () => {
  const faults: string[] = [];
  let calls = 0;
  for (const face of faceNames) {
    for (const route of parts[face].routes.filter(isOwn)) {
      const row = rows[`${route.method} ${route.url}`];
      if (row?.body === undefined) continue;
      const target = await town.addPupil(own, row.stage ?? 'case');
      const headers = await credentialsOf(route);
      for (const body of broken(row.body(target))) {
        const payload = JSON.stringify(body);
        const answer = await send(face, { ...callOf(route, row, target), payload }, headers);
        calls += 1;
        if (isFault(answer)) faults.push(`${route.method} ${route.url} ${payload.slice(0, 100)}`);
      }
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(calls > 1000, `${calls} calls`);
});

/** Every address of a route with a hostile word in the place of each parameter, and in the query. */
function* hostileAddresses(route: Route | ProtocolRoute): Generator<string> {
  for (const word of HOSTILE_PARAMS) {
    const url = route.url.replaceAll(/:\w+/g, word);
    for (const query of ['', `?q=${word}`, `?v=${word}&after=${word}`, `?number=${word}`]) yield url + query;
  }
}

/** Faults of one route under all addresses; who calls may call. */
async function faultsOf(face: FaceName, route: Route | ProtocolRoute, target: Target): Promise<string[]> {
  const faults: string[] = [];
  const row = rows[`${route.method} ${route.url}`];
  const headers = isOwn(route) ? await credentialsOf(route) : {};
  const filled = isOwn(route) && row ? callOf(route, row, target) : {};
  for (const url of hostileAddresses(route)) {
    const answer = await send(face, { headers: {}, ...filled, method: route.method, url }, headers);
    if (isFault(answer)) faults.push(`${route.method} ${url}`);
  }
  return faults;
}

test('no word in any address makes a fault of ours', async () => {
  const target: Target = await town.addPupil(own, 'card');
  for (const face of faceNames) {
    for (const route of parts[face].routes) assert.deepEqual(await faultsOf(face, route, target), []);
  }
});

const BODIES: readonly string[] = [
  nul,
  '',
  '{}',
  '[]',
  'null',
  '"x"',
  '{"a":1,"a":2}',
  '{"code":"\\u0000"}',
  '{"notification_id":"\\u0000","event":"credential_accepted"}',
  '{"proofs":{"jwt":["\\u0000"]},"credential_configuration_id":"\\u0000"}',
  'response=%00&state=%00',
  'wallet_nonce=%00',
  'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Apre-authorized_code&pre-authorized_code=1.%00&tx_code=%00',
  '{'.repeat(10_000),
  'a=1&'.repeat(2000),
];
const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'application/jwt', 'x'];

test('no body of a standard endpoint makes a fault of ours', async () => {
  const posts = faceNames.flatMap((face) =>
    parts[face].routes
      .filter((one) => !isOwn(one) && one.method === 'POST')
      .map(({ url }) => ({ face, url })),
  );
  assert.ok(posts.length > 5);
  const faults: string[] = [];
  for (const { face, url: pattern } of posts) {
    const url = pattern.replaceAll(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA');
    for (const [payload, type] of BODIES.flatMap((body) => TYPES.map((one) => [body, one] as const))) {
      const headers = { 'content-type': type, authorization: `Bearer 1.${'A'.repeat(22)}`, dpop: payload };
      const answer = await send(face, { method: 'POST', url, headers, payload }, {});
      if (isFault(answer)) faults.push(`${url} ${type} ${payload.slice(0, 60)}`);
    }
  }
  assert.deepEqual(faults, []);
});
