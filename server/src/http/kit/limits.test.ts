import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@mleg/core/errors';
import { z } from 'zod';
import { createLog } from '../../log/log.ts';
import { createFace } from './face.ts';
import { defineRoute, type RateLimit } from './route.ts';

const logged: string[] = [];
const OWN = 'http://localhost:8080';

function open(rateLimit: RateLimit, proxyHops = 0) {
  return createFace({
    name: 'school',
    origin: OWN,
    routes: [
      defineRoute({
        method: 'POST',
        url: '/guess',
        policy: { kind: 'public' },
        rateLimit,
        schema: { body: z.strictObject({ code: z.string() }) },
        handler: async ({ body }) => {
          if (body.code === 'away') throw new DomainError('unavailable', { reason: 'database' });
          if (body.code !== 'right') throw new DomainError('not_found');
        },
      }),
      defineRoute({
        method: 'POST',
        url: '/mine',
        policy: { kind: 'guardian' },
        rateLimit: { max: 3, windowSeconds: 60, per: 'caller' },
        handler: async () => undefined,
      }),
    ],
    authenticators: {
      guardian: async (request) => ({
        kind: 'guardian',
        accountId: String(request.headers['x-account']),
        name: '',
        language: 'pl',
        sessionHash: Buffer.alloc(1),
      }),
    },
    files: new Map(),
    connect: [],
    log: createLog((line) => logged.push(line)),
    now: () => 0,
    proxyHops,
  });
}

const guess = async (face: ReturnType<typeof open>, code: string, headers = {}): Promise<number> =>
  (
    await face.inject({
      method: 'POST',
      url: '/guess',
      headers: { origin: OWN, ...headers },
      payload: { code },
    })
  ).statusCode;

test('only wrong codes count against an address; ten of them close it, a database that is away closes nothing', async () => {
  const face = open({ max: 10, windowSeconds: 3600, counts: 'wrong' });
  for (let at = 0; at < 30; at += 1) assert.equal(await guess(face, 'right'), 204);
  for (let at = 0; at < 15; at += 1) assert.equal(await guess(face, 'away'), 503);
  for (let at = 0; at < 10; at += 1) assert.equal(await guess(face, 'wrong'), 404);
  assert.equal(await guess(face, 'wrong'), 429);
  assert.equal(await guess(face, 'right'), 429, 'ten tries an hour are ten');
  await face.close();
});

test('other people’s wrong lock codes never stop the right one', async () => {
  const face = open({ max: 10, windowSeconds: 3600, counts: 'wrong_but_right_passes' });
  for (let at = 0; at < 10; at += 1) assert.equal(await guess(face, 'wrong'), 404);
  for (let at = 0; at < 5; at += 1) {
    assert.equal(await guess(face, 'wrong'), 429);
    assert.equal(await guess(face, 'right'), 204);
  }
  await face.close();
});

test('who is logged in is counted by the account: a school behind one address is not one person', async () => {
  const face = open({ max: 10, windowSeconds: 60 });
  const act = async (account: string): Promise<number> =>
    (await face.inject({ method: 'POST', url: '/mine', headers: { origin: OWN, 'x-account': account } }))
      .statusCode;
  for (let at = 0; at < 40; at += 1) assert.equal(await act(`parent-${at}`), 204);
  for (let at = 0; at < 3; at += 1) assert.equal(await act('one'), 204);
  assert.equal(await act('one'), 429);
  await face.close();
});

test('a proxy that nobody counts is told aloud, once; one that is counted separates the people behind it', async () => {
  const limit = { max: 2, windowSeconds: 3600 } as const;
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const alone = open(limit);
  for (let at = 0; at < 2; at += 1) await guess(alone, 'right', from(`192.0.2.${at}`));
  assert.equal(await guess(alone, 'right', from('192.0.2.9')), 429);
  assert.equal(logged.filter((line) => line.includes('"proxy_not_counted"')).length, 1);
  await alone.close();
  const behind = open(limit, 1);
  for (let at = 0; at < 40; at += 1) assert.equal(await guess(behind, 'right', from(`192.0.2.${at}`)), 204);
  await behind.close();
});
