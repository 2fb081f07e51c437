import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const KB = 1024;
/** Script, as it travels, that a face may fetch before it shows anything: a slow phone in a school's basement waits for it. */
const FIRST_LOAD_MAX = { panel: 80 * KB, portal: 80 * KB, wallet: 60 * KB, verifier: 60 * KB };

for (const [face, max] of Object.entries(FIRST_LOAD_MAX)) {
  test(`the first load of the ${face} is at most ${max / KB} KB of compressed script`, () => {
    const dist = new URL(`../apps/${face}/dist/`, import.meta.url);
    const html = readFileSync(new URL('index.html', dist), 'utf8');
    const scripts = [...html.matchAll(/assets\/[\w-]+\.js/g)].map(([path]) => path);
    assert.ok(scripts.length > 0);
    const bytes = [...new Set(scripts)].map((path) => readFileSync(new URL(`${path}.br`, dist)).length);
    const total = bytes.reduce((sum, one) => sum + one, 0);
    assert.ok(total <= max, `${total} bytes`);
  });
}
