import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ImportReport } from '@mleg/contract/pupil';
import { findBrowser } from '../../../scripts/browser.ts';
import { button, createOffice, inspect, leave, type Seat } from '../../../testing/src/panel-face/seat.ts';
import { changed, created, DIGEST, issue, renamed, reportOf } from './import-fixture.ts';

/** The page of an import in a real browser; what the server says of the file is given. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

type Asked = { readonly dryRun: boolean; readonly confirm: unknown };
type Answer = ImportReport | 'lost';

/** Chooses a file; each call of the server is answered by the next report, the last one again and again. */
async function choose(seat: Seat, ...answers: readonly Answer[]): Promise<Asked[]> {
  const { page, world } = seat;
  const asked: Asked[] = [];
  await page.route('**/api/imports*', async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const confirm = query.get('confirm');
    asked.push({
      dryRun: query.get('dryRun') === 'true',
      confirm: confirm === null ? null : JSON.parse(confirm),
    });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === undefined || answer === 'lost') return route.abort();
    return route.fulfill({ json: answer });
  });
  await page.goto(`${world.origin}/import`);
  await page
    .getByLabel('Wybierz plik')
    .setInputFiles({ name: 'uczniowie-listopad.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b\n') });
  await page.getByRole('heading', { name: 'Co się zmieni' }).waitFor();
  return asked;
}

const stopped = issue(118, 'other_person', {
  who: 'Zofia Lis, 4b',
  confirmable: true,
  message: 'Numer ucznia 1042 należy w rejestrze do kogoś innego.',
});

test(
  'who, from what, to what: exceptions first, then names, then the rest, each with its row',
  options,
  async () => {
    const seat = await sit({ viewport: { width: 1366, height: 768 } });
    const { page } = seat;
    await choose(
      seat,
      reportOf({
        errors: [
          stopped,
          issue(17, 'personal_id_invalid'),
          issue(340, 'required', { who: null, field: 'nazwisko' }),
        ],
        warnings: [issue(1, 'column_ignored', { who: null, field: 'Hobby' })],
        changes: [changed(12), renamed(88), created(600), renamed(90)],
        missing: 3,
      }),
    );
    const headings = await page.locator('.import-part h3').allTextContents();
    assert.deepEqual(headings, [
      '1 zatrzymany wiersz',
      'Imiona i nazwiska',
      '2 wiersze z błędem',
      'Inne zmiany',
      'Nowe osoby',
      '1 uwaga',
    ]);
    const row = page.getByRole('row', { name: /Kowalska-Wójcik Hanna 88, 6b nazwisko Kowalska 88/ });
    assert.match((await row.textContent()) ?? '', /Kowalska 88zmieni się na Kowalska-Wójcik 88wiersz 88/);
    await page.getByRole('row', { name: /ważna do 30\.09\.2026 zmieni się na .*30\.09\.2027/ }).waitFor();
    await page.getByRole('row', { name: /adres treści nie pokazujemy/ }).waitFor();
    await page
      .getByRole('row', { name: /Gaj Tymon, 2b Zdanie serwera o personal_id_invalid\. PESEL wiersz 17/ })
      .waitFor();
    await page.getByText('W pliku nie ma 3 osób z rejestru.').waitFor();
    await page.getByText('Windows-1250').waitFor();
    await inspect(seat, 'import report');
    await leave(seat);
  },
);

test(
  'a chip shows its kind alone, by the keyboard too; a kind with nothing in it is not offered',
  options,
  async () => {
    const seat = await sit();
    const { page } = seat;
    await choose(seat, reportOf({ changes: [changed(12), renamed(88)], errors: [issue(17, 'quote')] }));
    const chip = page.getByRole('button', { name: '1 imiona i nazwiska' });
    await chip.focus();
    await page.keyboard.press('Enter');
    assert.equal(await chip.getAttribute('aria-pressed'), 'true');
    assert.deepEqual(await page.locator('.import-part').count(), 1);
    await page.keyboard.press('Enter');
    assert.deepEqual(await page.locator('.import-part').count(), 3);
    assert.equal(await page.getByRole('button', { name: '0 zatrzymane' }).isDisabled(), true);
    await leave(seat);
  },
);

