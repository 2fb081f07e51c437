import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  acceptTerms,
  button,
  closePhones,
  inspect,
  openPhone,
  options,
  putPhonesAway,
  typeCode,
} from '../../../testing/src/wallet-face/phone.ts';
import { translatePage } from '../../../testing/src/wallet-face/translator.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** What a wallet lives through: wrong clocks, stale nonces, a removal without a network, a translated page. */

const world = await startWalletWorld();
const { wallet } = world.origins;
afterEach(putPhonesAway);
after(async () => {
  await closePhones();
  await world.close();
});

/** Takes the next pupil's ID. */
async function takeId(page: Page) {
  const { pupil, offer } = await world.offer();
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
  await typeCode(page, offer.txCode);
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByText('Legitymacja została dodana do tego telefonu.').waitFor();
  return pupil;
}

const clockOf = (page: Page): Promise<string | null> => page.locator('.id-clock').textContent();

test(
  'a clock five minutes ahead is named as such, burns nothing, and the same code works once it is right',
  options,
  async () => {
    const { page } = await openPhone('clock');
    const { pupil, offer } = await world.offer();
    await page.addInitScript(
      'const real = Date.now; globalThis.shift = 300_000; Date.now = () => real() + globalThis.shift;',
    );
    await page.goto(offer.walletLink);
    await acceptTerms(page);
    await typeCode(page, offer.txCode);
    await page.getByText('Zegar telefonu jest źle ustawiony').waitFor();
    await inspect(page);
    await page.evaluate('globalThis.shift = 0');
    await button(page, 'Spróbuj ponownie').click();
    await button(page, 'Dodaj do tego telefonu').click();
    await page.getByText('Legitymacja została dodana').waitFor();
    assert.deepEqual(await world.states(pupil), ['active']);
  },
);

test('a nonce that has run out is fetched again, once', options, async () => {
  const { page, context } = await openPhone('nonce');
  await page.goto(wallet);
  await acceptTerms(page);
  let nonces = 0;
  await context.route('**/oid4vci/nonce', async (route) => {
    nonces += 1;
    if (nonces > 1) return route.continue();
    return route.fulfill({
      contentType: 'application/json',
      headers: { 'access-control-allow-origin': '*' },
      body: JSON.stringify({ c_nonce: 'A'.repeat(48) }),
    });
  });
  const pupil = await takeId(page);
  assert.equal(nonces, 3, 'stale, fresh, and one for the offline codes');
  assert.deepEqual(await world.states(pupil), ['active']);
});

test(
  'an ID that was removed without a network is told of when there is one again; the removal itself waits for nothing',
  options,
  async () => {
    const { page, context } = await openPhone('removal');
    await page.goto(wallet);
    await acceptTerms(page);
    const pupil = await takeId(page);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await page.goto(`${wallet}/settings`);
    await context.setOffline(true);
    await page.getByRole('button', { name: /^Usuń z tego telefonu: / }).click();
    await button(page, 'Usuń').click();
    await page.getByText('Legitymacja została usunięta z tego telefonu.').waitFor();
    assert.deepEqual(await world.states(pupil), ['active'], 'nobody knows yet');
    await context.setOffline(false);
    await page.goto(wallet);
    for (let tries = 0; tries < 40 && (await world.states(pupil))[0] === 'active'; tries += 1)
      await page.waitForTimeout(250);
    assert.deepEqual(await world.states(pupil), ['revoked']);
    const countOwed = (): Promise<number> =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const request = indexedDB.open('mleg-wallet');
            request.onsuccess = () => {
              const count = request.result.transaction('removals').objectStore('removals').count();
              count.onsuccess = () => resolve(count.result);
            };
          }),
      );
    // The issuer knows a moment before the phone has its answer.
    let left = await countOwed();
    for (let tries = 0; tries < 40 && left > 0; tries += 1) {
      await page.waitForTimeout(250);
      left = await countOwed();
    }
    assert.equal(left, 0, 'what was told is forgotten');
  },
);

