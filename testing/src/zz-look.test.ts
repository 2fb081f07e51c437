import { after, test } from 'node:test';
import { acceptTerms, button, closePhones, openPhone, typeCode } from './wallet-face/phone.ts';
import { startWalletWorld } from './wallet-face/world.ts';
const world = await startWalletWorld();
after(async () => { await closePhones(); await world.close(); });
test('look', async () => {
  const { page } = await openPhone('look');
  const { offer } = await world.offer();
  await page.goto(offer.walletLink);
  await acceptTerms(page);
  await typeCode(page, offer.txCode);
  
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByRole('navigation').getByRole('link', { name: 'Pokaż kod' }).click();
  await page.getByLabel('Zniżka, np. w kinie').check();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: '/tmp/look1.png', fullPage: true });
});