test(
  'a row that looks like another child is left out, unless a person gives a reason (rules.md I1a)',
  options,
  async () => {
    const seat = await sit();
    const { page } = seat;
    const done = reportOf({ changes: [renamed(118), changed(12)] });
    const asked = await choose(seat, reportOf({ errors: [stopped], changes: [changed(12)] }), done);
    await page.getByText('Pominiemy ten wiersz.').waitFor();
    await button(page, 'Zastosuj (1 zmiana)').waitFor();
    await button(page, 'To ta sama osoba…').click();
    await button(page, 'Przyjmij wiersz').click();
    await page.getByText(/wybierz powód/i).waitFor();
    await page.getByLabel('przysposobienie (adopcja)').check();
    await button(page, 'Przyjmij wiersz').click();
    await page.getByText('Zapiszemy ten wiersz: przysposobienie (adopcja).').waitFor();
    await inspect(seat, 'accepted row');
    await button(page, 'Jednak pomiń').click();
    await button(page, 'Zastosuj (1 zmiana)').waitFor();
    await button(page, 'To ta sama osoba…').click();
    await page.getByLabel('imię lub nazwisko zmieniono w urzędzie').check();
    await page.keyboard.press('Enter');
    await button(page, 'Zastosuj (2 zmiany)').click();
    await page.getByText('Zapisano 2 zmiany.').waitFor();
    assert.deepEqual(asked, [
      { dryRun: true, confirm: null },
      { dryRun: false, confirm: { fileDigest: DIGEST, rows: { 118: 'name_changed_by_office' } } },
    ]);
    assert.equal(
      await page.getByRole('link', { name: 'Kowalska-Wójcik Hanna 118, 6b' }).getAttribute('href'),
      '/pupils/uczen-118',
      'who was changed is one click away',
    );
    await leave(seat);
  },
);

test(
  'a file that renames many or shortens many waits until the number is typed, one after the other',
  options,
  async () => {
    const seat = await sit();
    const { page } = seat;
    const changes = Array.from({ length: 60 }, (_, at) => renamed(at + 2));
    const held = reportOf({ changes, held: { reason: 'many_renamed', count: 60 } });
    const shortened = reportOf({ changes, held: { reason: 'many_shortened', count: 41 } });
    const asked = await choose(seat, held, shortened, reportOf({ changes }));
    await page.getByText('Wstrzymane: plik zmienia imiona lub nazwiska 60 osób').waitFor();
    await inspect(seat, 'held file');
    await button(page, 'Zastosuj (60 zmian)').click();
    const field = page.getByLabel('Przepisz liczbę 60');
    assert.equal(await field.evaluate((one) => one === document.activeElement), true);
    for (const wrong of ['6', '600', 'sześćdziesiąt', '6 0']) {
      await field.fill(wrong);
      await button(page, 'Zastosuj (60 zmian)').click();
    }
    assert.equal(asked.length, 1, 'nothing is sent with another number');
    await field.fill(' 60 ');
    await button(page, 'Zastosuj (60 zmian)').click();
    await page.getByLabel('Przepisz liczbę 41').fill('41');
    await page.getByRole('heading', { name: 'Co się zmieni' }).waitFor();
    await button(page, 'Zastosuj (60 zmian)').click();
    await page.getByRole('heading', { name: 'Zapisano' }).waitFor();
    assert.deepEqual(asked.slice(1), [
      { dryRun: false, confirm: { fileDigest: DIGEST, renamed: 60 } },
      { dryRun: false, confirm: { fileDigest: DIGEST, renamed: 60, shortened: 41 } },
    ]);
    await leave(seat);
  },
);

