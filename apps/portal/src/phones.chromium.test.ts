import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/browser.ts';
import { freePorts } from '../../../testing/src/harness/free-ports.ts';
import { checkAccessibility } from '../../../testing/src/journey/axe.ts';
import { openLoginLink } from '../../../testing/src/journey/log-in.ts';
import { createVillage, type Village } from '../../../testing/src/rules/family.ts';

/** The phones of a family: the built portal in a real browser, on the real server. */

const executablePath = await findBrowser();
const skip = executablePath === undefined ? 'MLEG_TEST_BROWSER=skip' : false;
const closing: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});
const EMAIL = 'opiekun1@poczta.example';

/** A school that listens, and a parent's page, logged in. */
async function openFamily() {
  const port = await freePorts(1);
  const village: Village = await createVillage('477', { port });
  closing.push(village.close);
  const card = await village.addCard(1);
  await village.faces.school.listen({ port, host: 'localhost' });
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  closing.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'pl-PL' });
  page.setDefaultTimeout(15_000);
  await openLoginLink(page, await village.linkOf({ email: EMAIL }));
  // Whoever goes on before the log-in has answered is nobody.
  await page.locator('a.child-name').waitFor();
  return { village, card, page };
}

test('a phone is blocked, found again, locked by code and removed; the server and the messages say the same', {
  skip,
}, async () => {
  const { card, page } = await openFamily();
  const { origin } = new URL(page.url());
  const phones = `${origin}${await page.locator('a.child-name').getAttribute('href')}/telefony`;

  await page.goto(phones);
  await page.getByText('Aktywna').waitFor();
  await checkAccessibility(page, 'an active phone');
  await page.getByRole('link', { name: 'Telefon zginął lub został skradziony' }).click();
  await page.getByRole('button', { name: 'Zablokuj legitymację na tym telefonie' }).click();
  await page.getByText('Legitymacja jest zawieszona. Szkoła już o tym wie.').waitFor();
  assert.deepEqual(await card.states(), ['suspended']);
  await page.getByRole('link', { name: 'Telefon się znalazł' }).click();
  await page.getByRole('button', { name: 'Przywróć legitymację' }).click();
  await page.getByText('Legitymacja znów jest ważna.').waitFor();
  assert.deepEqual(await card.states(), ['active']);

  await page.getByRole('link', { name: 'Weź kod na nowy telefon' }).click();
  await page.getByText('Kod blokady w razie zgubienia').click();
  const codes = page.locator('.typed-code');
  await codes.last().waitFor();
  const lockCode = (await codes.last().textContent()) ?? '';
  await page.goto(`${origin}/zablokuj`);
  await page.getByLabel('Kod blokady').fill(lockCode.toLowerCase());
  await page.getByRole('button', { name: 'Zablokuj teraz' }).click();
  await page.getByText('Legitymacja w telefonie jest zawieszona.').waitFor();
  assert.deepEqual(await card.states(), ['suspended']);

  await page.goto(phones);
  await page.getByText('Zawieszona kodem blokady. Przywróci ją szkoła.').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Telefon się znalazł' }).count(), 0);
  await page.getByRole('link', { name: 'Usuń legitymację z tego telefonu' }).click();
  await page.getByRole('button', { name: 'Usuń na zawsze' }).click();
  await page.getByText('Wybierz powód.').waitFor();
  await page.getByLabel('skradziony telefon').check();
  await page.getByRole('button', { name: 'Usuń na zawsze' }).click();
  await page.getByText('Legitymacja na tym telefonie jest unieważniona.').waitFor();
  assert.deepEqual(await card.states(), ['revoked']);
  await checkAccessibility(page, 'a removed phone');
  await page.goto(`${origin}/wiadomosci`);
  await page.getByText('Legitymacja w telefonie została unieważniona. Powód: skradziony telefon.').waitFor();
});

test('where somebody else objects, the page of the order tells nobody that the mind can be changed (rules.md W3)', {
  skip,
}, async () => {
  const { village, card, page } = await openFamily();
  assert.equal((await village.program.call('PUT', `${card.path}/objection`)).status, 204);
  await page.goto(`${village.world.deps.config.origins.school}/dzieci/${card.pupilId}/wniosek`);
  await page.getByText(/Cofnąć go może ten, kto go złożył, albo szkoła/).waitFor();
});