test(
  'a page that the browser translated goes on: clock, countdown, pages, and what is said',
  options,
  async () => {
    const { page, problems } = await openPhone('translated');
    await page.goto(wallet);
    await acceptTerms(page);
    await takeId(page);
    assert.equal(await page.locator('.id-card').getAttribute('translate'), 'no');
    for (const way of ['moved', 'copied'] as const) {
      await page.goto(wallet);
      await page.locator('.id-clock').waitFor();
      assert.ok((await translatePage(page, way)) > 20);
      const before = await clockOf(page);
      await page.waitForFunction((old) => document.querySelector('.id-clock')?.textContent !== old, before);
      await button(page, 'Pokaż wszystkie dane')
        .or(page.getByRole('button', { name: 'Pokaż wszystkie dane' }))
        .first()
        .click();
      await page.getByText('Numer RSPO szkoły').waitFor();
      await translatePage(page, way);
      await page.getByRole('button', { name: 'Ukryj dane' }).click();
      await page.getByText('Numer RSPO szkoły').waitFor({ state: 'detached' });
      await page.getByRole('navigation').getByRole('link', { name: 'Pokaż kod' }).click();
      await page.locator('.ring').waitFor();
      await translatePage(page, way);
      const ring = await page.locator('.ring').textContent();
      await page.waitForFunction((old) => document.querySelector('.ring')?.textContent !== old, ring);
      assert.match((await page.locator('.ring').textContent()) ?? '', /^Nowy kod za \d+ s$/);
    }
    assert.deepEqual(problems, []);
  },
);

test(
  'in another language the card speaks Polish first, the other language small beside it',
  options,
  async () => {
    const { page } = await openPhone('bilingual', { locale: 'uk-UA' });
    const { offer } = await world.offer();
    await page.goto(offer.walletLink);
    await button(page, 'Приймаю і починаю').click();
    await page.locator('.tx-code').fill(offer.txCode);
    await page.locator('form button[type=submit]').click();
    await page.locator('.confirm button.primary').click();
    const card = page.locator('.id-card');
    await card.waitFor();
    const text = ((await card.textContent()) ?? '').replaceAll(/\s+/g, ' ');
    assert.match(text, /Legitymacja szkolna \/ Учнівськ/);
    assert.match(text, /Uczeń \/ Учень · Nr /);
    assert.match(text, /Ważna do \/ Дійсн\p{L}+ до \d\d\.\d\d\.\d{4}/u);
    await inspect(page);
  },
);

test(
  'consent lists what is sent with what it says: years that are not reached, the birth date, the school',
  options,
  async () => {
    const { page } = await openPhone('consent');
    await page.goto(wallet);
    await acceptTerms(page);
    await takeId(page);
    const ask = async (profile: 'ticket' | 'cinema'): Promise<string> => {
      const check = await world.beginCheck(profile);
      await page.goto('about:blank');
      await page.goto(check.request);
      await page.getByRole('heading', { name: /prosi o:$/ }).waitFor();
      const shown = ((await page.locator('.claims').textContent()) ?? '').replaceAll(/\s+/g, ' ');
      await inspect(page);
      return shown;
    };
    const cinema = await ask('cinema');
    assert.match(cinema, /ukończone 18 lat: nie/);
    assert.match(cinema, /ukończone 24 lata: nie/);
    assert.match(cinema, /ukończone 7 lat: tak/);
    assert.match(await ask('ticket'), /data urodzenia: 17 maja 2014/);
    await page.getByText('Zawsze widać też, kto wydał legitymację').waitFor();
  },
);

test(
  'the pattern follows the phone where the browser tells at once, after a tap where it wants one, and rests for reduced motion',
  options,
  async () => {
    const { page } = await openPhone('tilt');
    await page.goto(wallet);
    await acceptTerms(page);
    await takeId(page);
    const tilt = (): Promise<string> =>
      page.evaluate(() => {
        window.dispatchEvent(new DeviceOrientationEvent('deviceorientation', { gamma: 35, beta: 40 }));
        return document.querySelector<HTMLElement>('.id-card')?.style.getPropertyValue('--tilt-x') ?? '';
      });
    assert.equal(await tilt(), '1.000');
    await page.addInitScript(`
    globalThis.asked = 0;
    globalThis.granted = 0;
    // Not by the browser's own mark: what the test asks of the page counts as a tap there.
    let isTapped = false;
    addEventListener('click', () => { isTapped = true; }, true);
    DeviceOrientationEvent.requestPermission = async () => {
      globalThis.asked += 1;
      if (!isTapped) throw new DOMException('a tap is due', 'NotAllowedError');
      globalThis.granted += 1;
      return 'granted';
    };`);
    await page.goto(wallet);
    await page.locator('.id-card').waitFor();
    await page.waitForFunction(() => Number(Reflect.get(globalThis, 'asked')) > 0);
    // The card is drawn anew when its pictures have come, and asks again.
    await page.waitForTimeout(500);
    assert.equal(
      await page.evaluate(() => Number(Reflect.get(globalThis, 'granted'))),
      0,
      'not without a tap',
    );
    await page.locator('.id-card').click();
    await page.waitForFunction(() => Number(Reflect.get(globalThis, 'granted')) > 0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    // The browser tells the page of it a moment later.
    for (let tries = 0; tries < 40 && (await tilt()) !== '0.000'; tries += 1) await page.waitForTimeout(100);
    assert.equal(await tilt(), '0.000');
  },
);
