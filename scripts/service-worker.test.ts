import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { ROOT } from './steps.ts';

/** The built service workers, as a browser meets them. */

type Worker = { readonly install: (event: object) => void };

/** Runs the worker's script in a scope of its own, and its installation. @returns the addresses that it keeps */
async function install(code: string): Promise<string[]> {
  const kept: string[] = [];
  const listeners: Record<string, (event: object) => void> = {};
  const scope = {
    addEventListener: (type: string, listener: (event: object) => void) => {
      listeners[type] = listener;
    },
    skipWaiting: () => Promise.resolve(),
    caches: {
      open: async () => ({
        addAll: async (all: { url: string }[]) => kept.push(...all.map(({ url }) => url)),
      }),
    },
    Request: class {
      readonly url: string;
      constructor(url: string) {
        this.url = url;
      }
    },
    TextEncoder,
    TextDecoder,
    URL,
    crypto,
    console,
  };
  new Script(code).runInNewContext(scope);
  let work: Promise<unknown> = Promise.resolve();
  (listeners as unknown as Worker).install({
    waitUntil: (promise: Promise<unknown>) => {
      work = promise;
    },
  });
  await work;
  return kept;
}

for (const face of ['wallet', 'verifier']) {
  test(`the ${face}’s service worker is one classic script, and keeps every file of the face`, async () => {
    const dist = join(ROOT, 'apps', face, 'dist');
    const kept = await install(readFileSync(join(dist, 'sw.js'), 'utf8'));
    const files = readdirSync(dist, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name) && entry.name !== 'sw.js')
      .map((entry) => join(entry.parentPath, entry.name).slice(dist.length));
    assert.deepEqual(kept.toSorted(), [...files, '/config.json'].toSorted());
  });
}
