import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { holdBeforeCamera, holdNothing } from './camera.ts';

/** The flags a closed network and root need; no request of Chromium's own leaves the machine. */
const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PHONE = { width: 360, height: 640 };
const DESK = { width: 1280, height: 800 };

/** One person's browser: a profile folder of its own, a camera of its own. */
export type Profile = {
  readonly context: () => BrowserContext;
  /** The only page of the profile. */
  readonly page: () => Page;
  /** Holds a picture (PNG) before this profile's camera; the next scan sees it. */
  show(png: Uint8Array): Promise<void>;
  /** Closes the browser and opens it again on the same profile folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** Opens Chromium with an empty profile. `kind` sets the screen; `locale` the browser's language. */
export async function openProfile(kind: 'phone' | 'desk', locale = 'pl-PL'): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'mleg-profile-'));
  const camera = join(folder, 'camera.y4m');
  await mkdir(join(folder, 'chromium'));
  await holdNothing(camera);
  let context = await launch(folder, camera, kind, locale);
  return {
    context: () => context,
    page: () => onlyPage(context),
    show: (png) => holdBeforeCamera(camera, png),
    restart: async () => {
      await context.close();
      context = await launch(folder, camera, kind, locale);
    },
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(
  folder: string,
  camera: string,
  kind: 'phone' | 'desk',
  locale: string,
): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(join(folder, 'chromium'), {
    executablePath: process.env['MLEG_TEST_BROWSER'] ?? '/usr/bin/chromium',
    headless: true,
    viewport: kind === 'phone' ? PHONE : DESK,
    deviceScaleFactor: kind === 'phone' ? 3 : 1,
    hasTouch: kind === 'phone',
    isMobile: kind === 'phone',
    locale,
    timezoneId: 'Europe/Warsaw',
    permissions: ['camera', 'clipboard-read', 'clipboard-write'],
    args: [
      ...QUIET_FLAGS,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  });
  context.setDefaultTimeout(20_000);
  return context;
}

function onlyPage(context: BrowserContext): Page {
  const page = context.pages()[0];
  if (!page) throw new Error('the profile has no page');
  return page;
}
