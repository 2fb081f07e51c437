import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createFaces } from '@mleg/server/src/app.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import { createLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';
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

async function linkToken(): Promise<string> {
  const accountId = own.staff.get('office') ?? '';
  return (
    (await createLoginLink(world.deps, { accountId, face: 'panel', reusable: false })).split('#token=')[1] ??
    ''
  );
}
