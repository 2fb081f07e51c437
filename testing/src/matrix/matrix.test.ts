import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { faceParts } from '@mleg/server/src/app.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { Policy } from '@mleg/server/src/http/kit/policy.ts';
import type { ProtocolRoute, Route } from '@mleg/server/src/http/kit/route.ts';
import type { FaceName } from '@mleg/server/src/http/kit/security-headers.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { callOf, namesTarget, type Row, rows } from './rows.ts';
import { createTown, guardianRights, staffRoles, type Target } from './town.ts';

/** All endpoints x everybody x own and other school (design.md section 3, house rule 3). */

const town = await createTown();
const { world, faces, own, other } = town;
const { origins } = world.deps.config;
after(() => town.close());

const parts = faceParts(world.deps);
const faceNames = Object.keys(parts) as FaceName[];
type Entry = { readonly face: FaceName; readonly route: Route };
const isOwn = (route: Route | ProtocolRoute): route is Route => 'schema' in route;
const entries: Entry[] = faceNames.flatMap((face) =>
  parts[face].routes.filter(isOwn).map((route) => ({ face, route })),
);
const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>): string => `${method} ${url}`;
const guarded = (kind: Policy['kind']): Entry[] => entries.filter(({ route }) => route.policy.kind === kind);

/** Somebody who calls: a way to put on the credentials, fresh ones at each call (some calls end a session). */
type Caller = { readonly name: string; readonly credentials: () => Promise<Record<string, string>> };
const cookie = async (accountId: string | undefined, face: 'panel' | 'portal', as = face) => ({
  cookie: `${sessionCookieName(as, false)}=${await town.sessionOf(accountId ?? '', face)}`,
});
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const nobody: Caller = { name: 'nobody', credentials: async () => ({}) };
const staff = staffRoles.map((role) => ({
  name: role,
  credentials: () => cookie(own.staff.get(role), 'panel'),
}));
const guardians = guardianRights.map((rights) => ({
  name: `guardian ${rights}`,
  credentials: () => cookie(own.guardians.get(rights), 'portal'),
}));
const program: Caller = { name: 'program', credentials: async () => bearer(own.program.key) };
const strangers: Caller[] = [
  { name: 'made-up key', credentials: async () => bearer(`mleg_${own.school}.${'A'.repeat(43)}`) },
  { name: 'made-up secret', credentials: async () => bearer('A'.repeat(43)) },
  {
    name: 'made-up session',
    credentials: async () => ({ cookie: `mleg_panel=${'A'.repeat(43)}; mleg_portal=${'A'.repeat(43)}` }),
  },
  {
    name: 'guardian with a session in the panel’s cookie',
    credentials: () => cookie(own.guardians.get('full'), 'portal', 'panel'),
  },
  {
    name: 'office with a session in the portal’s cookie',
    credentials: () => cookie(own.staff.get('office'), 'panel', 'portal'),
  },
];
const everybody: Caller[] = [nobody, ...staff, ...guardians, program, ...strangers];

function rowOf(route: Route): Row {
  const row = rows[nameOf(route)];
  assert.ok(row, `testing/src/matrix/rows.ts has no row for ${nameOf(route)}`);
  return row;
}

type Answer = { readonly status: number; readonly type: string; readonly text: string };

async function send({ face, route }: Entry, caller: Caller, target: Target): Promise<Answer> {
  const call = callOf(route, rowOf(route), target);
  const headers = { origin: origins[face], ...call.headers, ...(await caller.credentials()) };
  const response = await faces[face].inject({ ...call, headers });
  const text = response.body;
  const isProblem = String(response.headers['content-type']).includes('problem+json');
  return {
    status: response.statusCode,
    type: isProblem ? (JSON.parse(text) as { type: string }).type : '',
    text,
  };
}

function assertRefused(answer: Answer, expected: readonly [number, string], what: string): void {
  assert.deepEqual([answer.status, answer.type], expected, what);
  assert.doesNotMatch(answer.text, /Jawna|Tajemna/i, what);
}

