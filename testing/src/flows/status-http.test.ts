import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createFace } from '@mleg/server/src/http/kit/face.ts';
import { statusRoutes } from '@mleg/server/src/http/status/routes.ts';
import type { Store } from '@mleg/server/src/store/pool.ts';
import { unavailable } from '@mleg/server/src/store/unavailable.ts';
import type { LightMyRequestResponse } from 'fastify';
import { activate, makeKey } from './holder.ts';
import { seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

/** The status and trust lists over HTTP, and while the database is away. */

const world = await createWorld();
const seeded = await seedSchool(world.deps.store, world.deps.vault, {
  rspo: '77009',
  pupils: 1,
  pictureBytes: 500,
  nowAt: world.clock.now,
});
const [pupil] = seeded.pupils;
assert.ok(pupil);
await activate(world, pupil, [makeKey()]);

let isAway = false;
const guarded = <T extends (...args: never[]) => Promise<unknown>>(call: T): T =>
  (async (...args: never[]) => {
    if (isAway) throw unavailable('database');
    return call(...args);
  }) as T;
const { store } = world.deps;
const away: Store = { ...store, run: guarded(store.run), runPublic: guarded(store.runPublic) };
const deps = { ...world.deps, store: away };
const openFace = () =>
  createFace({
    name: 'school',
    origin: world.deps.config.origins.school,
    routes: statusRoutes(deps),
    authenticators: {},
    files: new Map(),
    connect: [],
    log: world.deps.log,
    now: world.deps.now,
  });
const face = openFace();
after(async () => {
  await face.close();
  await world.close();
});

const JWT = 'application/statuslist+jwt';
const CWT = 'application/statuslist+cwt';
const listPath = new URL((await aggregation()).status_lists[0] ?? '').pathname;

async function aggregation(): Promise<{ status_lists: string[] }> {
  return (await face.inject({ url: '/status' })).json();
}
const ask = (
  headers: Record<string, string> = {},
  url = listPath,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<LightMyRequestResponse> => face.inject({ method, url, headers });

test('the status list comes as the type that Accept weighs most, and 406 where none fits', async () => {
  const types: [string, number, string?][] = [
    ['*/*', 200, JWT],
    [CWT, 200, CWT],
    [CWT.toUpperCase(), 200, CWT],
    [`${CWT};q=0, ${JWT}`, 200, JWT],
    [`${CWT};q=0.4, ${JWT};q=0.3`, 200, CWT],
    [`${CWT};q=0`, 406],
    ['application/statuslist+cwtx', 406],
    ['text/html', 406],
    ['text/html, */*;q=0.1', 200, JWT],
  ];
  for (const [accept, status, type] of types) {
    const answer = await ask({ accept });
    assert.equal(answer.statusCode, status, accept);
    assert.match(String(answer.headers['vary']), /Accept, Accept-Encoding/);
    if (type !== undefined) assert.equal(answer.headers['content-type'], type, accept);
  }
  assert.equal((await face.inject({ url: listPath })).headers['content-type'], JWT, 'no Accept at all');
});

test('a list of another time is not answered with today’s', async () => {
  for (const query of ['time=1700000000', 'time=', 'time=x&a=b']) {
    const answer = await ask({}, `${listPath}?${query}`);
    assert.deepEqual([answer.statusCode, answer.json().type], [501, 'not_implemented'], query);
  }
  assert.equal((await ask({}, `${listPath}?other=1`)).statusCode, 200);
});

test('a copy that is still right is 304, by a strong, a weak, a listed tag and by the star', async () => {
  for (const accept of [JWT, CWT]) {
    const etag = String((await ask({ accept })).headers['etag']);
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, `"x" , W/${etag},"y"`, '*']) {
      const answer = await ask({ accept, 'if-none-match': tag });
      assert.deepEqual([answer.statusCode, answer.body], [304, ''], tag);
      assert.equal(answer.headers['etag'], etag);
    }
    assert.equal((await ask({ accept, 'if-none-match': '"x"' })).statusCode, 200);
  }
});

test('the list travels compressed where asked, each form with a tag of its own, and HEAD says the same without it', async () => {
  const plain = await ask();
  for (const [encoding, open] of [
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const) {
    const answer = await ask({ 'accept-encoding': encoding });
    assert.equal(answer.headers['content-encoding'], encoding);
    assert.equal(open(answer.rawPayload).toString(), plain.body);
    assert.equal(Number(answer.headers['content-length']), answer.rawPayload.length);
    const etag = String(answer.headers['etag']);
    assert.notEqual(etag, plain.headers['etag']);
    assert.equal((await ask({ 'accept-encoding': encoding, 'if-none-match': `W/${etag}` })).statusCode, 304);
    const head = await ask({ 'accept-encoding': encoding }, listPath, 'HEAD');
    assert.deepEqual(
      [head.statusCode, head.body, head.headers['etag'], head.headers['content-length']],
      [200, '', etag, answer.headers['content-length']],
    );
  }
  assert.equal((await ask({ 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'], undefined);
});

test('while the database is away lists come from memory with their age, and end with their own end', async () => {
  const before = await ask();
  const trust = (await face.inject({ url: '/trust/list' })).body;
  isAway = true;
  try {
    world.clock.now += 600;
    const held = await ask();
    assert.deepEqual([held.statusCode, held.body], [200, before.body], 'never signed anew without a look');
    assert.equal(held.headers['age'], '600');
    assert.deepEqual((await aggregation()).status_lists.length > 0, true);
    assert.equal((await face.inject({ url: '/trust/list' })).body, trust);
    assert.equal((await face.inject({ url: '/readyz' })).statusCode, 503);
    const unknown = await ask({}, '/status/999999');
    assert.deepEqual([unknown.statusCode, unknown.json().error], [503, 'temporarily_unavailable']);
    assert.ok(Number(unknown.headers['retry-after']) > 0);
    world.clock.now += 8 * 86_400;
    assert.equal((await ask()).statusCode, 503, 'older than its own end');
  } finally {
    isAway = false;
  }
  const fresh = await ask();
  assert.equal(fresh.statusCode, 200);
  assert.equal(fresh.headers['age'], '0');
});

test('a server that has just started holds the lists before anybody asked for them', async () => {
  const young = openFace();
  await new Promise((resolve) => setTimeout(resolve, 500));
  isAway = true;
  try {
    assert.equal((await young.inject({ url: listPath })).statusCode, 200);
    assert.equal((await young.inject({ url: '/trust/list' })).statusCode, 200);
    assert.equal((await young.inject({ url: '/status' })).statusCode, 200);
  } finally {
    isAway = false;
    await young.close();
  }
});
