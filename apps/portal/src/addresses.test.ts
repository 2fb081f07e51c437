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
