import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findBrowser } from '../../../scripts/browser.ts';
import type { CodeChange } from '../../../testing/src/verifier-face/issuer.ts';
import { createPhoneBox, expectVerdict, inspect, paste } from '../../../testing/src/verifier-face/phone.ts';
import { startWorld } from '../../../testing/src/verifier-face/world.ts';
import { translatePage as translateAll } from '../../../testing/src/wallet-face/translator.ts';

/** The built verifier in a real browser, behind the pages' real headers, beside an invented issuer. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const box = await createPhoneBox(executablePath);
const world = await startWorld();
after(async () => {
  await box.close();
  await world.stop();
});

const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Sprawdź następną' }).click();

const verdicts: [string, CodeChange, string, (string | RegExp)[]][] = [
  [
    'a good card',
    {},
    'WAŻNA',
    [
      'Zuzanna Maria Przykładowska',
      'wiek: 11 lat',
      'SP nr 3, Przykładów',
      /ważna do/,
      'Porównaj zdjęcie z osobą.',
      'DEMO – dane zmyślone',
    ],
  ],
  [
    'a discount',
    { ageOver: [true, true, false, false, false] },
    'WAŻNA',
    ['ukończone lata: 7, 13', 'SP nr 3, Przykładów', /ważna do/, 'Porównaj zdjęcie z osobą.'],
  ],
  ['an expired card', { facts: { validUntil: '2026-09-30' } }, 'NIEWAŻNA', ['Wygasła 30.09.2026.']],
  ['a forged signature', { forgery: 'wrong_signature' }, 'NIEWAŻNA', [/Tej legitymacji nie wydała szkoła/]],
  ['another phone', { forgery: 'wrong_holder' }, 'NIEWAŻNA', [/nie pochodzi z telefonu/]],
  [
    'a screenshot of four minutes ago',
    { proofShift: -240 },
    'SPRAWDŹ INACZEJ',
    [/sprzed 4 minut/, 'Poproś o otwarcie kodu na nowo.'],
  ],
  [
    'a clock that is ahead',
    { proofShift: 300 },
    'SPRAWDŹ INACZEJ',
    ['Zegar w telefonie ucznia jest źle ustawiony.'],
  ],
  [
    'an unknown issuer',
    { forgery: 'unknown_key' },
    'SPRAWDŹ INACZEJ',
    ['Nie znamy wydawcy tej legitymacji.'],
  ],
  ['a foreign school', { facts: { rspo: 999_999 } }, 'SPRAWDŹ INACZEJ', ['Nie znamy tej szkoły.']],
];

test(
  'each reason has its colour, word, sentence and next step; no screen has a grave fault (rules.md K1)',
  options,
  async () => {
    const { context, page, problems } = await box.open();
    await page.goto(world.origin);
    await page.getByText(/^Dane z dziś, godz\. \d+:\d\d · działa bez internetu$/).waitFor();
    await inspect(page);
    const seen = new Set<string>();
    for (const [name, change, word, texts] of verdicts) {
      await paste(page, await world.issuer().code(change));
      await expectVerdict(page, word, ...texts).catch((error: unknown) =>
        assert.fail(`${name}: ${String(error)}`),
      );
      await page.getByText('Szczegóły').click();
      assert.equal(await page.locator('.check-lines li').count(), 5);
      // One screen of each colour is enough for axe.
      if (!seen.has(word)) await inspect(page);
      seen.add(word);
      await next(page);
    }
    await paste(page, 'https://wallet.example/add#x');
    await page
      .locator('.notice.warn')
      .getByText(/To nie jest kod legitymacji/)
      .waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  },
);

test('the camera reads the code, and opens at once on the next visit', options, async () => {
  const visitor = await box.open();
  const { context, page } = visitor;
  await page.goto(world.origin);
  await page.getByRole('button', { name: 'Włącz aparat' }).waitFor();
  await box.holdCode(visitor, await world.issuer().code());
  await page.getByRole('button', { name: 'Włącz aparat' }).click();
  await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska');
  const photo = page.getByRole('img', { name: 'Zdjęcie z legitymacji' });
  await page.waitForFunction(() => document.querySelector('canvas')?.width === 240);
  assert.ok(await photo.isVisible());
  await page.reload();
  await expectVerdict(page, 'WAŻNA');
  await context.close();
});

test('a refused camera says how to go on', options, async () => {
  const { context, page } = await box.open();
  await page.addInitScript(() => {
    const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'NotAllowedError'));
    Object.assign(navigator.mediaDevices, { getUserMedia: refuse });
  });
  await page.goto(world.origin);
  await page.getByRole('button', { name: 'Włącz aparat' }).click();
  await page.getByText(/Aparat jest zablokowany/).waitFor();
  await inspect(page);
  await paste(page, await world.issuer().code());
  await expectVerdict(page, 'WAŻNA');
  await context.close();
});

test(
  'once loaded it checks without a network; never loaded it gives no verdict (rules.md K4)',
  options,
  async () => {
    const { context, page } = await box.open();
    await page.goto(world.origin);
    await page.getByText(/Dane z dziś/).waitFor();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    world.isCut = true;
    await context.setOffline(true);
    await page.reload();
    await paste(page, await world.issuer().code());
    await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska');
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name ?? '');
    });
    await page.goto(await world.issuer().link(world.origin));
    await page.getByText('Brak danych do sprawdzania').waitFor();
    assert.equal(await page.locator('.verdict').count(), 0);
    await inspect(page);
    await context.setOffline(false);
    const get = page.getByRole('button', { name: 'Pobierz dane' });
    await get.waitFor();
    world.isCut = false;
    await get.click();
    await expectVerdict(page, 'WAŻNA');
    await context.close();
  },
);

test(
  'a revocation comes within a minute, without its date or reason, and does not go away with an older list (rules.md K1, K5)',
  options,
  async () => {
    const { context, page } = await box.open();
    await page.clock.install({ time: Date.now() });
    await page.goto(world.origin);
    await page.getByText(/Dane z dziś/).waitFor();
    world.state.status = 1;
    world.state.listsAt += 1;
    await page.clock.fastForward(61_000);
    await paste(page, await world.issuer().code({ proofShift: 61 }));
    await expectVerdict(page, 'NIEWAŻNA', 'Unieważniona.');
    await next(page);
    world.state.status = 0;
    world.state.listsAt -= 500;
    await page.getByRole('link', { name: 'Dane' }).click();
    await inspect(page);
    await page.getByRole('button', { name: 'Odśwież' }).click();
    await page.getByText(/lista, której nie można zaufać/).waitFor();
    await page.getByRole('link', { name: 'Skanuj' }).click();
    await paste(page, await world.issuer().code({ proofShift: 61 }));
    await expectVerdict(page, 'NIEWAŻNA', 'Unieważniona.');
    world.state.listsAt += 600;
    await context.close();
  },
);

test(
  'an empty answer, an older list and a second tab take no revocation back, also after a new start (rules.md K5)',
  options,
  async () => {
    const { context, page } = await box.open();
    await page.goto(world.origin);
    await page.getByText(/Dane z dziś/).waitFor();
    const second = await context.newPage();
    await second.goto(world.origin);
    await second.getByText(/Dane z dziś/).waitFor();
    const refresh = async (tab: Page): Promise<void> => {
      await tab.getByRole('link', { name: 'Dane' }).click();
      await tab.getByRole('button', { name: 'Odśwież' }).click();
      await tab.getByText(/Dane są aktualne|której nie można zaufać|Nie udało się pobrać/).waitFor();
    };
    const heldAt = world.state.listsAt;
    world.state.status = 1;
    world.state.listsAt = heldAt + 20;
    await refresh(page);
    for (const answer of ['', '{}', '{"offline_lists":[]}', '<html>Zaloguj się</html>']) {
      world.instead.set('/status', answer);
      await refresh(page);
      await page.reload();
    }
    world.instead.clear();
    world.state.status = 0;
    // Newer than what the second tab had at its start, older than what the first one keeps.
    world.state.listsAt = heldAt + 10;
    await refresh(second);
    for (const tab of [page, second]) {
      await tab.reload();
      await refresh(tab);
      await tab.getByRole('link', { name: 'Skanuj' }).click();
      await paste(tab, await world.issuer().code());
      await expectVerdict(tab, 'NIEWAŻNA', 'Unieważniona.');
    }
    world.state.listsAt = heldAt + 30;
    await context.close();
  },
);

test(
  'the link of any phone’s camera is checked in the browser and leaves no trace in the address',
  options,
  async () => {
    const { context, page } = await box.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const link = await world.issuer().link(world.origin);
    await page.goto(link);
    await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska', /Ta strona nic nie wysyła/);
    assert.equal(new URL(page.url()).hash, '');
    assert.equal(asked.filter((url) => url.includes(link.slice(-30)) && !url.includes('#')).length, 0);
    await page.reload();
    await page.getByRole('heading', { name: 'Nie ma tu kodu do sprawdzenia' }).waitFor();
    await inspect(page);
    await context.close();
  },
);

test('an online check shows the request, what the holder does, and the answer', options, async () => {
  const { context, page } = await box.open();
  await page.goto(`${world.origin}/ask`);
  const ask = page.getByRole('button', { name: 'Pokaż kod QR' });
  await ask.waitFor();
  await inspect(page);
  await ask.click();
  await page.getByRole('img', { name: 'Kod QR z prośbą o dane legitymacji' }).waitFor();
  await page.getByText('402 816').waitFor();
  await inspect(page);
  world.state.check = { state: 'opened' };
  await page.getByRole('heading', { name: 'Uczeń ogląda prośbę' }).waitFor();
  world.state.check = { state: 'declined' };
  await page.getByRole('heading', { name: 'Uczeń nie udostępnił danych' }).waitFor();
  await inspect(page);
  world.state.check = {
    state: 'done',
    verdict: 'valid',
    reason: 'ok',
    statusAsOf: new Date().toISOString(),
    disclosed: {
      name: 'Jan Zmyślony',
      age: 21,
      schoolName: 'Liceum nr 1',
      validUntil: '2027-09-30',
      picture: world.issuer().pictureUrl,
      demo: true,
    },
  };
  await page.getByRole('button', { name: 'Nowy kod' }).click();
  await ask.click();
  await expectVerdict(page, 'WAŻNA', 'Jan Zmyślony', 'wiek: 21 lat', 'Liceum nr 1', 'ważna do 30.09.2027');
  await page.waitForFunction(() => document.querySelector('canvas')?.width === 240);
  await inspect(page);
  await context.close();
});

/** What a browser's translation does to a page: its own elements in the place of texts, except where told not to. */
async function translatePage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      const { parentElement } = text;
      if (text.data.trim() === '' || parentElement?.closest('[translate="no"]')) continue;
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      font.firstElementChild?.append(text.data);
      text.replaceWith(font);
    }
  });
}

