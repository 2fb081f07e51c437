import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { openLoginLink } from '../../../testing/src/journey/log-in.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** The built panel in a real browser on the real server, a database of its own behind it. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);
const PHONE = { width: 360, height: 640 };

test(
  'a link opens the queue with the most urgent case beside it, and the token leaves the address',
  options,
  async () => {
    const seat = await sit();
    const { page } = seat;
    await page.getByRole('heading', { name: 'Sprawy' }).waitFor();
    await button(page, 'Zatwierdź i wydaj kod').waitFor();
    assert.match(page.url(), /\/orders\/[\w-]+\?tab=to_check$/);
    await inspect(seat, 'queue');
    await leave(seat);
  },
);

test('approving twice at once is one decision and one code; the letter is a PDF', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { orderId } = await world.addPupil('case');
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
  await page.goto(`${world.origin}/orders/${orderId}`);
  await button(page, 'Zatwierdź i wydaj kod').dblclick();
  await page.getByRole('img', { name: 'Kod QR do dodania legitymacji do telefonu' }).waitFor();
  const codes = await page.locator('.codes').textContent();
  assert.match(codes ?? '', /Kod aktywacyjny \(hasło\)(\d\d ){3}\d\dKod zamiast/);
  assert.match(codes ?? '', /Kod zamiast QR([0-9A-Z]{4}-){2}[0-9A-Z]{4}Kod blokady/);
  assert.deepEqual(sent, [`/api/orders/${orderId}/decision`, `/api/orders/${orderId}/offers`]);
  await inspect(seat, 'codes');
  await button(page, 'Drukuj list').click();
  await page.getByRole('link', { name: 'Otwórz list' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Zapisz PDF' }).click(),
  ]);
  assert.equal((await readFile(await download.path())).subarray(0, 5).toString(), '%PDF-');
  await leave(seat);
});

test('a case that a colleague settled meanwhile is shown as it is now, with its stage', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const target = await world.addPupil('case');
  await page.goto(`${world.origin}/orders/${target.orderId}`);
  await button(page, 'Zatwierdź i wydaj kod').waitFor();
  await world.refuseElsewhere(target);
  await button(page, 'Zatwierdź i wydaj kod').click();
  await page.getByText(/zmienił przed chwilą \(.*etap: odmowa\)/).waitFor();
  await page.getByText('Dane we wniosku nie zgadzają się z rejestrem').first().waitFor();
  assert.equal(await button(page, 'Zatwierdź i wydaj kod').count(), 0);
  await leave(seat);
});

test('refusals have a reason: of a photo, of an order', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { orderId } = await world.addPupil('case');
  await page.goto(`${world.origin}/orders/${orderId}`);
  await button(page, 'Odrzuć zdjęcie…').click();
  assert.equal(await page.getByRole('radio').count(), 9);
  await button(page, 'Odrzuć i poproś o nowe').click();
  await page.getByText('Wybierz powód.').waitFor();
  await inspect(seat, 'photo refusal');
  await page.getByRole('radio', { name: 'Zdjęcie jest nieostre' }).check();
  await button(page, 'Odrzuć i poproś o nowe').click();
  await page.getByText('Odrzucone: Zdjęcie jest nieostre').waitFor();
  await page.getByText(/Sprawa czeka na zdjęcie/).waitFor();
  await button(page, 'Odmów…').click();
  await page.getByRole('radio', { name: 'Zdjęcie się nie nadaje' }).check();
  await button(page, 'Odmów wydania').click();
  await page.getByText('Odmowa:').waitFor();
  await leave(seat);
});

test(
  'without a traditional ID nothing can be approved, and the form for it stands in the case',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const { pupilId, orderId } = await world.addPupil('case');
    await page.goto(`${world.origin}/pupils/${pupilId}`);
    await button(page, 'Zgubiona lub odebrana…').click();
    await page.getByText(/od razu unieważnione/).waitFor();
    await inspect(seat, 'pupil');
    await button(page, 'Zgubiona').click();
    await page.getByText('zgubiona', { exact: true }).waitFor();
    await page.goto(`${world.origin}/orders/${orderId}`);
    await button(page, 'Zapisz legitymację').waitFor();
    assert.equal(await button(page, 'Zatwierdź i wydaj kod').count(), 0);
    await button(page, 'Zapisz legitymację').click();
    await page.getByText('Wpisz numer legitymacji.').waitFor();
    await page.getByLabel('Numer', { exact: true }).fill(`N-${orderId.slice(0, 8)}`);
    await button(page, 'Zapisz legitymację').click();
    await button(page, 'Zatwierdź i wydaj kod').waitFor();
    await leave(seat);
  },
);

