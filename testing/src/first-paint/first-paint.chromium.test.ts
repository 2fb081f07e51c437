import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createFaces } from '@mleg/server/src/app.ts';
import { type Browser, chromium } from 'playwright-core';
import { createWorld } from '../flows/world.ts';

/**
 * How a face comes up on a slow line (400 kbit/s, 400 ms to the server and back). Times are printed, because the machine
 * that measures has a part in them; asserted is what makes them: bytes, and how often somebody has to ask before there is
 * something to see.
 */

const browserPath = process.env['MLEG_TEST_BROWSER'] ?? '/usr/bin/chromium';
const skip = existsSync(browserPath) ? false : `THE FIRST PAINT IS NOT TESTED: no browser (${browserPath})`;
const LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 25_000 };
const KB = 1024;
/** Of everything that travels until a face shows its first page, as it travels. */
const BYTES_MAX = { school: 75 * KB, wallet: 75 * KB, verifier: 75 * KB, panel: 75 * KB };

const world = await createWorld();
const faces = await createFaces(world.deps);
let browser: Browser | undefined;
after(async () => {
  await browser?.close();
  await Promise.all(Object.values(faces).map((face) => face.close()));
  await world.close();
});

type Sent = { readonly path: string; readonly bytes: number; readonly encoding: string | undefined };

async function measure(origin: string) {
  browser ??= await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'pl-PL' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedScript/.test(message.text())) faults.push(message.text());
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  const known = new Map<string, { path: string; encoding: string | undefined }>();
  const sent: Sent[] = [];
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    const encoding = Object.entries(response.headers).find(([name]) => /^content-encoding$/i.test(name))?.[1];
    known.set(requestId, { path: new URL(response.url).pathname, encoding });
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = known.get(requestId);
    if (one !== undefined) sent.push({ ...one, bytes: encodedDataLength });
  });
  await page.goto(`${origin}/`, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('#app > :not(.boot)') !== null, undefined, {
    timeout: 60_000,
  });
  const shownAt = await page.evaluate(() => performance.now());
  const paintedAt = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const untilShown = [...sent];
  const isBootGone = (await page.locator('.boot').count()) === 0;
  await context.close();
  return { shownAt, paintedAt, isBootGone, sent: untilShown, faults };
}

for (const [name, face] of Object.entries(faces)) {
  test(`the ${name} face draws with the first bytes of its page, and shows itself after few, compressed ones`, {
    skip,
  }, async (context) => {
    await face.listen({ port: 0, host: 'localhost' });
    const { shownAt, paintedAt, isBootGone, sent, faults } = await measure(
      `http://localhost:${(face.server.address() as AddressInfo).port}`,
    );
    const bytes = sent.reduce((sum, one) => sum + one.bytes, 0);
    context.diagnostic(
      `${name}: drawn after ${Math.round(paintedAt ?? 0)} ms, shown after ${Math.round(shownAt)} ms, ${bytes} bytes`,
    );
    assert.deepEqual(faults, []);
    assert.ok(isBootGone, 'the first picture gives way to the page');
    assert.ok(paintedAt !== undefined && paintedAt < shownAt, 'something is there before the script is');
    assert.ok(!sent.some(({ path }) => path.endsWith('.css')), 'no style keeps the first picture waiting');
    for (const { path, encoding } of sent)
      if (/\.js$|^\/$/.test(path) && !path.endsWith('old-browser.js')) assert.equal(encoding, 'br', path);
    assert.ok(bytes <= BYTES_MAX[name as keyof typeof BYTES_MAX], `${bytes} bytes`);
  });
}
