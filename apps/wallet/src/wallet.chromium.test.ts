import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createQrPath } from '@mleg/ui/qr/qr-path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/browser.ts';
import { holdBeforeCamera } from '../../../testing/src/journey/camera.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** The built wallet in a real browser, against the whole server. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = await mkdtemp(join(tmpdir(), 'mleg-wallet-'));
const world = await startWalletWorld();
const { wallet } = world.origins;
const name = /Zuzanna Anna Próbna-\d+/;
const opened: BrowserContext[] = [];
after(async () => {
  for (const context of opened) await context.close().catch(() => undefined);
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

type Phone = { context: BrowserContext; page: Page; problems: string[] };
type PhoneOptions = {
  readonly locale?: string;
  readonly userAgent?: string;
  readonly width?: number;
  /** A film that is held before the camera. */
  readonly camera?: string;
};

/** One phone: a profile folder of its own, which a restart keeps. */
async function openPhone(profile: string, given: PhoneOptions = {}): Promise<Phone> {
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
async function inspect(page: Page): Promise<void> {
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
async function drawCode(context: BrowserContext, text: string): Promise<Buffer> {
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

const button = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });

async function acceptTerms(page: Page): Promise<void> {
  await button(page, 'Akceptuję i zaczynam').click();
}

async function typeCode(page: Page, txCode: string): Promise<void> {
  await page.getByLabel('Kod aktywacyjny (hasło)').fill(txCode);
  await button(page, 'Dalej').click();
}

async function countCards(page: Page): Promise<number> {
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

const main = await openPhoneUnlessSkipped();
async function openPhoneUnlessSkipped(): Promise<Phone | undefined> {
  return executablePath === undefined ? undefined : openPhone('main');
}
let held: Phone | undefined = main;
const heldPhone = (): Phone => {
  assert.ok(held);
  return held;
};
const first = await world.offer();

test(
  'terms are accepted once; the ID is typed in, a wrong code is said, nothing is kept before the yes (C7)',
  options,
  async () => {
    const { page, problems } = heldPhone();
    await page.goto(wallet);
    await button(page, 'Akceptuję i zaczynam').waitFor();
    await inspect(page);
    await acceptTerms(page);
    await page.getByRole('heading', { name: 'Nie ma tu jeszcze legitymacji' }).waitFor();
    await inspect(page);
    await page.getByRole('link', { name: 'Dodaj legitymację' }).click();
    await page.getByRole('link', { name: 'Wpisz kod zamiast QR' }).waitFor();
    await inspect(page);
    await page.getByRole('link', { name: 'Wpisz kod zamiast QR' }).click();
    const field = page.getByLabel('Kod zamiast QR');
    await field.fill('ABCD');
    await button(page, 'Dalej').click();
    await page.getByText('Kod ma 12 znaków.').waitFor();
    await field.fill('AAAA-AAAA-AAAB');
    await button(page, 'Dalej').click();
    await page.getByText('Nie ma takiego kodu.').waitFor();
    await inspect(page);
    await field.fill('');
    await field.pressSequentially(first.offer.typedCode.toLowerCase().replaceAll('-', ''));
    assert.equal(await field.inputValue(), first.offer.typedCode);
    await button(page, 'Dalej').click();
    const wrong = first.offer.txCode === '00000000' ? '00000001' : '00000000';
    await typeCode(page, wrong);
    await page.getByText('Kod aktywacyjny jest błędny.').waitFor();
    await inspect(page);
    await typeCode(page, first.offer.txCode);
    await page
      .getByRole('heading', { name: /^To legitymacja: Zuzanna Anna Próbna-\d+, SP nr 3\. Dodać/ })
      .waitFor();
    await inspect(page);
    assert.equal(await countCards(page), 0);
    await button(page, 'Dodaj do tego telefonu').click();
    await page.getByRole('article', { name: 'Legitymacja szkolna' }).getByText(name).waitFor();
    await page.getByText('Legitymacja została dodana do tego telefonu.').waitFor();
    await page.getByRole('heading', { name: 'Ważna', exact: true }).waitFor();
    await inspect(page);
    assert.equal(await countCards(page), 1);
    assert.deepEqual(await world.states(first.pupil), ['active']);
    assert.deepEqual(problems, []);
  },
);

test('everything of the ID is there; PESEL and address only after a PIN (A4, C8)', options, async () => {
  const { page } = heldPhone();
  await button(page, 'Pokaż wszystkie dane').click();
  for (const text of ['17 maja 2014 r.', '1 września 2025 r.', 'ul. Przykładowa 3, 00-000 Przykładowo'])
    await page.getByText(text).first().waitFor();
  assert.equal(await page.getByText(/1425\d{7}/).count(), 0);
  await button(page, 'Pokaż PESEL').click();
  await page.getByLabel('PIN', { exact: true }).fill('2468');
  await page.getByLabel('Powtórz PIN').fill('2469');
  await button(page, 'Ustal PIN').click();
  await page.getByText('Te PIN-y się różnią.').waitFor();
  await page.getByLabel('Powtórz PIN').fill('2468');
  await button(page, 'Ustal PIN').click();
  await page.getByText(/1425\d{7}/).waitFor();
  await inspect(page);
  await page.reload();
  await button(page, 'Pokaż wszystkie dane').click();
  await button(page, 'Pokaż adres zamieszkania').click();
  await page.getByLabel('PIN', { exact: true }).fill('1111');
  await button(page, 'Pokaż').click();
  await page.getByText('PIN jest błędny.').waitFor();
  await page.getByLabel('PIN', { exact: true }).fill('2468');
  await button(page, 'Pokaż').click();
  await page.getByText('ul. Przykładowa 3/7').waitFor();
});

test(
  'after a restart without a network: card and code are there, the code renews itself, no key can be read',
  options,
  async () => {
    await heldPhone().context.close();
    held = await openPhone('main');
    const { page, context } = held;
    await context.setOffline(true);
    await page.goto(wallet);
    await page.getByRole('article').getByText(name).waitFor();
    await page.getByText('Brak internetu. Legitymacja i kod działają.').waitFor();
    await inspect(page);
    await page.getByRole('navigation').getByRole('link', { name: 'Pokaż kod' }).click();
    const code = page.getByRole('img', {
      name: 'Kod QR do sprawdzenia legitymacji, odświeża się co 10 sekund',
    });
    const path = code.locator('path');
    const before = await path.getAttribute('d');
    await inspect(page);
    await page.waitForFunction(
      (old) => document.querySelector('.qr-code path')?.getAttribute('d') !== old,
      before,
      { timeout: 15_000 },
    );
    await page.getByLabel('Zwykły aparat telefonu').check();
    await code.waitFor();
    const extractable = await page.evaluate(
      () =>
        new Promise<boolean[]>((resolve) => {
          const request = indexedDB.open('mleg-wallet');
          request.onsuccess = () => {
            const all = request.result.transaction('cards').objectStore('cards').getAll();
            all.onsuccess = () =>
              resolve(
                all.result.flatMap((card) =>
                  [card.offlineKey, ...card.copies.map((copy: { key: unknown }) => copy.key)].map(
                    (key) => key.privateKey.extractable,
                  ),
                ),
              );
          };
        }),
    );
    assert.deepEqual(extractable, [false, false, false, false, false]);
    await page.goto(`${wallet}/present`);
    await page.getByLabel('6 cyfr od sprawdzającego').fill('123456');
    await button(page, 'Dalej').click();
    await page.getByText('Bez niej pokaż kod QR.').waitFor();
    await context.setOffline(false);
  },
);

test(
  'a request: nothing leaves before „Udostępnij”, PESEL only ticked and after the PIN, a refusal says no more',
  options,
  async () => {
    const { page } = heldPhone();
    const typed = await world.beginCheck('full');
    await page.goto(`${wallet}/present`);
    await page.getByLabel('6 cyfr od sprawdzającego').fill(typed.code);
    await button(page, 'Dalej').click();
    await page.getByRole('heading', { name: /prosi o:$/ }).waitFor();
    assert.equal(await page.getByLabel('PESEL').isChecked(), false);
    await inspect(page);
    assert.equal((await world.readCheck(typed)).state, 'opened');
    await button(page, 'Udostępnij').click();
    await page.getByText('Udostępniono. Wynik widzi sprawdzający.').waitFor();
    const answer = await world.readCheck(typed);
    assert.deepEqual(
      [answer.verdict, answer.reason, answer.disclosed?.personalNumber],
      ['valid', 'ok', undefined],
    );

    const linked = await world.beginCheck('full');
    await page.goto('about:blank');
    await page.goto(linked.request);
    await page.getByLabel('PESEL').check();
    await button(page, 'Udostępnij').click();
    await page.getByLabel('PIN', { exact: true }).fill('2468');
    await inspect(page);
    await button(page, 'Pokaż').click();
    await page.getByText('Udostępniono. Wynik widzi sprawdzający.').waitFor();
    const { disclosed } = await world.readCheck(linked);
    assert.deepEqual([disclosed?.personalNumber?.slice(0, 4), disclosed?.address], ['1425', undefined]);

    const refused = await world.beginCheck('ticket');
    await page.goto('about:blank');
    await page.goto(refused.request);
    await button(page, 'Nie udostępniaj').click();
    await page.getByText('Nie udostępniono niczego.').waitFor();
    assert.deepEqual(
      [(await world.readCheck(refused)).state, (await world.readCheck(refused)).disclosed],
      ['declined', null],
    );
    await page.getByRole('link', { name: 'Historia' }).click();
    await page.getByText(/^Udostępniono:.*PESEL/).waitFor();
    await inspect(page);
    await button(page, 'Usuń całą historię').click();
    await button(page, 'Usuń').click();
    await page.getByText('Tu zobaczysz, komu i co udostępniono').waitFor();
  },
);

test('a suspension and a revocation reach the card, without date or reason (K1)', options, async () => {
  const { page } = heldPhone();
  const seen = async (word: string): Promise<void> => {
    for (let tries = 0; tries < 12; tries += 1) {
      await page.goto(wallet);
      await page.getByText(/^Stan sprawdzony:/).waitFor();
      if (await page.getByRole('heading', { name: word, exact: true }).isVisible()) return;
      await page.waitForTimeout(1000);
    }
    assert.fail(`the card never said ${word}`);
  };
  await world.suspend(first.pupil);
  await seen('Zawieszona');
  await inspect(page);
  await world.restore(first.pupil);
  await seen('Ważna');
  await world.revoke(first.pupil);
  await seen('Unieważniona');
  await page.getByRole('navigation').getByRole('link', { name: 'Pokaż kod' }).click();
  await page.getByText('Sprawdzający z internetem zobaczy: unieważniona.').waitFor();
});

test('by link: a lost answer is asked for again after a reload, and there is one ID', options, async () => {
  const { page, context } = heldPhone();
  const { pupil, offer } = await world.offer();
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
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
  await page.getByText('Brak internetu. Do dodania legitymacji').waitFor();
  await page.goto(wallet);
  await page.getByText('Dodawanie nie zostało dokończone').waitFor();
  await inspect(page);
  await page.getByRole('link', { name: 'Dokończ dodawanie' }).click();
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByText('Czyja legitymacja?').waitFor();
  await inspect(page);
  assert.equal(lost, 2);
  assert.deepEqual(await world.states(pupil), ['active']);
  await page.goto('about:blank');
  await page.goto(offer.walletLink);
  await page.getByText('Ten kod QR został już użyty.').waitFor();
  await inspect(page);
});

test('„Nie dodawaj” keeps nothing and revokes what came (C7)', options, async () => {
  const { page } = heldPhone();
  const { pupil, offer } = await world.offer();
  await page.goto(`${wallet}/add/paste`);
  await page.getByLabel('Kod lub link ze szkoły').fill(offer.credentialOffer);
  await inspect(page);
  await button(page, 'Dalej').click();
  await typeCode(page, offer.txCode);
  await button(page, 'Nie dodawaj').click();
  await page.getByText('Nie dodano.').waitFor();
  assert.equal(await countCards(page), 2);
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

test('removing says what happens; memory that went by itself is told from it (W-9)', options, async () => {
  const { page } = heldPhone();
  for (let left = 2; left > 0; left -= 1) {
    await page.goto(`${wallet}/settings`);
    await page
      .getByRole('button', { name: /^Usuń z tego telefonu: / })
      .first()
      .click();
    await page.getByText('usuń też ten telefon').waitFor();
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
  await page.getByText('To nie jest kod do dodania legitymacji.').waitFor();
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
  await page.getByRole('article').waitFor();
  await page.addInitScript('const real = Date.now; Date.now = () => real() + 600_000;');
  await page.goto(`${wallet}/code`);
  await page.getByText('Zegar telefonu jest źle ustawiony.').waitFor();
  await inspect(page);
});

test(
  'on an iPhone the ID is taken only in the installed app, whose storage is another one (C6)',
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
  await page.getByRole('combobox').first().selectOption('en');
  await page.getByRole('heading', { name: 'Scan the QR code' }).waitFor();
  assert.deepEqual(phone.problems, []);
});
