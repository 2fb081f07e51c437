import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** The mailbox page: a stranger's letter becomes somebody's case, a question is answered, and what was sent is taken back. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test('a letter of a stranger is given to a pupil, and its case is there', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { externalId } = await world.addPupil('letter');
  const surname = `${world.word}-${externalId.split('-')[1]}`;
  await page.getByRole('link', { name: 'Skrzynka' }).click();
  await page.locator('.letters a').first().waitFor();
  await page.locator('.letter-pane h2').waitFor();
  await inspect(seat, 'the mailbox');
  await page.locator('.letters').getByText('nie wiemy, o kogo chodzi').waitFor();
  assert.equal(await button(page, 'Potwierdź').count(), 0, 'nobody is proposed');
  await page.getByLabel('Nazwisko lub imię ucznia').fill(surname);
  await button(page, 'Szukaj').click();
  await page.locator('.letter-candidates').getByRole('button', { name: surname }).click();
  await button(page, 'Potwierdź').waitFor();
  assert.ok(await page.getByRole('radio', { name: 'zdjęcie 1' }).isChecked(), 'the only picture is taken');
  await page.locator('.letter-files img').evaluate((image) => (image as HTMLImageElement).decode());
  // Nothing that is typed is a command; outside of a field A confirms.
  await page.locator('.letter-pane h2').click();
  await page.keyboard.press('a');
  await page.getByText('Potwierdzone.').waitFor();
  await page.getByRole('link', { name: /Otwórz sprawę/ }).click();
  await page.locator('.case-head').getByText(surname).waitFor();
  await leave(seat);
});

test('an answer can be taken back for a minute; the next letter follows by keyboard', options, async () => {
  const seat = await sit({ viewport: { width: 360, height: 740 } });
  const { page, world } = seat;
  await world.addPupil('letter');
  await page.goto(`${world.origin}/mailbox`);
  await page.locator('.letters a').first().waitFor();
  await inspect(seat, 'the mailbox on a phone');
  await page.locator('.letters a').first().click();
  await button(page, 'Odpowiedz…').click();
  await page.getByRole('textbox', { name: 'Odpowiedź' }).fill('Dzień dobry, czyje to zdjęcie?');
  await button(page, 'Wyślij odpowiedź').click();
  await page.getByText(/Odpowiedź wyjdzie za \d+ s/).waitFor();
  await inspect(seat, 'an answered letter on a phone');
  await button(page, 'Cofnij').click();
  await button(page, 'Odpowiedz…').waitFor();
  await button(page, 'To nie do nas').click();
  await button(page, 'Oddaj do skrzynki').click();
  await page.locator('.letters, .letter-pane').first().waitFor();
  await leave(seat);
});

test(
  'the head teacher connects a mailbox; one that does not work is said in words and takes no place',
  options,
  async () => {
    const seat = await sit({ role: 'head_teacher' });
    const { page, world } = seat;
    await page.goto(`${world.origin}/mailbox`);
    await button(page, 'Odłącz').click();
    await page.getByText('Skrzynka szkoły nie jest podłączona').waitFor();
    await inspect(seat, 'no mailbox');
    await button(page, 'Podłącz skrzynkę…').click();
    await button(page, 'Sprawdź i podłącz').click();
    assert.equal(await page.locator('.field-error').count(), 4, 'every empty field is said');
    await page.getByLabel('Adres e-mail').fill('szkola@szkola.example');
    await page.getByLabel('Serwer IMAP').fill('no-such-host.invalid');
    await page.getByLabel('Nazwa użytkownika').fill('szkola');
    await page.getByLabel('Hasło').fill('x');
    await inspect(seat, 'connecting a mailbox');
    await button(page, 'Sprawdź i podłącz').click();
    await page.getByText('Nie ma serwera poczty o takiej nazwie').waitFor();
    await button(page, 'Anuluj').click();
    await button(page, 'Podłącz skrzynkę…').waitFor();
    await leave(seat);
  },
);