test('a page that the browser has translated goes on: states, time left, verdict', options, async () => {
  const { context, page, problems } = await box.open();
  world.state.check = {};
  await page.goto(world.origin);
  await page.getByText(/Dane z dziś/).waitFor();
  await translatePage(page);
  await paste(page, 'WIFI:S:a;;');
  await page.getByText(/tylko kod sieci Wi-Fi/).waitFor();
  await translatePage(page);
  await paste(page, 'https://example.com');
  await page.getByText(/link do strony/).waitFor();
  assert.equal(await page.getByText(/kod sieci Wi-Fi/).count(), 0);
  await page.getByRole('link', { name: 'Dane', exact: true }).click();
  await page.getByRole('button', { name: 'Odśwież' }).waitFor();
  await translatePage(page);
  await page.getByRole('button', { name: 'Odśwież' }).click();
  await page.getByText('Dane są aktualne.').waitFor();
  await page.getByRole('link', { name: 'Przez internet', exact: true }).click();
  await page.getByRole('button', { name: 'Pokaż kod QR' }).click();
  const left = page.getByText(/Kod jest ważny jeszcze/);
  await left.waitFor();
  await translatePage(page);
  const before = await left.textContent();
  await page.waitForFunction(
    (earlier) => ![...document.querySelectorAll('p')].some(({ textContent }) => textContent === earlier),
    before,
  );
  await page.getByText('402 816').waitFor();
  world.state.check = { state: 'opened' };
  await page.getByRole('heading', { name: 'Uczeń ogląda prośbę' }).waitFor();
  await translatePage(page);
  world.state.check = { state: 'declined' };
  await page.getByRole('heading', { name: 'Uczeń nie udostępnił danych' }).waitFor();
  await translatePage(page);
  await page.getByRole('button', { name: 'Nowy kod' }).click();
  await page.getByRole('link', { name: 'Skanuj', exact: true }).click();
  await paste(page, await world.issuer().code());
  await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska');
  await translatePage(page);
  assert.equal(await page.locator('main font').count(), 0, 'nobody translates a verdict');
  assert.deepEqual(problems, []);
  world.state.check = {};
  await context.close();
});

