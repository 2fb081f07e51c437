import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { holdBeforeCamera } from '../../../testing/src/journey/camera.ts';
import {
  acceptTerms,
  button,
  closePhones,
  countCards,
  drawCode,
  folder,
  inspect,
  openPhone,
  options,
  type Phone,
  typeCode,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** The ways an ID comes into the built wallet, and the ways it does not. */

const world = await startWalletWorld();
const { wallet } = world.origins;
const name = /Zuzanna Anna Próbna-\d+/;
const held: Phone | undefined = 'skip' in options ? undefined : await openPhone('main');
const heldPhone = (): Phone => {
  assert.ok(held);
  return held;
};
after(async () => {
  await closePhones();
  await world.close();
});

test('by link: a lost answer is asked for again after a reload, and there is one ID', options, async () => {
  const { page, context } = heldPhone();
  const { pupil, offer } = await world.offer();
  await page.goto(offer.walletLink);
  await acceptTerms(page);
  await page.getByLabel('Kod aktywacyjny (hasło)').waitFor();
  assert.equal(page.url(), `${wallet}/add`, 'the offer does not stay in the address bar');
  let lost = 0;
  await context.route('**/oid4vci/credential', async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await typeCode(page, offer.txCode);
  await page.getByText(/Połączenie z serwerem localhost:\d+ się nie udało/).waitFor();
  await page.goto(wallet);
  await page.getByText('Dodawanie nie zostało dokończone').waitFor();
  await inspect(page);
  await page.getByRole('link', { name: 'Dokończ dodawanie' }).click();
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByRole('article').getByText(name).waitFor();
  assert.equal(lost, 2);
  assert.deepEqual(await world.states(pupil), ['active']);
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
  await page.getByText('Legitymacja z tego kodu jest już w tym telefonie.').waitFor();
  await inspect(page);
});

test('„Nie dodawaj” keeps nothing and revokes what came (rules.md C7)', options, async () => {
  const { page } = heldPhone();
  const { pupil, offer } = await world.offer();
  await page.goto(`${wallet}/add/paste`);
  await page.getByLabel('Kod lub link ze szkoły').fill(offer.credentialOffer);
  await inspect(page);
  await button(page, 'Dalej').click();
  await typeCode(page, offer.txCode);
  await button(page, 'Nie dodawaj').click();
  await page.getByText('Nie dodano.').waitFor();
  assert.equal(await countCards(page), 1);
  assert.deepEqual(await world.states(pupil), ['revoked']);
});

test('five wrong codes lock the offer, and the screen says who helps (W-14)', options, async () => {
  const { page } = heldPhone();
  const { offer } = await world.offer();
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
  for (let tries = 1; tries <= 5; tries += 1) {
    await typeCode(page, offer.txCode === '11111111' ? '22222222' : '11111111');
    if (tries < 5) await page.getByText('Kod aktywacyjny jest błędny.').waitFor();
  }
  await page.getByText('Kod jest zablokowany po 5 błędnych próbach.').waitFor();
});

test('by the camera: the QR of an offer is read, another code is told apart', options, async () => {
  const camera = join(folder, 'camera.y4m');
  const { offer } = await world.offer();
  const { context: painter } = heldPhone();
  await holdBeforeCamera(camera, await drawCode(painter, offer.credentialOffer));
  const { page, context, problems } = await openPhone('camera', { camera });
  await page.goto(wallet);
  await acceptTerms(page);
  await page.goto(`${wallet}/add/scan`);
  await page.getByRole('heading', { name: 'Wpisz kod aktywacyjny' }).waitFor();
  await holdBeforeCamera(camera, await drawCode(painter, 'https://example.org/'));
  await page.goto(`${wallet}/add/scan`);
  await page.getByText(/To nie jest kod do dodania legitymacji, tylko link/).waitFor();
  await inspect(page);
  assert.deepEqual(problems, []);
  await context.close();
});

test('a clock that is ten minutes ahead is said where the code is shown', options, async () => {
  const { page } = heldPhone();
  const { offer } = await world.offer();
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
  await typeCode(page, offer.txCode);
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByText('Czyja legitymacja?').waitFor();
  await inspect(page);
  await page.addInitScript('const real = Date.now; Date.now = () => real() + 600_000;');
  await page.goto(`${wallet}/code`);
  await page.getByText('Zegar telefonu jest źle ustawiony.').waitFor();
  await inspect(page);
});

test('removing says what happens; memory that went by itself is told from it (W-9)', options, async () => {
  const { page } = heldPhone();
  for (let left = 2; left > 0; left -= 1) {
    await page.goto(`${wallet}/settings`);
    await page
      .getByRole('button', { name: /^Usuń z tego telefonu: / })
      .first()
      .click();
    await page.getByText('Szkoła i opiekun zobaczą, że ją usunięto').waitFor();
    await inspect(page);
    await button(page, 'Usuń').click();
    await page.getByText('Legitymacja została usunięta z tego telefonu.').waitFor();
  }
  await page.getByRole('heading', { name: 'Nie ma tu jeszcze legitymacji' }).waitFor();
  await page.evaluate(() => localStorage.setItem('mleg-wallet-had-card', 'yes'));
  await page.goto(wallet);
  await page.getByRole('heading', { name: 'Pamięć tej aplikacji zniknęła' }).waitFor();
  await inspect(page);
  const marks = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.doesNotMatch(marks, /Zuzanna|Próbna|1425/);
  assert.deepEqual(await heldPhone().context.cookies(), []);
});

test(
  'on an iPhone the ID is taken only in the installed app, whose storage is another one (rules.md C6)',
  options,
  async () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
    const { pupil, offer } = await world.offer();
    const safari = await openPhone('ios-safari', { userAgent });
    await safari.page.goto(offer.walletLink);
    await acceptTerms(safari.page);
    await safari.page.getByRole('heading', { name: 'Najpierw zainstaluj aplikację' }).waitFor();
    await safari.page.getByText('może usunąć legitymację po 7 dniach').waitFor();
    await inspect(safari.page);
    await button(safari.page, 'Skopiuj kod, żeby go tam wkleić').click();
    await safari.page.getByText('Skopiowano').waitFor();
    const line = await safari.page.evaluate(() => navigator.clipboard.readText());
    assert.deepEqual(await world.states(pupil), []);
    await safari.context.close();

    const app = await openPhone('ios-app', { userAgent });
    await app.context.addInitScript('Object.defineProperty(navigator, "standalone", { value: true })');
    await app.page.goto(wallet);
    await acceptTerms(app.page);
    await app.page.goto(`${wallet}/add/paste`);
    await app.page.getByLabel('Kod lub link ze szkoły').fill(line);
    await button(app.page, 'Dalej').click();
    await typeCode(app.page, offer.txCode);
    await button(app.page, 'Dodaj do tego telefonu').click();
    await app.page.getByRole('article').getByText(name).waitFor();
    await app.context.close();
    assert.deepEqual(await world.states(pupil), ['active']);
  },
);

test('a browser that cannot read the app says so', options, async () => {
  const { page, context } = await openPhone('old');
  await context.route('**/assets/index-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'let ?' }),
  );
  await page.goto(wallet);
  await page.getByRole('alert').getByText('Ten telefon ma za stary system').waitFor();
  await context.close();
});

test('three languages, 320 pixels wide, dark', options, async () => {
  const phone = await openPhone('small', { locale: 'uk-UA', width: 320 });
  const { page } = phone;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(wallet);
  await button(page, 'Приймаю і починаю').click();
  assert.equal(await page.getAttribute('html', 'lang'), 'uk');
  for (const path of [
    '/',
    '/add',
    '/add/typed',
    '/add/paste',
    '/present',
    '/history',
    '/settings',
    '/terms',
  ]) {
    await page.goto(wallet + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await inspect(page);
  }
  for (const path of ['/accessibility', '/licences', '/nowhere', '/add/scan']) {
    await page.goto(wallet + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await inspect(page);
  }
  await page.goto(`${wallet}/settings`);
  await page.getByRole('combobox').selectOption('en');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.deepEqual(phone.problems, []);
});
