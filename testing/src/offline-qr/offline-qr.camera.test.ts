import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseMleg1 } from '@mleg/core/offline-qr/mleg1';
import { createCode, createInput, createWorld, deps, ticket } from '@mleg/core/offline-qr/offline-fixture';
import { verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import { decodePixels, pictureEffort } from '@mleg/ui/qr/decode-frame';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import sharp from 'sharp';
import type { Degradation } from './camera-frames.ts';
import { createY4m, degradations, renderFrame } from './camera-frames.ts';
import { createContactSheet } from './contact-sheet.ts';
import type { Portrait } from './portraits.ts';
import { drawPortraits, photographsMissing, readPhotographs } from './portraits.ts';
import { findBrowser, startScanner } from './scanner-harness.ts';
import type { ScannerReport } from './scanner-page.tsx';

/**
 * The riskiest guess of the format: a face in 480 bytes is a face, and a version 21 code with it is read by a cheap phone's
 * camera. Every run tries a few; TEST_LONG=1 tries all faces under all conditions and prints the table.
 */
const isLong = process.env['TEST_LONG'] === '1';
const results = join(import.meta.dirname, '../../../test-results/offline-qr');
const patienceMilliseconds = 20_000;
const slowdown = 4;
/** A hand moves: five frames, each a little elsewhere and with noise of its own, in a loop. */
const framesInVideo = 5;
const shortNames = ['good', 'tilted', 'hard'];

const browser = findBrowser();
const noBrowser =
  browser === undefined
    ? 'MLEG_TEST_BROWSER=skip'
    : existsSync(browser)
      ? false
      : `no Chromium at ${browser}`;
const portraits = [...(await drawPortraits(isLong ? 20 : 1)), ...(await readPhotographs())];
const conditions = isLong ? degradations : degradations.filter(({ name }) => shortNames.includes(name));

async function createCodeOf(portrait: Portrait) {
  const world = await createWorld({ facts: { ...ticket, pictureLow: portrait.pictureLow } });
  return { world, text: await createCode(world) };
}

async function createVideo(text: string, condition: Degradation, seed: number): Promise<Uint8Array> {
  const frames: Uint8Array[] = [];
  for (let frame = 0; frame < framesInVideo; frame += 1) {
    frames.push(await renderFrame(text, condition, seed * framesInVideo + frame));
  }
  return createY4m(frames);
}

test('tries the two photographs', { skip: photographsMissing }, () => {
  assert.ok(portraits.some(({ name }) => name === 'astronaut.png'));
});

test('fits every face into 480 bytes of a version 21 code, and writes the contact sheet', async () => {
  for (const portrait of portraits) {
    const { pictureLow, linkPicture } = portrait;
    assert.ok(pictureLow.length >= 360 && pictureLow.length <= 480, `${portrait.name}: ${pictureLow.length}`);
    assert.ok(linkPicture.length <= 330);
    const { text } = await createCodeOf(portrait);
    assert.ok(createQrPath(text, 'low').version <= 21);
    assert.deepEqual(parseMleg1(text).credential.facts.pictureLow, Uint8Array.from(pictureLow));
  }
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'faces.png'), await createContactSheet(portraits));
});

if (browser !== undefined && !noBrowser) {
  const scanner = await startScanner(browser, slowdown);
  after(async () => await scanner.stop());
  const table: Record<string, string | number>[] = [];

  for (const condition of conditions) {
    test(`reads a code with a face through the camera at a quarter of the speed: ${condition.name}`, async () => {
      const times: number[] = [];
      const decoding: number[] = [];
      const unread: string[] = [];
      for (const [seed, portrait] of portraits.entries()) {
        const { world, text } = await createCodeOf(portrait);
        const outcome = await scanner.scan(await createVideo(text, condition, seed), patienceMilliseconds);
        if (outcome.text !== text) {
          unread.push(portrait.name);
          continue;
        }
        assert.equal((await verifyMleg1(createInput(world, outcome.text), deps)).reason, 'ok');
        times.push(outcome.milliseconds ?? Number.NaN);
        if (isLong && seed % 5 === 0) decoding.push(...(await scanner.timeDecoder(10)).milliseconds);
      }
      const sorted = times.map(Math.round).sort((a, b) => a - b);
      table.push({
        condition: condition.name,
        read: `${times.length}/${portraits.length}`,
        'median ms': sorted[Math.floor(sorted.length / 2)] ?? '-',
        'slowest ms': sorted.at(-1) ?? '-',
        'slowest frame ms': decoding.length > 0 ? Math.round(Math.max(...decoding)) : '-',
      });
      assert.deepEqual(unread, [], 'every code is read');
    });
  }

  test('says the verdict in the browser with its own cryptography', async () => {
    const { milliseconds, reasons } = await scanner.timeCheck(isLong ? 300 : 20);
    assert.deepEqual(reasons, ['ok']);
    const sorted = milliseconds.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
    table.push({ check: 'text to verdict', 'median ms': at(0.5), 'p99 ms': at(0.99) });
  });

  test('switches the camera off when the scanner leaves the page', async () => {
    const before = await scanner.page.evaluate(() => document.querySelector('video')?.srcObject !== null);
    assert.equal(before, true);
    assert.equal(
      await scanner.page.evaluate(() =>
        (globalThis as unknown as { report: ScannerReport }).report.leave?.(),
      ),
      'ended',
    );
  });

  test('draws a code that is read from a screenshot, black on white also where the system asks for dark', async () => {
    const { page } = scanner;
    const { text } = await createCodeOf(portraits[0] as Portrait);
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
    await page.evaluate(
      (code) => (globalThis as unknown as { report: ScannerReport }).report.showCode?.(code),
      text,
    );
    const png = await page.getByRole('img', { name: 'code' }).screenshot();
    await page.emulateMedia({ colorScheme: null, forcedColors: null });
    const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const frame = { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
    assert.equal(decodePixels(frame, pictureEffort), text);
  });

  test('says why when the camera is refused, and stays usable', async () => {
    const { page } = scanner;
    await page.addInitScript(() => {
      const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'NotAllowedError'));
      Object.assign(navigator.mediaDevices, { getUserMedia: refuse });
    });
    await page.reload();
    await page.waitForFunction(
      () => (globalThis as unknown as { report: ScannerReport }).report.unavailable.length > 0,
    );
    const { unavailable } = await page.evaluate(() => ({
      unavailable: (globalThis as unknown as { report: ScannerReport }).report.unavailable,
    }));
    assert.deepEqual(unavailable, ['denied']);
    const { text } = await createCodeOf(portraits[0] as Portrait);
    const luma = await renderFrame(text, conditions[0] as Degradation, 1);
    const png = await sharp(luma, { raw: { width: 1280, height: 720, channels: 1 } })
      .png()
      .toBuffer();
    await page.setInputFiles('input[type=file]', { name: 'code.png', mimeType: 'image/png', buffer: png });
    await page.waitForFunction(
      () => (globalThis as unknown as { report: ScannerReport }).report.results.length > 0,
    );
    const read = await page.evaluate(
      () => (globalThis as unknown as { report: ScannerReport }).report.results[0]?.text,
    );
    assert.equal(read, text);
  });

  test('writes the table of what was read', () => {
    assert.equal(table.length, conditions.length + 1);
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, 'camera.json'), `${JSON.stringify(table, null, 2)}\n`);
  });
} else {
  test('reads codes through the camera', { skip: noBrowser }, () => undefined);
}
