import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { openLoginLink } from '../../../testing/src/journey/log-in.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** A day at the office: case after case by keyboard, interrupted, and picked up again. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test('J, Enter and D lead through the queue by keyboard alone', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  await world.addPupil('case');
  await world.addPupil('case');
  // Anew: the case in hand would stay the one that was most urgent before.
  await page.goto(`${world.origin}/orders`);
  await page.locator('tr.current').waitFor();
  const first = page.url();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.href !== first);
  const second = page.url();
  await button(page, 'Zatwierdź i wydaj kod').waitFor();
  // The case is open already; Enter on its row reads on from its name.
  await page.keyboard.press('Enter');
  await page.locator('.case-head h2:focus').waitFor();
  assert.equal(page.url(), second);
  await page.keyboard.press('d');
  assert.equal(await page.locator(':focus').textContent(), 'Zatwierdź i wydaj kod');
  await page.keyboard.press('Enter');
  await page.locator('.codes:focus').waitFor();
  const next = page.locator('.issue').getByRole('link', { name: 'Następna sprawa' });
  assert.match((await next.getAttribute('class')) ?? '', /primary/);
  await next.press('Enter');
  await page.locator('.case-head h2:focus').waitFor();
  assert.notEqual(page.url(), second);
  await leave(seat);
});

test('the codes can be copied as one message for the e-journal', options, async () => {
  const seat = await sit();
  const { page, world, context } = seat;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { orderId } = await world.addPupil('case');
  await page.goto(`${world.origin}/orders/${orderId}`);
  await button(page, 'Zatwierdź i wydaj kod').click();
  await button(page, 'Kopiuj treść do dziennika').click();
  await page.getByText('Skopiowano').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const digits = await page.locator('.codes .code-digits').textContent();
  assert.match(copied, /\/add#credential_offer_uri=/);
  assert.ok(copied.includes(`Wpisz kod aktywacyjny (hasło): ${digits}`));
  assert.match(copied, new RegExp(`^mLegitymacja: .*${world.word}`));
  await inspect(seat, 'codes with a message');
  await leave(seat);
});

test('a refusal without a reason leads back to the reasons, uncovered', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { orderId } = await world.addPupil('case');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${world.origin}/orders/${orderId}`);
  await button(page, 'Odrzuć zdjęcie…').click();
  const position = await page.locator('.decision').evaluate((part) => getComputedStyle(part).position);
  assert.equal(position, 'static', 'the bar that approves lies over the refusal');
  await button(page, 'Odrzuć i poproś o nowe').click();
  await page
    .getByRole('radio', { name: 'Twarz jest za mała lub ucięta' })
    .and(page.locator(':focus'))
    .waitFor();
  await button(page, 'Anuluj').click();
  await button(page, 'Odmów…').click();
  await page.getByRole('radio', { name: 'Inny powód' }).check();
  await button(page, 'Odmów wydania').click();
  await page.getByText('Odmowa:').waitFor();
  assert.equal(await page.getByText('Czeka na ocenę').count(), 0, 'a refused order has no photo to judge');
  await leave(seat);
});

test(
  'what was typed when the session ended is there again after a log-in in another tab',
  options,
  async () => {
    const seat = await sit();
    const { page, world, context } = seat;
    await page.goto(`${world.origin}/pupils/new`);
    await page.getByLabel('Imię lub imiona').fill('Bogna');
    await page.getByLabel('PESEL', { exact: true }).fill('15230112340');
    await page.getByLabel('Nazwisko', { exact: true }).fill('Zmyślona');
    await page.getByLabel('Klasa', { exact: true }).fill('3c');
    world.pass(3600);
    await button(page, 'Dodaj do rejestru').click();
    await page.getByText(/To, co było na ekranie, czeka/).waitFor();
    assert.equal(await page.getByLabel('Imię lub imiona').isVisible(), false);
    await button(page, 'Wróć do pracy').click();
    await page.getByText('Jeszcze nikt się tu nie zalogował.').waitFor();
    await inspect(seat, 'session ended in mid-work');
    const other = await context.newPage();
    await openLoginLink(other, await world.linkOf('office'));
    await other.getByRole('heading', { name: 'Sprawy' }).waitFor();
    await other.close();
    await button(page, 'Wróć do pracy').click();
    await page.getByLabel('Imię lub imiona').waitFor();
    assert.equal(await page.getByLabel('Imię lub imiona').inputValue(), 'Bogna');
    assert.equal(await page.title(), 'Dodaj ucznia – mLegitymacja');
    await button(page, 'Dodaj do rejestru').click();
    await page.getByRole('heading', { name: 'Bogna Zmyślona', level: 1 }).waitFor();
    await leave(seat);
  },
);

test('a screen that nobody uses is covered when the server forgets the session', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  for (const stage of ['case', 'case'] as const) await world.addPupil(stage);
  const row = page.getByRole('link', { name: new RegExp(world.word) }).first();
  await row.waitFor();
  await page.clock.install();
  await page.reload();
  await row.waitFor();
  await page.clock.fastForward('19:00');
  assert.ok(await row.isVisible());
  await page.clock.fastForward('01:01');
  await row.waitFor({ state: 'hidden' });
  await page.getByText(/To, co było na ekranie, czeka/).waitFor();
  // Somebody types an address without having gone into the field: no key reaches the page behind.
  const before = page.url();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (const key of ['j', 'k', 'j', 'd']) await page.keyboard.press(key);
  assert.equal(page.url(), before);
  // Here the server's clock stood still: its session is as fresh as before.
  await button(page, 'Wróć do pracy').click();
  await row.waitFor();
  await leave(seat);
});

test('a suspended phone stands on top of the page that the report leads to', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { pupilId } = await world.addPupil('card');
  await page.goto(`${world.origin}/pupils/${pupilId}`);
  await button(page, 'Zawieś').click();
  await button(page, 'Przywróć…').waitFor();
  await page.reload();
  await button(page, 'Przywróć…').waitFor();
  const titles = await page.locator('.pupil-columns h2').allTextContents();
  assert.equal(titles[0], 'Legitymacje w telefonach');
  await leave(seat);
});

test('on a tablet the due day is on the screen beside the name', options, async () => {
  const seat = await sit({ viewport: { width: 768, height: 1024 } });
  const { page, world } = seat;
  await world.addPupil('case');
  await page.goto(`${world.origin}/orders`);
  const right = await page
    .locator('.due')
    .first()
    .evaluate((due) => due.getBoundingClientRect().right);
  assert.ok(right <= 768, `the due day ends at ${right}`);
  await inspect(seat, 'queue on a tablet');
  await leave(seat);
});

test(
  'the head teacher decides an objection in two steps and hears what was kept (rules.md W3)',
  options,
  async () => {
    const seat = await sit({ role: 'head_teacher' });
    const { page, world } = seat;
    const target = await world.addPupil('case');
    await world.objectElsewhere(target);
    await page.goto(`${world.origin}/orders`);
    await page
      .locator('.loss')
      .getByRole('link', { name: new RegExp(world.word) })
      .click();
    await button(page, 'Uwzględnij sprzeciw…').click();
    await page.getByText(/unieważnione na stałe/).waitFor();
    await inspect(seat, 'objection to decide');
    await button(page, 'Anuluj').click();
    await button(page, 'Nie uwzględniaj…').click();
    await button(page, 'Nie uwzględniaj sprzeciwu').click();
    await page.getByText('Decyzja zapisana: sprzeciw nieuwzględniony.').waitFor();
    await page.getByText('Nikt nie zgłosił sprzeciwu.').waitFor();
    await leave(seat);
  },
);
