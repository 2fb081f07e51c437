import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const FIRST_LOAD_MAX = 60 * 1024;

test('the first load is at most 60 KB of compressed script (design.md section 7)', () => {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const scripts = [...html.matchAll(/assets\/[\w-]+\.js/g)].map(([path]) => path);
  assert.ok(scripts.length > 0);
  const bytes = [...new Set(scripts)].map((path) => gzipSync(readFileSync(new URL(path, dist))).length);
  const total = bytes.reduce((sum, one) => sum + one, 0);
  assert.ok(total <= FIRST_LOAD_MAX, `${total} bytes`);
});
