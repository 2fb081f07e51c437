import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createFaces, faceParts } from '@mleg/server/src/app.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { Letter, Mailer } from '@mleg/server/src/mail/mailer.ts';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import { sweepExpired } from '@mleg/server/src/service/upkeep/upkeep.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import type { FastifyInstance } from 'fastify';
import { createTown } from '../matrix/town.ts';

/** Getting in by somebody else's address, link, cookie or page. */

const town = await createTown();
const { world, own } = town;
const { origins } = world.deps.config;
after(() => town.close());

type Reply = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string };

async function post(
  face: FastifyInstance,
  url: string,
  json: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await face.inject({
    method: 'POST',
    url,
    headers: { origin: origins.panel, 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(json),
  });
  return { status: response.statusCode, headers: response.headers, body: response.body };
}

test('whether an address is known is not told, by no word and by no time', async () => {
  let free = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  let asked = 0;
  const store: Store = {
    ...world.deps.store,
    run: async (statement, values) => {
      if (statement.name === 'account-by-email') asked += 1;
      // For a known address the next statement; here it never comes before the answer.
      if (statement.name === 'account-by-email') await held;
      return world.deps.store.run(statement, values);
    },
  };
  const { panel, ...others } = await createFaces({ ...world.deps, store });
  const known = await post(panel, '/api/session/link', { email: 'office@jawna.example', language: 'pl' });
  const unknown = await post(panel, '/api/session/link', { email: 'nikt@jawna.example', language: 'pl' });
  assert.deepEqual([known.status, known.body], [204, '']);
  assert.deepEqual([unknown.status, unknown.body], [204, '']);
  free();
  assert.equal(asked, 2);
  const isSaid = (): boolean => world.logged.some((line) => line.startsWith('Log-in link'));
  for (let tries = 0; tries < 100 && !isSaid(); tries += 1) await new Promise((go) => setTimeout(go, 20));
  assert.equal(world.logged.filter((line) => line.startsWith('Log-in link')).length, 1);
  await Promise.all([panel, ...Object.values(others)].map((face) => face.close()));
});

test('a letter goes to the address that has the account, not to one that only looks like it in capitals', async () => {
  const letters: Letter[] = [];
  const mail: Mailer = {
    send: async (letter) => {
      letters.push(letter);
    },
    close: () => undefined,
  };
  const made = await createFaces({ ...world.deps, mail });
  // The Kelvin sign becomes k in small letters; a mailbox with it belongs to somebody else.
  const kin = { name: 'Kasia', email: 'kasia@poczta.example', role: 'office', classGroups: [] } as const;
  const actor = { kind: 'system', id: 'test' } as const;
  await inSchool(world.deps.store, own.school, (tx) => addStaff(world.deps, tx, { ...kin, actor }));
  for (const email of ['\u212aasia@poczta.example', 'Kasia@poczta.example'])
    assert.equal((await post(made.panel, '/api/session/link', { email, language: 'pl' })).status, 204);
  for (let tries = 0; tries < 100 && letters.length < 2; tries += 1)
    await new Promise((go) => setTimeout(go, 20));
  assert.deepEqual(letters.map(({ to }) => to).sort(), ['Kasia@poczta.example', 'kasia@poczta.example']);
  await Promise.all(Object.values(made).map((face) => face.close()));
});

test('a link names our own origin whatever the request says of its host, opens once, and never as another face', async () => {
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
  };
  const body = { email: 'head_teacher@jawna.example', language: 'pl' };
  const before = world.logged.length;
  assert.equal((await post(town.faces.panel, '/api/session/link', body, headers)).status, 204);
  const line = async (): Promise<string | undefined> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = world.logged.slice(before).find((one) => one.startsWith('Log-in link'));
      if (found !== undefined) return found;
      await new Promise((go) => setTimeout(go, 20));
    }
    return undefined;
  };
  const link = (await line())?.split(': ')[1] ?? '';
  assert.ok(link.startsWith(`${origins.panel}/login#token=`), 'the origin of the settings');
  const token = link.split('#token=')[1];
  const portal = await town.faces.school.inject({
    method: 'POST',
    url: '/portal/api/session',
    headers: { origin: origins.school, 'content-type': 'application/json' },
    payload: JSON.stringify({ token }),
  });
  assert.equal(portal.statusCode, 401);
  const opened = await post(town.faces.panel, '/api/session', { token });
  assert.equal(opened.status, 204);
  assert.equal((await post(town.faces.panel, '/api/session', { token })).status, 401, 'used');
});

