import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** What the rules of the house ask of a pupil's page. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test('a departure is announced for a later day and called off (rules.md V2)', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { pupilId } = await world.addPupil('card');
  await page.goto(`${world.origin}/pupils/${pupilId}`);
  await button(page, 'Uczeń odszedł…').click();
  const later = new Date((world.now() + 30 * 86_400) * 1000).toISOString().slice(0, 10);
  await page.getByLabel('Dzień odejścia').fill(later);
  await page.getByText(/Wcześniej można to odwołać/).waitFor();
  await inspect(seat, 'departure');
  await button(page, 'Potwierdź odejście').click();
  await page.getByText(/^Odejście zapowiedziane na/).waitFor();
  await page.getByText('Aktywna', { exact: true }).waitFor();
  await button(page, 'Odwołaj odejście').click();
  await button(page, 'Uczeń odszedł…').waitFor();
  await leave(seat);
});

test(
  'a suspended ID is restored in a step that says who suspended it and when (rules.md C4)',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const { pupilId } = await world.addPupil('card');
    await page.goto(`${world.origin}/pupils/${pupilId}`);
    await button(page, 'Zawieś').click();
    await button(page, 'Przywróć…').click();
    await page.getByText('Kto i kiedy zawiesił:').waitFor();
    await page.getByText(/^szkoła, .*\d{1,2}:\d{2}/).waitFor();
    await inspect(seat, 'restoring');
    await page.getByText('Zawieszona', { exact: true }).waitFor();
    await button(page, 'Tak, przywróć').click();
    await page.getByText('Aktywna', { exact: true }).waitFor();
    await leave(seat);
  },
);

test(
  'a paper ID that is shortened says what follows, and its phone is nowhere active (rules.md V6)',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const { pupilId } = await world.addPupil('card');
    await page.goto(`${world.origin}/pupils/${pupilId}`);
    const lastDay = page.getByLabel('Ważna do');
    const set = async (day: string, says: RegExp): Promise<void> => {
      await button(page, 'Popraw lub przedłuż').click();
      await lastDay.fill(day);
      await page.getByText(says).waitFor();
      await inspect(seat, `paper ID to ${day}`);
      await button(page, 'Zapisz legitymację').click();
      await lastDay.waitFor({ state: 'detached' });
    };
    await button(page, 'Popraw lub przedłuż').click();
    await page.getByLabel('Wydana').fill('2025-09-01');
    await button(page, 'Zapisz legitymację').click();
    await lastDay.waitFor({ state: 'detached' });
    await set('2026-10-01', /Ten dzień już minął/);
    await page.getByText('termin minął', { exact: true }).waitFor();
    await page.getByText(/Zawieszona, bo minął termin/).waitFor();
    assert.equal(await page.getByText('Aktywna', { exact: true }).count(), 0);
    assert.equal(await button(page, 'Przywróć…').count(), 0, 'no hand lifts it');
    await set('2027-06-30', /Przedłużasz ważność/);
    await page.getByText('Aktywna', { exact: true }).waitFor();
    await leave(seat);
  },
);

test(
  'codes that nobody took are withdrawn, and the approval is taken back (rules.md C3)',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const { orderId } = await world.addPupil('case');
    await page.goto(`${world.origin}/orders/${orderId}`);
    await button(page, 'Zatwierdź i wydaj kod').click();
    await button(page, 'Wycofaj kody…').click();
    await page.getByText(/Kody, których nikt jeszcze nie użył/).waitFor();
    await inspect(seat, 'withdrawing codes');
    await button(page, 'Wycofaj kody').click();
    await page.getByText('Kody wycofane. Można wydać nowe.').waitFor();
    assert.equal(await page.locator('.codes').count(), 0, 'dead codes are not shown');
    await page.getByText('gotowa do wydania', { exact: true }).first().waitFor();
    await button(page, 'Cofnij zatwierdzenie…').click();
    await button(page, 'Cofnij zatwierdzenie').click();
    await page.getByText('Zatwierdzenie cofnięte. Rodzina dostanie wiadomość.').waitFor();
    assert.equal(await button(page, 'Wydaj kod').count(), 0);
    await leave(seat);
  },
);

test(
  'with a guardian’s rights the ID that this person activated may go too (rules.md W2)',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const target = await world.addPupil('card');
    await world.activateAsGuardian(target);
    await page.goto(`${world.origin}/pupils/${target.pupilId}`);
    await button(page, 'Zmień listę').click();
    const full = page
      .getByRole('group')
      .filter({ has: page.getByRole('checkbox') })
      .first();
    await full.getByRole('combobox').selectOption('limited');
    await button(page, 'Zapisz listę').click();
    await page
      .getByText(/nie ma już pełnych praw\. Z kodu tej osoby działa legitymacja: Telefon 2\./)
      .waitFor();
    await inspect(seat, 'rights that were lost');
    await button(page, 'Unieważnij ją').click();
    await page.getByText('Unieważniona', { exact: true }).waitFor();
    assert.equal(await page.getByText(/nie ma już pełnych praw/).count(), 0);
    await leave(seat);
  },
);

test(
  'a list of guardians that somebody changed meanwhile is shown as it is, and not overwritten (rules.md W2)',
  options,
  async () => {
    const seat = await sit();
    const { page, world, context } = seat;
    const { pupilId } = await world.addPupil('card');
    const open = async (tab: typeof page): Promise<void> => {
      await tab.goto(`${world.origin}/pupils/${pupilId}`);
      await button(tab, 'Zmień listę').click();
    };
    const choose = (tab: typeof page, rights: string) =>
      tab
        .getByRole('group')
        .filter({ has: tab.getByRole('checkbox') })
        .first()
        .getByRole('combobox')
        .selectOption(rights);
    await open(page);
    const other = await context.newPage();
    await open(other);
    await choose(other, 'limited');
    await button(other, 'Zapisz listę').click();
    await button(other, 'Zmień listę').waitFor();
    await other.close();
    await choose(page, 'full');
    await button(page, 'Zapisz listę').click();
    await page.getByText(/Ktoś zmienił tę sprawę przed chwilą/).waitFor();
    await button(page, 'Zmień listę').waitFor();
    await page.locator('.people').getByText('prawa ograniczone').first().waitFor();
    await leave(seat);
  },
);

test(
  'a form that was opened before somebody protected the address takes no protection away (rules.md I2, W2)',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    const { pupilId } = await world.addPupil('card');
    await page.goto(`${world.origin}/pupils/${pupilId}`);
    await button(page, 'Popraw dane').click();
    const other = await page.context().newPage();
    await other.goto(`${world.origin}/pupils/${pupilId}`);
    await button(other, 'Popraw dane').click();
    await other.getByLabel(/^Adres pod ochroną/).check();
    await button(other, 'Zapisz').click();
    await button(other, 'Popraw dane').waitFor();
    await other.close();
    await page.getByLabel('Klasa').fill('8z');
    await button(page, 'Zapisz').click();
    await button(page, 'Popraw dane').click();
    assert.equal(await page.getByLabel('Klasa').inputValue(), '8z');
    assert.equal(await page.getByLabel(/^Adres pod ochroną/).isChecked(), true);
    await leave(seat);
  },
);