/** Not refused by policy or wall, and no row that calls wrongly: done, or a conflict of the case's state. */
function assertAllowed(answer: Answer, what: string): void {
  const allowed = (answer.status >= 200 && answer.status < 300) || answer.status === 409;
  assert.ok(allowed, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  assert.ok(
    !answer.text.toLowerCase().includes(other.word.toLowerCase()),
    `${what} shows something of another school`,
  );
}

const unauthenticated = [401, 'unauthenticated'] as const;
const notFound = [404, 'not_found'] as const;
const readTarget = {
  case: await town.addPupil(own, 'case'),
  card: await town.addPupil(own, 'card'),
  letter: await town.addPupil(own, 'letter'),
  answer: await town.addPupil(own, 'answer'),
};
const otherTarget = {
  case: await town.addPupil(other, 'case'),
  card: await town.addPupil(other, 'card'),
  letter: await town.addPupil(other, 'letter'),
  answer: await town.addPupil(other, 'answer'),
  /** Whose id becomes one of the own school too. */
  twin: await town.addPupil(other, 'case'),
};
const ownTarget = async ({ route }: Entry): Promise<Target> => {
  const { stage = 'case' } = rowOf(route);
  return route.method === 'GET' ? readTarget[stage] : town.addPupil(own, stage);
};
const eventsOfOther = (): Promise<unknown[]> =>
  inSchool(world.deps.store, other.school, (tx) =>
    tx.run({ name: 'test-events', text: 'select id from audit_event where school_id = $1' }, [other.school]),
  );
const quiet = (await eventsOfOther()).length;

/** Everybody but these is nobody here. */
async function assertOnly(entry: Entry, known: readonly Caller[]): Promise<void> {
  for (const caller of everybody) {
    if (known.includes(caller)) continue;
    const target = readTarget[rowOf(entry.route).stage ?? 'case'];
    assertRefused(
      await send(entry, caller, target),
      unauthenticated,
      `${nameOf(entry.route)} by ${caller.name}`,
    );
  }
}

async function assertOwnOnly(entry: Entry, caller: Caller): Promise<void> {
  const what = `${nameOf(entry.route)} by ${caller.name}`;
  const row = rowOf(entry.route);
  assertAllowed(await send(entry, caller, await ownTarget(entry)), what);
  if (!namesTarget(entry.route, row)) return;
  const foreign = await send(entry, caller, otherTarget[row.creates ? 'twin' : (row.stage ?? 'case')]);
  if (row.creates) assert.ok(foreign.status < 300 && foreign.text.includes('"created":true'), what);
  else assertRefused(foreign, notFound, `${what}, another school's`);
}

test('every route that is not for everybody has its row, and every row its route', () => {
  const names = entries
    .filter(({ route }) => route.policy.kind !== 'public' && route.policy.kind !== 'checkSecret')
    .map(({ route }) => nameOf(route));
  assert.deepEqual(Object.keys(rows).sort(), names.sort());
});

test('every route of every face has a policy', () => {
  for (const face of faceNames) {
    const table = parts[face].routes;
    assert.ok(table.length > 0, face);
    for (const { method, url, policy } of table) assert.ok(policy?.kind, `${face} ${method} ${url}`);
  }
});

test('the panel: nobody else is 401, a wrong role 403, the right one sees its own school only', async () => {
  for (const entry of guarded('staff')) {
    const { policy } = entry.route;
    assert.ok(policy.kind === 'staff' && policy.roles.length > 0);
    await assertOnly(entry, staff);
    for (const [at, role] of staffRoles.entries()) {
      const caller = staff[at] ?? nobody;
      const what = `${nameOf(entry.route)} by ${role}`;
      if (policy.roles.includes(role)) await assertOwnOnly(entry, caller);
      else assertRefused(await send(entry, caller, readTarget.case), [403, 'forbidden'], what);
    }
  }
});

test('the portal: another’s child does not exist; limited rights do not know what full ones may (rules.md W2)', async () => {
  const [full = nobody, limited = nobody, none = nobody] = guardians;
  for (const entry of guarded('guardian')) {
    const what = nameOf(entry.route);
    const row = rowOf(entry.route);
    await assertOnly(entry, guardians);
    await assertOwnOnly(entry, full);
    const target = await ownTarget(entry);
    const byLimited = await send(entry, limited, target);
    if (row.limited) {
      assertAllowed(byLimited, `${what} by limited`);
      const tooMuch = /Jawna full|full@|ul\. Jawna/.test(byLimited.text);
      assert.ok(!tooMuch, `${what} shows limited rights too much`);
    } else assertRefused(byLimited, notFound, `${what} by limited`);
    const byNone = await send(entry, none, target);
    if (entry.route.url.includes(':')) assertRefused(byNone, notFound, `${what} by none`);
    else
      assert.ok(byNone.status < 300 && !byNone.text.includes('Zuzanna'), `${what} by none: ${byNone.text}`);
  }
});

test('the integration API: only a key, and only its own school', async () => {
  for (const entry of guarded('apiKey')) {
    await assertOnly(entry, [program]);
    await assertOwnOnly(entry, program);
  }
});

test('a check is read with its own secret only', async (t) => {
  const checks = guarded('checkSecret');
  if (checks.length === 0) return t.skip('this server has no checks');
  const make = async (): Promise<{ id: string; secret: string }> => {
    const request = { profile: 'ticket' };
    const headers = { origin: origins.verifier, 'content-type': 'application/json' };
    const url = '/api/checks';
    const response = await faces.verifier.inject({
      method: 'POST',
      url,
      headers,
      payload: JSON.stringify(request),
    });
    assert.equal(response.statusCode, 201, response.body);
    return response.json();
  };
  const [mine, another] = [await make(), await make()];
  for (const { face, route } of checks) {
    const ask = async (headers: Record<string, string>): Promise<number> => {
      const url = route.url.replace(/:\w+/, mine.id);
      return (
        await faces[face].inject({
          method: route.method,
          url,
          headers: { origin: origins[face], ...headers },
        })
      ).statusCode;
    };
    for (const caller of everybody) assert.equal(await ask(await caller.credentials()), 401, caller.name);
    assert.ok([401, 404].includes(await ask(bearer(another.secret))), 'the secret of another check');
    assert.equal(await ask(bearer(mine.secret)), 200);
  }
});

test('what is for everybody asks nobody who they are, and changes nothing for another Origin', async () => {
  for (const { face, route } of guarded('public')) {
    const url = route.url.replaceAll(/:\w+/g, 'x');
    const ask = async (origin: string) =>
      faces[face].inject({ method: route.method, url, headers: { origin } });
    const answer = await ask(origins[face]);
    assert.ok(
      ![401, 403].includes(answer.statusCode) && answer.statusCode < 500,
      `${nameOf(route)} ${answer.body}`,
    );
    if (route.method !== 'GET')
      assert.equal((await ask('https://evil.example')).statusCode, 403, nameOf(route));
  }
});

test('a standard endpoint gives nobody more for a cookie', async () => {
  for (const face of faceNames) {
    for (const route of parts[face].routes) {
      if (isOwn(route)) continue;
      const url = route.url.replaceAll(/:\w+/g, '1.AAAAAAAAAAAAAAAAAAAAAA');
      const ask = async (headers: Record<string, string>) =>
        (await faces[face].inject({ method: route.method, url, headers })).statusCode;
      const status = await ask({});
      assert.ok(status < 500, `${route.method} ${url}: ${status}`);
      for (const caller of [...staff, ...guardians])
        assert.equal(
          await ask(await caller.credentials()),
          status,
          `${route.method} ${url} by ${caller.name}`,
        );
    }
  }
});

test('after all these calls the other school’s history has not one event more', async () => {
  assert.equal((await eventsOfOther()).length, quiet);
});
