import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  acceptTerms,
  button,
  closePhones,
  inspect,
  openPhone,
  options,
  typeCode,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** What the rules of the house ask of a phone: what opens without a PIN, and the screens for what goes wrong. */

const world = await startWalletWorld();
const { wallet } = world.origins;
after(async () => {
  await closePhones();
  await world.close();
});

const YEARS_MS = 3 * 366 * 86_400_000;

test(
  'the QR opens without a PIN, PESEL and address never do; a forgotten PIN and an ID that ran out offline have their screens (rules.md C8)',
  options,
  async () => {
    const { page, context } = await openPhone('rules');
    const { offer } = await world.offer();
    await page.goto(offer.walletLink);
    await acceptTerms(page);
    await typeCode(page, offer.txCode);
    await button(page, 'Dodaj do tego telefonu').click();
    await page.getByText('Legitymacja została dodana do tego telefonu.').waitFor();
    await page.goto(`${wallet}/code`);
    await page.getByRole('img', { name: /Kod QR do sprawdzenia legitymacji/ }).waitFor();
    await page.goto(wallet);
    await button(page, 'Pokaż wszystkie dane').click();
    for (const field of ['Pokaż PESEL', 'Pokaż adres zamieszkania']) {
      await button(page, field).click();
      await page.getByLabel('PIN', { exact: true }).waitFor();
      assert.equal(await page.getByText(/1425\d{7}|ul\. Przykładowa 3\/7/).count(), 0, field);
      await page.reload();
      await button(page, 'Pokaż wszystkie dane').click();
    }
    await button(page, 'Pokaż PESEL').click();
    await page.getByLabel('PIN', { exact: true }).fill('2468');
    await page.getByLabel('Powtórz PIN').fill('2468');
    await button(page, 'Ustal PIN').click();
    await page.getByText(/1425\d{7}/).waitFor();
    await page.reload();
    await button(page, 'Pokaż wszystkie dane').click();
    await button(page, 'Pokaż PESEL').click();
    await page.getByText('Nie pamiętam PIN-u').click();
    await page.getByText(/nie da się go odzyskać/).waitFor();
    await inspect(page);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await context.setOffline(true);
    await page.addInitScript(`const real = Date.now; Date.now = () => real() + ${YEARS_MS};`);
    await page.goto(wallet);
    await page.getByRole('heading', { name: 'Wygasła', exact: true }).waitFor();
    await inspect(page);
    await page.goto(`${wallet}/code`);
    await page.getByText('Sprawdzający zobaczy: wygasła.').waitFor();
  },
);
