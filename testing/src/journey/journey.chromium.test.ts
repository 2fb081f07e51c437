import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import type { Page } from 'playwright-core';
import { checkAccessibility } from './axe.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { openProfile, type Profile } from './profile.ts';

/**
 * The whole story in a real browser, as five people play it: each in a browser profile of their own, the codes through
 * cameras. Steps depend on each other; the first that fails ends the story.
 */
const SKIP = process.env['MLEG_TEST_BROWSER'] === 'skip' ? 'MLEG_TEST_BROWSER=skip' : false;
const PICTURES = fileURLToPath(new URL('../../../test-results/journey/', import.meta.url));

let server: DemoServer;
let parent: Profile;
let office: Profile;
let pupil: Profile;
let inspector: Profile;
let hasFailed = false;
/** What one step hands to the next. */
const story: { qr: Buffer; txCode: string } = { qr: Buffer.alloc(0), txCode: '' };

before(async () => {
  if (SKIP !== false) return;
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  server = await startDemoServer();
  [parent, office, pupil, inspector] = await Promise.all([
    openProfile('phone'),
    openProfile('desk'),
    openProfile('phone'),
    openProfile('phone'),
  ]);
});

after(async () => {
  await Promise.all([parent, office, pupil, inspector].map((profile) => profile?.close()));
  await server?.stop();
});

/** A step of the story; after a failure the others are skipped aloud, and the screens at that moment are kept. */
function step(name: string, play: () => Promise<void>): void {
  test(name, { skip: SKIP }, async (context) => {
    if (hasFailed) {
      context.skip('an earlier step failed');
      return;
    }
    try {
      await play();
    } catch (error) {
      hasFailed = true;
      const profiles = { parent, office, pupil, inspector };
      for (const [person, profile] of Object.entries(profiles)) {
        const page = profile?.page();
        await page?.screenshot({ path: join(PICTURES, `failed-${person}.png`) }).catch(() => undefined);
      }
      throw error;
    }
  });
}

/** Keeps the screen and lets axe look at it. */
async function look(page: Page, name: string): Promise<void> {
  await checkAccessibility(page, name);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const click = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();

const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name }).first().waitFor();

step('a parent orders with a photo in the portal', async () => {
  const page = parent.page();
  const hero = server.demo.guardians[0];
  assert.ok(hero);
  await page.goto(hero.loginUrl);
  await heading(page, 'Moje dzieci');
  await look(page, 'children');
  await click(page, 'Złóż wniosek');
  await heading(page, 'Sprawdź dane');
  await look(page, 'order-data');
  await click(page, 'Dane się zgadzają');
  await heading(page, 'Zdjęcie do legitymacji');
  await look(page, 'order-photo-choice');
  const photo = join(server.dataDir, 'photo.jpg');
  await writeFile(photo, await drawFace(4711));
  await page.locator('input[type=file]').last().setInputFiles(photo);
  await heading(page, 'Ustaw zdjęcie w ramce');
  await look(page, 'order-photo-crop');
  await click(page, 'Wyślij zdjęcie');
  await page.getByText(/Zdjęcie wygląda dobrze|Zdjęcie jest wysłane/).waitFor();
  await look(page, 'order-photo-sent');
  await click(page, /^(Dalej|Zostaw to zdjęcie)$/);
  await heading(page, 'Odbiór kodu w szkole');
  await page.getByRole('radio', { name: /Ja albo dziecko/ }).check();
  await look(page, 'order-collect');
  await click(page, 'Dalej');
  await heading(page, 'Jak szkoła używa tych danych');
  await look(page, 'order');
  await click(page, 'Wyślij wniosek');
  await heading(page, 'Wniosek wysłany');
  await look(page, 'order-sent');
});

step('the office checks, approves and issues in the panel', async () => {
  const page = office.page();
  const secretary = server.demo.staff.find(({ role }) => role === 'office');
  assert.ok(secretary);
  await page.goto(secretary.loginUrl);
  await page.getByRole('link', { name: 'Sprawy' }).first().waitFor();
  await look(page, 'queue');
  await page.getByRole('searchbox').or(page.getByLabel(/Szukaj ucznia/)).first().fill('Nowak Zuzanna');
  await page.getByText('Nowak Zuzanna').or(page.getByText('Zuzanna Nowak')).first().click();
  await page.getByRole('button', { name: 'Zatwierdź i wydaj kod' }).waitFor();
  await look(page, 'approval');
  await click(page, 'Zatwierdź i wydaj kod');
  const qr = page.getByRole('img', { name: 'Kod QR do dodania legitymacji do telefonu' });
  await qr.waitFor();
  await look(page, 'code');
  story.qr = await qr.screenshot();
  const text = await page.locator('main').innerText();
  story.txCode = text.match(/(?:\d{2} ){3}\d{2}/)?.[0] ?? '';
  assert.match(story.txCode, /^(\d{2} ){3}\d{2}$/);
});
