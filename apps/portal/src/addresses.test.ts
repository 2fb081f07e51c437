import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addressOf, pageOf } from './addresses.ts';

const ADDRESSES = ['/', '/login', '/zablokuj', '/dzieci', '/wiadomosci', '/pomoc', '/deklaracja-dostepnosci'];

test('an address leads to its page, with or without a slash at the end, and any other one to „unknown”', () => {
  for (const address of ADDRESSES) assert.notEqual(pageOf(address).kind, 'unknown', address);
  assert.deepEqual(pageOf(addressOf('Ab_1-2', 'wniosek/wyslany')), { kind: 'sent', pupilId: 'Ab_1-2' });
  assert.deepEqual(pageOf('/dzieci/p/'), { kind: 'child', pupilId: 'p' });
  for (const wrong of ['/nic', '/dzieci/p/nic', '/dzieci/a b', '/constructor', '/dzieci/p/constructor']) {
    assert.equal(pageOf(wrong).kind, 'unknown', wrong);
  }
});

test('no page stands where the school origin has an endpoint', async () => {
  const http = fileURLToPath(new URL('../../../server/src/http/', import.meta.url));
  const files = await readdir(http, { recursive: true });
  const sources = await Promise.all(
    files.filter((name) => name.endsWith('.ts')).map((name) => readFile(http + name, 'utf8')),
  );
  const urls = [...sources.join('\n').matchAll(/url: [`']\/([a-z0-9._-]+)/g)].map(([, first]) => `/${first}`);
  assert.ok(urls.includes('/portal'), 'the endpoints were not found');
  for (const address of ADDRESSES) assert.ok(!urls.includes(address), address);
});

test('the activation letter names the page where a lock code is typed, by its address and its title', async () => {
  const read = (path: string): Promise<string> =>
    readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
  const [, address = ''] =
    /\$\{input\.portalUrl\}(\/[^`]*)`/.exec(await read('server/src/letters/letter.ts')) ?? [];
  assert.equal(pageOf(address).kind, 'lock', address);
  const words = await read('server/src/letters/letter-text.ts');
  for (const language of ['pl', 'en', 'uk']) {
    const texts = JSON.parse(await read(`packages/i18n/messages/${language}/portal.json`)) as Record<
      string,
      string
    >;
    assert.ok(words.includes(texts['portal_lock_title'] ?? '?'), language);
  }
});