test('revoking asks why, says what it does, and is seen at once', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { pupilId } = await world.addPupil('card');
  await page.goto(`${world.origin}/pupils/${pupilId}`);
  await button(page, 'Unieważnij…').click();
  await page.getByRole('radio', { name: 'odebrana tradycyjna legitymacja' }).check();
  await page.getByText(/tradycyjna legitymacja nie jest już ważna/).waitFor();
  assert.equal(await page.getByText(/Tradycyjnej legitymacji to nie zmienia/).count(), 0);
  await inspect(seat, 'revoking');
  await page.getByRole('radio', { name: 'skradziony telefon' }).check();
  await page.getByText(/Sprawdzający z internetem zobaczą.*Tradycyjnej legitymacji to nie zmienia/).waitFor();
  await button(page, 'Unieważnij').click();
  await page.getByText('Unieważniona', { exact: true }).waitFor();
  assert.equal(await button(page, 'Unieważnij…').count(), 0);
  await leave(seat);
});

test('J, K and / walk the queue, not while typing, and not when switched off', options, async () => {
  const seat = await sit();
  const { page, world, shown } = seat;
  await world.addPupil('case');
  await world.addPupil('case');
  // From the front page, where the most urgent case is in hand: there is one after it.
  await page.goto(world.origin);
  await page.locator('tr.current').waitFor();
  const first = page.url();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.href !== first);
  await page.keyboard.press('k');
  await page.waitForURL(first);
  await page.keyboard.press('/');
  await page.keyboard.type(`jk ${world.word}`);
  assert.equal(await page.getByRole('searchbox').inputValue(), `jk ${world.word}`);
  await page.getByText(/Nie ma sprawy ucznia o takim nazwisku/).waitFor();
  await page.getByRole('searchbox').fill(world.word);
  await page
    .getByRole('link', { name: new RegExp(world.word) })
    .first()
    .waitFor();
  const chosen = page.getByRole('link', { name: new RegExp(world.word) }).last();
  await chosen.press('Enter');
  await page.locator('.case-head h2:focus').waitFor();
  const second = page.url();
  await page.getByLabel('Skróty klawiszowe').uncheck();
  await page.keyboard.press('j');
  assert.equal(page.url(), second);
  assert.deepEqual(
    [...shown].filter((address) => address.includes(world.word)),
    [],
  );
  await leave(seat);
});

test('a list that a search narrows stays in sight until the narrower one is there', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const row = page.getByRole('link', { name: new RegExp(world.word) }).first();
  await row.waitFor();
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/orders/search', async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/orders/search');
  await page.getByRole('searchbox').fill('nie ma nikogo takiego');
  await asked;
  assert.ok(await row.isVisible());
  answer();
  await page.getByText(/Nie ma sprawy ucznia o takim nazwisku/).waitFor();
  assert.equal(await row.count(), 0);
  await leave(seat);
});

const CSV = `id;imiona;nazwisko;data urodzenia;rodzaj dokumentu;kraj;numer dokumentu;klasa
imp-1;Lena;Importowana;2015-03-04;paszport;UA;AA112233;3b
imp-2;Olek;Importowany;2015-02-30;paszport;UA;AA112234;3b
`;

test('an import shows what it would do, row by row, and does it only when told', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  await page.goto(`${world.origin}/import`);
  await inspect(seat, 'import');
  await page
    .getByLabel('Wybierz plik')
    .setInputFiles({ name: 'uczniowie.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await page.getByRole('heading', { name: 'Co się zmieni' }).waitFor();
  await page.getByRole('row', { name: /Tej daty nie ma.* data urodzenia wiersz 3/ }).waitFor();
  await inspect(seat, 'import preview');
  const isThere = async (): Promise<boolean> => {
    const answer = await seat.context.request.get(`${world.origin}/api/pupils?classGroup=3b`);
    return ((await answer.json()) as { total: number }).total > 0;
  };
  assert.equal(await isThere(), false);
  await button(page, 'Zastosuj (1 zmiana)').click();
  await page.getByRole('heading', { name: 'Zapisano' }).waitFor();
  assert.equal(await isThere(), true);
  await leave(seat);
});

test('a PESEL is checked while it is typed and brings the birth date', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  await page.goto(`${world.origin}/pupils/new`);
  const pesel = page.getByLabel('PESEL', { exact: true });
  await pesel.fill('15230112346');
  await page.getByText(/błędną cyfrę kontrolną/).waitFor();
  await pesel.fill('15230112340');
  await page.getByText('Numer jest poprawny.').waitFor();
  assert.equal(await page.getByLabel('Data urodzenia').inputValue(), '2015-03-01');
  await inspect(seat, 'new pupil');
  await button(page, 'Dodaj do rejestru').click();
  await page.getByText('Wypełnij to pole.').first().waitFor();
  await leave(seat);
});

