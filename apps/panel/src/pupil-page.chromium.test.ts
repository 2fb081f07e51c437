import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** What the office does on a pupil's page, from adding the pupil to the day of leaving. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test(
  'a pupil is added with ID and guardian, orders at the desk with a photo, and leaves',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    await page.goto(`${world.origin}/pupils/new`);
    await page.getByLabel('PESEL', { exact: true }).fill('15230112340');
    await page.getByLabel('Imię lub imiona').fill('Bogna');
    await page.getByLabel('Nazwisko', { exact: true }).fill('Zmyślona');
    await page.getByLabel('Klasa', { exact: true }).fill('3c');
    await page.getByLabel('Ma już tradycyjną legitymację').check();
    await page.getByLabel('Numer', { exact: true }).fill('77/2026');
    await page.getByLabel('Dodaj rodzica lub opiekuna').check();
    await page.getByLabel('Imię i nazwisko').fill('Iga Zmyślona');
    await page.getByLabel(/^E-mail/).fill('iga@rodzice.example');
    await button(page, 'Dodaj do rejestru').click();
    await page.getByRole('heading', { name: 'Bogna Zmyślona', level: 1 }).waitFor();
    const pupil = page.url();
    await button(page, 'Pokaż numer (zapiszemy to w historii)').first().click();
    await page.getByText('15230112340').waitFor();
    await button(page, 'Przyjmij wniosek').click();
    await inspect(seat, 'desk order');
    assert.equal(await page.getByLabel('Kto składa wniosek').inputValue(), 'Iga Zmyślona');
    await button(page, 'Zapisz wniosek').click();
    await page.getByText(/Sprawa czeka na zdjęcie/).waitFor();
    await page.getByLabel('Wgraj zdjęcie').setInputFiles({
      name: 'zdjecie.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('this is no picture'),
    });
    await page.getByText('Tego pliku nie da się tu otworzyć').waitFor();
    await page.getByLabel('Wgraj zdjęcie').setInputFiles({
      name: 'zdjecie.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from(await world.drawPhoto()),
    });
    await page.getByRole('heading', { name: 'Ustaw zdjęcie w ramce' }).waitFor();
    await inspect(seat, 'photo being cut');
    await page.keyboard.press('Enter');
    assert.equal(await button(page, 'Zatwierdź i wydaj kod').count(), 0, 'nothing goes in by one Enter');
    await page.getByLabel('Podgląd zdjęcia w ramce').press('+');
    await button(page, 'Zapisz zdjęcie').click();
    await page.getByText(/^Zdjęcie zapisane/).waitFor();
    await button(page, 'Zatwierdź i wydaj kod').waitFor();
    const due = await page.locator('.case-facts').textContent();
    const first = await page.locator('.case-photo img').getAttribute('src');
    await button(page, 'Popraw kadr').click();
    await page.getByLabel('Podgląd zdjęcia w ramce').press('+');
    await button(page, 'Zapisz zdjęcie').click();
    await page.locator(`.case-photo img:not([src="${first}"])`).waitFor();
    assert.equal(
      await page.locator('.case-facts').textContent(),
      due,
      'a better cut gives the office no new days',
    );
    await page.getByLabel('Inne zdjęcie…').waitFor({ state: 'attached' });
    await button(page, 'Zatwierdź i wydaj kod').waitFor();
    await page.getByText(/Pokazano ukryte dane/).waitFor();
    await page.goto(pupil);
    await button(page, 'Uczeń odszedł…').click();
    await button(page, 'Potwierdź odejście').click();
    await page.getByText('nie uczy się już w szkole').waitFor();
    assert.equal(await button(page, 'Przyjmij wniosek').count(), 0);
  },
);

test('guardians are changed as a list, an objection blocks and can be withdrawn', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { pupilId } = await world.addPupil('card');
  await page.goto(`${world.origin}/pupils/${pupilId}`);
  await button(page, 'Zmień listę').click();
  await button(page, 'Dodaj opiekuna').click();
  await button(page, 'Zapisz listę').click();
  await page.getByText('Wypełnij to pole.').waitFor();
  await page.getByLabel('Imię i nazwisko').last().fill('Ewa Nowa');
  await inspect(seat, 'guardians');
  await button(page, 'Zapisz listę').click();
  await page.getByText('Ewa Nowa').waitFor();
  await button(page, 'Wpisz sprzeciw…').click();
  await button(page, 'Wpisz sprzeciw').click();
  await page.getByText('Unieważniona', { exact: true }).waitFor();
  assert.equal(await button(page, 'Przyjmij wniosek').count(), 0);
  await button(page, 'Wycofaj sprzeciw…').click();
  await button(page, 'Wycofaj sprzeciw').click();
  await button(page, 'Przyjmij wniosek').waitFor();
  await leave(seat);
});
