import assert from 'node:assert/strict';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { checkAccessibility } from '../journey/axe.ts';
import { openLoginLink } from '../journey/log-in.ts';
import { type PanelWorld, startPanelWorld } from './world.ts';

const DESK = { width: 1280, height: 800 };
const WAIT_MS = 15_000;

/** Somebody of the school at a browser of their own. */
export type Seat = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly world: PanelWorld;
  /** Broken scripts and breaches of the page's CSP. */
  readonly problems: string[];
  /** Every address that the browser showed. */
  readonly shown: Set<string>;
};
type SeatOptions = {
  readonly role?: Parameters<PanelWorld['linkOf']>[0];
  readonly viewport?: { width: number; height: number };
  readonly locale?: string;
};

/** One panel and one browser for a test file, started when first asked for. */
export function createOffice(executablePath: string | undefined): {
  /** Opens a browser profile and logs in by a link. */
  readonly sit: (options?: SeatOptions) => Promise<Seat>;
  readonly close: () => Promise<void>;
} {
  let world: PanelWorld | undefined;
  let browser: Browser | undefined;
  return {
    sit: async (options = {}) => {
      world ??= await startPanelWorld();
      browser ??= await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        args: ['--no-sandbox', '--disable-gpu'],
      });
      return openSeat(world, browser, options);
    },
    close: async () => {
      await browser?.close();
      await world?.stop();
    },
  };
}

/** The browser lives on the server's day. Runs in the browser. */
function moveClock(milliseconds: number): void {
  const Real = Date;
  const now = (): number => Real.now() + milliseconds;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given: [], self) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, self),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

async function openSeat(world: PanelWorld, browser: Browser, options: SeatOptions): Promise<Seat> {
  const { role = 'office', viewport = DESK, locale = 'pl-PL' } = options;
  const context = await browser.newContext({ viewport, locale });
  context.setDefaultTimeout(WAIT_MS);
  await context.addInitScript(moveClock, world.now() * 1000 - Date.now());
  const page = await context.newPage();
  const problems: string[] = [];
  const shown = new Set<string>();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security|TrustedScript/i.test(message.text())) problems.push(message.text());
  });
  page.on('framenavigated', (frame) => void shown.add(frame.url()));
  await openLoginLink(page, await world.linkOf(role));
  await page.locator('.login').waitFor({ state: 'detached' });
  await page.locator('h1').waitFor();
  return { page, context, world, problems, shown };
}

/** Fails when a script broke or the CSP was breached meanwhile. */
export async function leave(seat: Seat): Promise<void> {
  assert.deepEqual(seat.problems, []);
  await seat.context.close();
}

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

/** axe, nothing wider than the screen, a title without a person. */
export async function inspect(seat: Seat, screen: string): Promise<void> {
  const { page, world } = seat;
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  await checkAccessibility(page, screen);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(tooWide, false, `${screen} is wider than the screen`);
  assert.ok(!(await page.title()).includes(world.word), `the title of ${screen} holds a name`);
}