test('a verdict that was translated all the same leaves nothing of itself behind', options, async () => {
  const { context, page, problems } = await box.open();
  await page.goto(world.origin);
  await page.getByText(/Dane z dziś/).waitFor();
  for (const way of ['moved', 'copied'] as const) {
    await paste(page, await world.issuer().code());
    await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska');
    assert.ok((await translateAll(page, way)) > 5);
    await page.getByText('Szczegóły').click();
    await translateAll(page, way);
    await next(page);
    assert.equal(await page.getByText('Zuzanna Maria Przykładowska').count(), 0, way);
    await translateAll(page, way);
    await paste(page, await world.issuer().code({ forgery: 'wrong_signature' }));
    await expectVerdict(page, 'NIEWAŻNA', /Tej legitymacji nie wydała szkoła/);
    assert.equal(await page.getByRole('heading', { name: 'WAŻNA', exact: true }).count(), 0, way);
    await translateAll(page, way);
    await next(page);
    await page.getByText(/Dane z dziś/).waitFor();
  }
  assert.deepEqual(problems, []);
  await context.close();
});

test('a date beside a red verdict does not read as a promise', options, async () => {
  const { context, page } = await box.open();
  await page.goto(world.origin);
  await page.getByText(/Dane z dziś/).waitFor();
  world.state.status = 1;
  world.state.listsAt += 1;
  await page.getByRole('link', { name: 'Dane' }).click();
  await page.getByRole('button', { name: 'Odśwież' }).click();
  await page.getByText('Dane są aktualne.').waitFor();
  await page.getByRole('link', { name: 'Skanuj' }).click();
  await paste(page, await world.issuer().code());
  await expectVerdict(page, 'NIEWAŻNA', 'Unieważniona.', 'nie obowiązuje');
  assert.match((await page.locator('s').textContent()) ?? '', /ważna do/);
  await inspect(page);
  await next(page);
  await paste(page, await world.issuer().code({ proofShift: -240 }));
  await page.getByRole('heading', { name: 'NIEWAŻNA' }).waitFor();
  world.state.status = 0;
  await context.close();
});

