import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/browser.ts';

/** Phones with a wallet, for the wallet's browser tests. */

const executablePath = await findBrowser();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** For each test: skipped aloud where there is no browser. */
export const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
/** Where profiles and films lie. */
export const folder = await mkdtemp(join(tmpdir(), 'mleg-wallet-'));
let opened: BrowserContext[] = [];

/** Puts the open phones away: a card that nobody looks at goes on moving and takes the machine's time. */
export async function putPhonesAway(): Promise<void> {
  const contexts = opened;
  opened = [];
  await Promise.all(contexts.map((context) => context.close().catch(() => undefined)));
}

/** Closes what is open and removes the profiles. */
export async function closePhones(): Promise<void> {
  await putPhonesAway();
  await rm(folder, { recursive: true, force: true });
}

export type Phone = { context: BrowserContext; page: Page; problems: string[] };
type PhoneOptions = {
  readonly locale?: string;
  readonly userAgent?: string;
  readonly width?: number;
  /** A film that is held before the camera. */
  readonly camera?: string;
};

/** One phone: a profile folder of its own, which a restart keeps. */
export async function openPhone(profile: string, given: PhoneOptions = {}): Promise<Phone> {
  const { locale = 'pl-PL', userAgent, width = 360, camera } = given;
  const context = await chromium.launchPersistentContext(join(folder, profile), {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(camera === undefined ? [] : [`--use-file-for-fake-video-capture=${camera}`]),
    ],
    viewport: { width, height: 640 },
    locale,
    permissions: ['camera', 'clipboard-read', 'clipboard-write'],
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  opened.push(context);
  context.setDefaultTimeout(15_000);
  const page = context.pages()[0] ?? (await context.newPage());
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security|TrustedScript/i.test(message.text())) problems.push(message.text());
  });
  return { context, page, problems };
}

/** axe on what is shown; nothing wider than the screen; no person in the title or the address. */
export async function inspect(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { target: string[] }[] };
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const tooWide = document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : [];
    return [...grave.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' '))}`), ...tooWide];
  });
  assert.deepEqual(found, [], page.url());
  assert.doesNotMatch(`${await page.title()} ${page.url()}`, /Zuzanna|Próbna|#/);
}

/** A QR code as a picture, drawn by the browser itself. */
export async function drawCode(context: BrowserContext, text: string): Promise<Buffer> {
  const { size, path } = createQrPath(text, 'low');
  const painter = await context.newPage();
  await painter.setViewportSize({ width: 700, height: 700 });
  await painter.setContent(
    `<svg viewBox="0 0 ${size} ${size}" width="640" height="640"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`,
  );
  const picture = await painter.locator('svg').screenshot();
  await painter.close();
  return picture;
}

/** A button by its whole name. */
export const button = (page: Page, label: string): Locator =>
  page.getByRole('button', { name: label, exact: true });

/** The first screen. */
export async function acceptTerms(page: Page): Promise<void> {
  await button(page, 'Akceptuję i zaczynam').click();
}

/** The activation code. */
export async function typeCode(page: Page, txCode: string): Promise<void> {
  await page.getByLabel('Kod aktywacyjny (hasło)').fill(txCode);
  await button(page, 'Dalej').click();
}

/** How many IDs the phone keeps. */
export async function countCards(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('mleg-wallet');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const count = request.result.transaction('cards').objectStore('cards').count();
          count.onsuccess = () => {
            request.result.close();
            resolve(count.result);
          };
        };
      }),
  );
}
