import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { runCredentialLife } from './browser-page-fixture.ts';

const expected = ['trust true', 'kept true', 'ok', 'revoked', 'revoked'];
const browserPath = process.env['MLEG_TEST_BROWSER'] ?? '/usr/bin/chromium';
const options = existsSync(browserPath) ? {} : { skip: `there is no browser at ${browserPath}` };
const origin = 'http://localhost:59999/';

/** The fixture and all of core behind it as one script. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'chrome106',
      modulePreload: false,
      lib: {
        entry: fileURLToPath(new URL('browser-page-fixture.ts', import.meta.url)),
        formats: ['es'],
        fileName: 'core',
      },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  assert.ok(first !== undefined && 'output' in first);
  return first.output[0].code;
}

test('a credential lives its whole life in Node', async () => {
  assert.deepEqual(await runCredentialLife(), expected);
});

test('and the same one in Chromium, with the new base64 functions and without them', options, async () => {
  const code = await bundle();
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    for (const isOld of [false, true]) {
      const page = await browser.newPage();
      await page.route(`${origin}**`, async (route) => {
        const isScript = route.request().url().endsWith('.js');
        await route.fulfill(
          isScript
            ? { contentType: 'text/javascript', body: code }
            : { contentType: 'text/html', body: '<p>core' },
        );
      });
      await page.goto(origin);
      if (isOld) await page.evaluate('delete Uint8Array.fromBase64; delete Uint8Array.prototype.toBase64');
      const lines = await page.evaluate(
        `import('${origin}core.js').then((core) => core.runCredentialLife())`,
      );
      assert.deepEqual(lines, expected);
    }
  } finally {
    await browser.close();
  }
});