test('a cookie that was planted before the log-in is worth nothing after it', async () => {
  const planted = 'A'.repeat(43);
  const name = sessionCookieName('panel', false);
  const token = await linkToken();
  const opened = await post(town.faces.panel, '/api/session', { token }, { cookie: `${name}=${planted}` });
  const set = String(opened.headers['set-cookie']);
  assert.match(set, /HttpOnly; SameSite=Strict/);
  assert.ok(!set.includes(planted));
  const ask = (cookie: string) => town.faces.panel.inject({ url: '/api/session', headers: { cookie } });
  assert.equal((await ask(`${name}=${planted}`)).statusCode, 401);
  const own = set.split(';', 1)[0] ?? '';
  assert.equal((await ask(own)).statusCode, 200);
  assert.equal((await ask(`${own}; ${name}=${planted}`)).statusCode, 401, 'two of one name are none');
});

test('no page of another origin changes anything by the cookies of who is logged in', async () => {
  const parts = faceParts(world.deps);
  const cookies = async (): Promise<string> => {
    const panel = await town.sessionOf(own.staff.get('head_teacher') ?? '', 'panel');
    const portal = await town.sessionOf(own.guardians.get('full') ?? '', 'portal');
    return `${sessionCookieName('panel', false)}=${panel}; ${sessionCookieName('portal', false)}=${portal}`;
  };
  const cookie = await cookies();
  let asked = 0;
  for (const face of ['school', 'panel', 'verifier'] as const) {
    const changing = parts[face].routes.filter(
      (route) => 'schema' in route && route.method !== 'GET' && route.policy.kind !== 'apiKey',
    );
    const other = face === 'panel' ? origins.school : origins.panel;
    for (const { method, url } of changing)
      for (const origin of ['https://evil.example', 'null', other, `${origins[face]}.evil.example`, '']) {
        const headers = { cookie, origin, 'content-type': 'application/json' };
        const answer = await town.faces[face].inject({
          method,
          url: url.replaceAll(/:\w+/g, 'x'),
          headers,
          payload: '{}',
        });
        // Of the doors for programs one is without a log-in too; a browser's page it takes no more than the others.
        assert.ok(
          [403, 429].includes(answer.statusCode),
          `${method} ${url} from ${origin}: ${answer.statusCode}`,
        );
        asked += 1;
      }
  }
  assert.ok(asked > 100, `${asked} calls`);
  const still = await town.faces.panel.inject({ url: '/api/session', headers: { cookie } });
  assert.equal(still.statusCode, 200, 'nobody was logged out');
});

test('a phone of another child is not this child’s phone, for the family and for the office', async () => {
  const [mine, other] = [await town.addPupil(own, 'card'), await town.addPupil(own, 'card')];
  const cookie = async (side: 'panel' | 'portal'): Promise<string> => {
    const accountId = side === 'panel' ? own.staff.get('office') : own.guardians.get('full');
    return `${sessionCookieName(side, false)}=${await town.sessionOf(accountId ?? '', side)}`;
  };
  const child = `/portal/api/children/${mine.pupilId}/mobile-ids/${other.mobileId}`;
  for (const [path, json] of [
    [`${child}/suspension`, undefined],
    [`${child}/revocation`, { reason: 'device_lost' }],
  ] as const) {
    const answer = await town.faces.school.inject({
      method: 'POST',
      url: path,
      headers: {
        origin: origins.school,
        cookie: await cookie('portal'),
        ...(json ? { 'content-type': 'application/json' } : {}),
      },
      ...(json ? { payload: JSON.stringify(json) } : {}),
    });
    assert.equal(answer.statusCode, 404, path);
  }
  for (const path of ['suspensions', 'revocations']) {
    const json = { mobileId: other.mobileId, ...(path === 'revocations' ? { reason: 'device_lost' } : {}) };
    const url = `/api/pupils/${mine.pupilId}/${path}`;
    const answer = await post(town.faces.panel, url, json, { cookie: await cookie('panel') });
    assert.equal(answer.status, 404, path);
  }
});

test('who logged in when is forgotten soon after it has ended; what lives stays', async () => {
  await town.addPupil(own, 'card');
  const count = async (): Promise<number[]> => {
    const tables = ['login_link', 'session', 'typed_code'];
    const counts = tables.map((table) =>
      world.deps.store.run<{ count: number }>({
        name: `test-${table}`,
        text: `select count(*)::int as count from ${table} where expires_at < ${world.clock.now - 3600}`,
      }),
    );
    return (await Promise.all(counts)).map(([row]) => row?.count ?? 0);
  };
  world.clock.now += 40 * 86_400;
  const living = await town.sessionOf(own.staff.get('office') ?? '', 'panel');
  assert.ok((await count()).every((ended) => ended > 0));
  await sweepExpired(world.deps);
  assert.deepEqual(await count(), [0, 0, 0]);
  const cookie = `${sessionCookieName('panel', false)}=${living}`;
  assert.equal((await town.faces.panel.inject({ url: '/api/session', headers: { cookie } })).statusCode, 200);
});

async function linkToken(): Promise<string> {
  const accountId = own.staff.get('office') ?? '';
  return (
    (await createLoginLink(world.deps, { accountId, face: 'panel', reusable: false })).split('#token=')[1] ??
    ''
  );
}