test(
  'a thousand changes are on the screen at once, the rest of a section by one press',
  options,
  async (context) => {
    const seat = await sit();
    const { page } = seat;
    const changes = Array.from({ length: 1000 }, (_, at) => (at < 400 ? renamed(at + 2) : changed(at + 2)));
    await choose(seat, reportOf({ changes, updated: 1200, changesTotal: 1200 }));
    const drawn = await page.evaluate(async () => {
      const chip = document.querySelector<HTMLButtonElement>('.import-kinds button:not(:disabled)');
      const begun = performance.now();
      chip?.click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      chip?.click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - begun;
    });
    context.diagnostic(`drawn twice in ${Math.round(drawn)} ms`);
    await page.getByText('Pokazujemy pierwsze zmiany: 1000 z 1200.').waitFor();
    assert.equal(await page.locator('.import-part').first().locator('tbody').count(), 100);
    await button(page, 'Pokaż pozostałe (300)').click();
    assert.equal(await page.locator('.import-part').first().locator('tbody').count(), 400);
    await page.getByRole('button', { name: '800 inne zmiany' }).waitFor();
    await leave(seat);
  },
);

test(
  'every code has words in every language; of a new one the server’s Polish sentence is shown as such',
  options,
  async () => {
    const codes = [
      ...['other_person', 'name_changed', 'paper_id_number_changed', 'paper_id_shortened', 'valid_until_far'],
      ...['valid_until_assumed', 'pesel_zero_restored', 'quote', 'column_ignored', 'homonym', 'required'],
      ...['duplicate_row', 'id_differs', 'encoding', 'date_invalid', 'personal_id_taken', 'conflict'],
    ];
    const errors = [...codes, 'brand_new'].map((code, at) => issue(at + 2, code));
    for (const locale of ['en-GB', 'uk-UA']) {
      const seat = await sit({ locale });
      const { page, world } = seat;
      await page.route('**/api/imports*', (route) => route.fulfill({ json: reportOf({ errors }) }));
      await page.goto(`${world.origin}/import`);
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a') });
      await page.locator('.issues tbody tr').first().waitFor();
      const texts = await page.locator('.issues .issue-text').allTextContents();
      assert.equal(texts.length, errors.length);
      for (const [at, text] of texts.slice(0, -1).entries())
        assert.doesNotMatch(text, /Zdanie serwera/, codes[at] ?? '');
      assert.equal(
        await page.locator('.issue-text [lang=pl]').textContent(),
        ' „Zdanie serwera o brand_new.”',
      );
      await leave(seat);
    }
  },
);

test(
  'while the file is read and written the page says what is happening; a lost answer is not called a failure',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const report = reportOf({ changes: [changed(12)] });
    let calls = 0;
    await page.route('**/api/imports*', async (route) => {
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await (calls === 1 ? route.fulfill({ json: report }) : route.abort());
    });
    await page.goto(`${world.origin}/import`);
    await page
      .getByLabel('Wybierz plik')
      .setInputFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: Buffer.alloc(2048) });
    await page.getByText('Wysyłamy i sprawdzamy plik b.csv (2 KB). Nic jeszcze nie zapisujemy.').waitFor();
    await button(page, 'Zastosuj (1 zmiana)').dblclick();
    await page.getByText('Zapisujemy zmiany z pliku b.csv.').waitFor();
    await page.getByText(/Nie wiemy, czy zmiany zostały zapisane/).waitFor();
    assert.equal(calls, 2, 'a double click applies once');
    await leave(seat);
  },
);

test('on a phone the report fits, in the dark and in the longest language', options, async () => {
  const seat = await sit({ viewport: { width: 360, height: 640 }, locale: 'uk-UA' });
  const { page, world } = seat;
  await page.emulateMedia({ colorScheme: 'dark' });
  const report = reportOf({
    errors: [stopped, issue(17, 'valid_until_far')],
    changes: [changed(12), renamed(88), created(600)],
    held: { reason: 'many_shortened', count: 12 },
  });
  await page.route('**/api/imports*', (route) => route.fulfill({ json: report }));
  await page.goto(`${world.origin}/import`);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a') });
  await page.locator('.held-file').waitFor();
  await inspect(seat, 'import report on a phone');
  await leave(seat);
});
