import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { holdBeforeCamera, holdInTurn, holdNothing } from '../journey/camera.ts';

/** One checker's phone on a test's screen, and what one does with it. */
export type Phone = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Faults of the page and breaches of its policy. */
  readonly problems: readonly string[];
};

/** A browser whose camera sees what the test wants; every phone is a new visitor. */
export type PhoneBox = {
  readonly open: () => Promise<Phone>;
  readonly holdCode: (phone: Phone, text: string) => Promise<void>;
  /** Two codes at once, one above the other. */
  readonly holdCodes: (phone: Phone, upper: string, lower: string) => Promise<void>;
  /** One code after the other, each for two seconds. */
  readonly holdInTurn: (phone: Phone, texts: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screen = { width: 360, height: 640 };

function launch(executablePath: string | undefined, camera: string): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  });
}

async function openPhone(browser: Browser): Promise<Phone> {
  const context = await browser.newContext({ viewport: screen, locale: 'pl-PL', permissions: ['camera'] });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security|TrustedScript/i.test(message.text())) problems.push(message.text());
  });
  return { context, page, problems };
}

/** A picture of the codes one above the other, drawn by the browser itself. */
async function drawCodes({ context }: Phone, texts: readonly string[]): Promise<Buffer> {
  const painter = await context.newPage();
  const side = texts.length === 1 ? 640 : 330;
  const drawn = texts.map((text) => {
    const { size, path } = createQrPath(text, 'low');
    return `<svg viewBox="0 0 ${size} ${size}" width="${side}" height="${side}" style="display:block" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`;
  });
  await painter.setContent(`<div style="width:${side}px">${drawn.join('')}</div>`);
  await painter.setViewportSize({ width: 700, height: 700 });
  const picture = await painter.locator('div').screenshot();
  await painter.close();
  return picture;
}

/** @param executablePath of Chromium */
export async function createPhoneBox(executablePath: string | undefined): Promise<PhoneBox> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-verifier-'));
  const camera = join(folder, 'camera.y4m');
  let browser: Browser | undefined;
  return {
    open: async () => {
      await holdNothing(camera);
      browser ??= await launch(executablePath, camera);
      return openPhone(browser);
    },
    holdCode: async (phone, text) => holdBeforeCamera(camera, await drawCodes(phone, [text])),
    holdCodes: async (phone, upper, lower) =>
      holdBeforeCamera(camera, await drawCodes(phone, [upper, lower])),
    holdInTurn: async (phone, texts) => {
      const scenes: { png: Buffer; seconds: number }[] = [];
      for (const text of texts) scenes.push({ png: await drawCodes(phone, [text]), seconds: 2 });
      await holdInTurn(camera, scenes);
    },
    close: async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** axe on what is shown, and nothing wider than the screen. */
export async function inspect(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const tooWide = document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : [];
    return [
      ...grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`),
      ...tooWide,
    ];
  });
  assert.deepEqual(found, [], page.url());
}

/** The way without a camera: the code's text. */
export async function paste(page: Page, text: string): Promise<void> {
  const form = page.getByLabel('Wklej kod albo link');
  if (!(await form.isVisible())) await page.getByText('Sprawdź bez aparatu', { exact: true }).click();
  await form.fill(text);
  await page.getByRole('button', { name: 'Sprawdź', exact: true }).click();
}

/** The verdict's one word as heading and title, and the sentences on its screen. */
export async function expectVerdict(page: Page, word: string, ...texts: (string | RegExp)[]): Promise<void> {
  await page.getByRole('heading', { level: 1, name: word, exact: true }).waitFor();
  for (const text of texts) await page.getByText(text).first().waitFor();
  // The title follows a moment later; the word alone, without a name.
  await page.waitForFunction((expected) => document.title === expected, word);
}