test(
  'a log-in link that a program opens in a browser is used up by nobody: it wants one press',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    await page.waitForLoadState('networkidle');
    const link = await world.linkOf('head_teacher');
    const sent: string[] = [];
    page.on('request', (request) => void (request.method() === 'GET' ? 0 : sent.push(request.url())));
    for (let visit = 0; visit < 3; visit += 1) {
      await page.goto('about:blank');
      await page.goto(link);
      await button(page, 'Zaloguj się').waitFor();
      assert.equal(page.url().includes('token'), false);
    }
    await inspect(seat, 'log-in link');
    await page.waitForLoadState('networkidle');
    assert.deepEqual(sent, []);
    await page.keyboard.press('Tab');
    await button(page, 'Zaloguj się').press('Enter');
    await page.locator('.login').waitFor({ state: 'detached' });
    assert.equal(sent.length, 1);
    await leave(seat);
  },
);

test('an ended session and a used link lead to the log-in page, which says why', options, async () => {
  const seat = await sit({ role: 'head_teacher' });
  const { page, world } = seat;
  await page.locator('.case-head, .empty-case').first().waitFor();
  await page.waitForLoadState('networkidle');
  const link = await world.linkOf('office');
  world.pass(3600);
  // Something that the page asked by itself may have covered it before.
  await page
    .getByRole('link', { name: 'Uczniowie' })
    .click({ timeout: 3000 })
    .catch(() => undefined);
  await page.getByText(/Sesja się skończyła/).waitFor();
  await openLoginLink(page, link);
  await page.getByText('Ten link wygasł albo był już użyty.').waitFor();
  await inspect(seat, 'log-in');
  await button(page, 'Wyślij link').click();
  await page.getByText(/Wpisz adres e-mail/).waitFor();
  await page.getByLabel('Służbowy adres e-mail').fill('nikt@szkola.example');
  await button(page, 'Wyślij link').click();
  await page.getByText(/Jeśli szkoła zna ten adres/).waitFor();
  await leave(seat);
});

test('a lost connection is said, and a command that failed can be given again', options, async () => {
  const seat = await sit();
  const { page, context, world } = seat;
  const { orderId } = await world.addPupil('case');
  await page.goto(`${world.origin}/orders/${orderId}`);
  await button(page, 'Tylko zatwierdź').waitFor();
  await context.setOffline(true);
  await page.getByText(/nie wydasz kodów/).waitFor();
  await button(page, 'Tylko zatwierdź').click();
  await page.getByText(/Brak połączenia. Sprawdź internet/).waitFor();
  await context.setOffline(false);
  await button(page, 'Tylko zatwierdź').click();
  await button(page, 'Wydaj kod').waitFor();
  await leave(seat);
});

test('a class teacher reads the list alone; the data protection officer gets the log', options, async () => {
  const teacher = await sit({ role: 'class_teacher' });
  await teacher.page.getByText(/może przeglądać listę uczniów/).waitFor();
  assert.equal(await teacher.page.getByRole('link', { name: 'Sprawy' }).count(), 0);
  assert.equal(await button(teacher.page, 'Dodaj ucznia').count(), 0);
  await leave(teacher);
  const officer = await sit({ role: 'data_protection' });
  await officer.page.getByRole('heading', { name: 'Dziennik zdarzeń' }).waitFor();
  await officer.page
    .getByRole('row', { name: /Zalogowano się do panelu/ })
    .first()
    .waitFor();
  assert.equal(await officer.page.getByRole('link', { name: 'Uczniowie' }).count(), 0);
  await inspect(officer, 'log');
  await leave(officer);
});

test(
  'on a phone every screen fits and is accessible, in the dark and in the longest language',
  options,
  async () => {
    const seat = await sit({ viewport: PHONE, locale: 'uk-UA' });
    const { page, world } = seat;
    const { orderId, pupilId } = await world.addPupil('card');
    await page.emulateMedia({ colorScheme: 'dark' });
    const places = [
      '/orders',
      `/orders/${orderId}`,
      '/pupils',
      `/pupils/${pupilId}`,
      '/pupils/new',
      '/import',
    ];
    for (const place of places) {
      await page.goto(world.origin + place);
      await page.locator('h1').waitFor();
      await inspect(seat, place.replace(/[\w-]{16,}/, 'id'));
      const isTooWide = await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
        return document.documentElement.scrollWidth > innerWidth;
      });
      assert.equal(isTooWide, false, `text of twice the size does not fit ${place}`);
    }
    await leave(seat);
  },
);
