import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import type { ScannerReport } from './scanner-page.tsx';

/** One code before the fake camera. */
export type ScanOutcome = {
  /** What was read, or undefined. */
  readonly text: string | undefined;
  /** From the first picture to the result. */
  readonly milliseconds: number | undefined;
};

/** A browser whose camera shows what the test wants. */
export type ScannerHarness = {
  /** Shows a video to the Scanner component until it reads something or the time is up. */
  readonly scan: (y4m: Uint8Array, patienceMilliseconds: number) => Promise<ScanOutcome>;
  /** Times the decoder itself on what the camera shows now. */
  readonly timeDecoder: (rounds: number) => Promise<{ milliseconds: number[]; read: number }>;
  /** Times the check of a code, from text to verdict. */
  readonly timeCheck: (rounds: number) => Promise<{ milliseconds: number[]; reasons: string[] }>;
  /** The page with the Scanner, for tests of its other states. */
  readonly page: Page;
  readonly stop: () => Promise<void>;
};

const html =
  '<!doctype html><html lang="pl"><title>scanner</title><body><script type="module" src="/page.js"></script>';
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:";

/** The command that has Chromium, or undefined where the tests are to do without one. */
export function findBrowser(): string | undefined {
  const named = process.env['MLEG_TEST_BROWSER'];
  if (named === 'skip') return undefined;
  return named ?? '/usr/bin/chromium';
}

async function buildPage(): Promise<string> {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      modulePreload: false,
      lib: {
        entry: join(import.meta.dirname, 'scanner-page.tsx'),
        formats: ['es'],
        fileName: () => 'page.js',
      },
    },
  });
  const [first] = Array.isArray(bundle) ? bundle : [bundle];
  const chunk = first !== undefined && 'output' in first ? first.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the scanner page did not build');
  return chunk.code;
}

async function servePage(): Promise<{ url: string; close: () => void }> {
  const code = await buildPage();
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    // The real pages' policy: a decoder that needed WebAssembly or eval would fail here.
    response.setHeader('Content-Security-Policy', policy);
    response.end(isScript ? code : html);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}

async function openBrowser(executablePath: string, video: string): Promise<BrowserContext> {
  const flags =
    '--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const camera = [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${video}`,
  ];
  return await chromium.launchPersistentContext('', {
    executablePath,
    headless: true,
    args: ['--no-sandbox', ...flags.split(' '), ...camera],
    viewport: { width: 412, height: 800 },
  });
}

async function waitForResult(page: Page, patienceMilliseconds: number): Promise<ScanOutcome> {
  const result = await page
    .waitForFunction(
      () => (globalThis as unknown as { report: ScannerReport }).report.results[0],
      undefined,
      {
        timeout: patienceMilliseconds,
        polling: 50,
      },
    )
    .then(
      async (handle) => await handle.jsonValue(),
      () => undefined,
    );
  return { text: result?.text, milliseconds: result?.milliseconds };
}

/**
 * Starts Chromium with the real Scanner in a page and a fake camera before it.
 * @param executablePath of Chromium
 * @param slowdown CPU throttling: 4 is a cheap phone beside a desktop computer
 */
export async function startScanner(executablePath: string, slowdown: number): Promise<ScannerHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'mleg-camera-'));
  const video = join(folder, 'camera.y4m');
  writeFileSync(video, readFileSync(import.meta.filename));
  const [site, context] = await Promise.all([servePage(), openBrowser(executablePath, video)]);
  const page = context.pages()[0] ?? (await context.newPage());
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return {
    page,
    scan: async (y4m, patienceMilliseconds) => {
      // Leaving the page closes the camera; the next one reads the file anew.
      await page.goto('about:blank');
      writeFileSync(video, y4m);
      await page.goto(site.url);
      return await waitForResult(page, patienceMilliseconds);
    },
    timeDecoder: async (rounds) =>
      await page.evaluate(
        (count) => (globalThis as unknown as { report: Required<ScannerReport> }).report.timeDecoder(count),
        rounds,
      ),
    timeCheck: async (rounds) =>
      await page.evaluate(
        async (count) =>
          await (globalThis as unknown as { report: Required<ScannerReport> }).report.timeCheck(count),
        rounds,
      ),
    stop: async () => {
      await context.close();
      site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