test('a check on this device shows its verdict only to the browser that began it', options, async () => {
  const { context, page } = await box.open();
  world.state.check = {};
  await page.route('https://wallet.example/**', (route) => route.fulfill({ body: 'wallet' }));
  await page.goto(`${world.origin}/ask`);
  await page.getByRole('button', { name: 'Legitymacja jest w tym urządzeniu' }).click();
  await page.waitForURL('https://wallet.example/**');
  world.state.check = {
    state: 'done',
    verdict: 'valid',
    reason: 'ok',
    statusAsOf: new Date().toISOString(),
    disclosed: { name: 'Jan Zmyślony', age: 21, schoolName: 'Liceum nr 1', demo: true },
  };
  const asked = page.waitForRequest((request) => request.headers()['response-code'] === 'abc');
  await page.goto(`${world.origin}/ask/done#response_code=abc`);
  await asked;
  await expectVerdict(page, 'WAŻNA', 'Jan Zmyślony');
  assert.equal(new URL(page.url()).hash, '');
  // The code is used up, and another browser never had it.
  for (const tab of [page, (await box.open()).page]) {
    await tab.goto(`${world.origin}/ask/done?again#response_code=abc`);
    await tab.getByRole('heading', { name: 'Nie wiemy, o co pytaliśmy' }).waitFor();
  }
  await inspect(page);
  world.state.check = {};
  await context.close();
});

test('text of twice the size fits a phone of 360 px', options, async () => {
  const { context, page } = await box.open();
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/', '/ask', '/ask/done', '/lists', '/settings', '/s']) {
    await page.goto(world.origin + path);
    await page.locator('h1').waitFor({ state: 'attached' });
    const width = await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
      return document.documentElement.scrollWidth;
    });
    assert.equal(width, 360, path);
  }
  await context.close();
});

test('settings are kept, and every screen speaks three languages', options, async () => {
  const { context, page } = await box.open();
  await page.goto(`${world.origin}/settings`);
  await page.getByLabel('Duże litery').check();
  await page.getByLabel('do 24 godzin').check();
  await inspect(page);
  await page.reload();
  assert.ok(await page.getByLabel('Duże litery').isChecked());
  assert.ok(await page.getByLabel('do 24 godzin').isChecked());
  await page.goto(world.origin);
  await page.getByText('Sprawdź bez aparatu').waitFor();
  await paste(page, await world.issuer().code());
  await expectVerdict(page, 'WAŻNA');
  // The answer and nothing else; who came by a link has no settings, and finds the switch there.
  assert.equal(await page.getByRole('combobox').count(), 0);
  await page.goto(await world.issuer().link(world.origin));
  await expectVerdict(page, 'WAŻNA');
  for (const [language, word] of [
    ['uk', 'ДІЙСНЕ'],
    ['en', 'VALID'],
  ] as const) {
    await page.getByRole('combobox').selectOption(language);
    await expectVerdict(page, word);
    await inspect(page);
  }
  await context.close();
});
