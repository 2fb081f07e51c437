import assert from 'node:assert/strict';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Profile } from './profile.ts';

/** Codes of other people that get before a camera first: on the school's door there hangs a Wi-Fi code. */

/** So soon a person hears what the camera sees. */
const SAID_WITHIN_MS = 500;
/** A busy machine may make one look late, not every one. */
const LOOKS_MAX = 4;

/** A QR code as a picture. */
export function drawQr(text: string): Promise<Buffer> {
  const { size, path } = createQrPath(text, 'low');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="640" height="640"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Notes when the camera's picture moves first and when a warning stands on the screen. Runs in the browser. */
function noteTimes(): void {
  let playedAt: number | undefined;
  const note = (): void => {
    if (playedAt === undefined || document.querySelector('.notice.warn') === null) return;
    Object.assign(globalThis, { saidAfter: performance.now() - playedAt });
    observer.disconnect();
  };
  const observer = new MutationObserver(note);
  // A busy browser tells that the picture moves after the words stand already.
  const onPlaying = (): void => {
    playedAt ??= performance.now();
    note();
  };
  document.addEventListener('playing', onPlaying, true);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

/** How often the page moves within a second, and how far the camera's picture went. Runs in the browser. */
function countFrames(): Promise<{ frames: number; played: number }> {
  const video = document.querySelector('video');
  const from = video?.currentTime ?? 0;
  const startedAt = performance.now();
  let frames = 0;
  return new Promise((resolve) => {
    const tick = (): void => {
      frames += 1;
      if (performance.now() - startedAt < 1000) requestAnimationFrame(tick);
      else resolve({ frames, played: (video?.currentTime ?? 0) - from });
    };
    requestAnimationFrame(tick);
  });
}

type Foreign = {
  readonly text: string;
  readonly says: RegExp;
  /** Goes to the page with the camera, from anywhere. */
  readonly open: (page: Page) => Promise<void>;
};

/** Holds a foreign code before the camera: it is named at once and the page stays alive. @returns milliseconds */
export async function expectForeign(profile: Profile, { text, says, open }: Foreign): Promise<number> {
  const page = profile.page();
  await page.addInitScript(noteTimes);
  await profile.show(await drawQr(text));
  let best = Number.POSITIVE_INFINITY;
  for (let looks = 0; looks < LOOKS_MAX && best > SAID_WITHIN_MS; looks += 1) {
    await open(page);
    await page.locator('.notice.warn').getByText(says).waitFor();
    best = Math.min(
      best,
      await page.evaluate(() => Number(Reflect.get(globalThis, 'saidAfter') ?? Number.POSITIVE_INFINITY)),
    );
  }
  assert.ok(best <= SAID_WITHIN_MS, `said after ${Math.round(best)} ms`);
  const { frames, played } = await page.evaluate(countFrames);
  assert.ok(frames >= 8 && played > 0.1, `${frames} frames, the camera moved ${played} s`);
  return Math.round(best);
}
