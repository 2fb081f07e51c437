import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import type { PupilList, PupilRow } from '@mleg/contract/pupil';
import { findBrowser } from '../../../scripts/browser.ts';
import { openLoginLink } from '../../../testing/src/journey/log-in.ts';
import { button, createOffice, inspect, leave } from '../../../testing/src/panel-face/seat.ts';

/** Who works here, who saw what, and lists to their end, in a real browser on the real server. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test(
  'the head teacher logs somebody out everywhere, turns the account off and on again',
  options,
  async () => {
    const colleague = await sit({ role: 'class_teacher' });
    const seat = await sit({ role: 'head_teacher' });
    const { page } = seat;
    await page.getByRole('link', { name: 'Pracownicy' }).click();
    await page.getByRole('heading', { name: 'Pracownicy' }).waitFor();
    await inspect(seat, 'staff');
    const name = 'Jawna class_teacher';
    await button(page, `Wyloguj wszędzie: ${name}`).click();
    await page.getByText(/Zakończymy wszystkie sesje tej osoby/).waitFor();
    await button(page, 'Wyloguj wszędzie').click();
    await page.getByText('Gotowe. Zakończono 1 sesję.').waitFor();
    await colleague.page.getByRole('combobox', { name: 'Klasa' }).selectOption({ index: 1 });
    await colleague.page.getByText(/Sesja się skończyła/).waitFor();
    await leave(colleague);
    await button(page, `Wyłącz konto: ${name}`).click();
    await inspect(seat, 'turning an account off');
    await button(page, 'Wyłącz konto').click();
    await page.getByText('Konto jest wyłączone.').waitFor();
    await page.getByRole('row', { name: /Jawna class_teacher.*konto wyłączone/ }).waitFor();
    await button(page, `Włącz konto: ${name}`).click();
    await page.getByText('Konto działa znowu.').waitFor();
    assert.equal(
      await button(page, 'Wyłącz konto: Jawna head_teacher').count(),
      0,
      'nobody turns themselves off',
    );
    await leave(seat);
    const again = await sit({ role: 'class_teacher' });
    await again.page.getByRole('heading', { name: 'Uczniowie' }).waitFor();
    await leave(again);
  },
);

test('the office logs a guardian out of the portal on the pupil’s page', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const { pupilId } = await world.addPupil('case');
  await page.goto(`${world.origin}/pupils/${pupilId}`);
  await button(page, 'Wyloguj z portalu: Jawna full').click();
  await page.getByText('Gotowe. Zakończono 0 sesji.').waitFor();
  await leave(seat);
});

test(
  'the data protection officer reads who saw whom, by kind, person, pupil and day, and saves it as a file',
  options,
  async () => {
    const office = await sit();
    const { pupilId } = await office.world.addPupil('case');
    await office.page.goto(`${office.world.origin}/pupils/${pupilId}`);
    await button(office.page, 'Pokaż numer (zapiszemy to w historii)').click();
    const pesel = await office.page.locator('.hidden-field .number', { hasText: /^\d{11}$/ }).textContent();
    await office.page.goto(`${office.world.origin}/pupils`);
    await office.page.getByRole('searchbox').fill(pesel ?? '');
    await office.page.getByText(/^1 (osoba|uczeń)/).waitFor();
    await leave(office);
    const seat = await sit({ role: 'data_protection' });
    const { page } = seat;
    await page.locator('.filters select').nth(0).selectOption('reveals');
    await page.locator('.filters select').nth(1).selectOption({ label: 'Jawna office' });
    await page.getByLabel('Uczeń (imię lub nazwisko)').fill('jawna');
    await button(page, 'Pokaż').click();
    await page.getByText('2 zdarzenia').waitFor();
    await page
      .getByRole('row', { name: /Jawna office Wyszukano po numerze PESEL Jawna-\d+ Zuzanna, 5a/ })
      .waitFor();
    await page.getByRole('row', { name: /Jawna office Pokazano ukryte dane: .*PESEL/ }).waitFor();
    await inspect(seat, 'log of reveals');
    await button(page, 'Przygotuj plik CSV').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Zapisz plik CSV' }).click(),
    ]);
    const file = await readFile(await download.path(), 'utf8');
    assert.equal(file.trim().split('\r\n').length, 3);
    assert.ok(
      !file.includes(pesel ?? '?') && !(await page.content()).includes(pesel ?? '?'),
      'no PESEL in the log',
    );
    await page.locator('.filters select').nth(0).selectOption('log');
    await page.locator('.filters select').nth(1).selectOption({ label: 'wszyscy' });
    await page.getByLabel('Uczeń (imię lub nazwisko)').fill('');
    await button(page, 'Pokaż').click();
    await page.getByRole('row', { name: /Pobrano dziennik zdarzeń do pliku/ }).waitFor();
    await leave(seat);
  },
);

test('a list of 595 pupils says how much of it is there, and is shown to its end', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const row = (at: number): PupilRow => ({
    ...{ id: `p-${at}`, externalId: null, name: `Uczeń ${at}`, classGroup: '4a', birthDate: '2016-01-01' },
    ...{ status: 'pupil', paperIdNumber: null, validUntil: null, hasPortrait: false, orderState: null },
    activeMobileIds: 0,
  });
  const all = Array.from({ length: 595 }, (_, at) => row(at));
  await page.route('**/api/pupils?*', (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('from') ?? 0);
    const list: PupilList = { total: 595, classGroups: ['4a'], pupils: all.slice(from, from + 500) };
    return route.fulfill({ json: list });
  });
  await page.route('**/api/pupils', (route) =>
    route.fulfill({
      json: { total: 595, classGroups: ['4a'], pupils: all.slice(0, 500) } satisfies PupilList,
    }),
  );
  await page.goto(`${world.origin}/pupils`);
  await page.getByText('Pokazano 500 z 595.').waitFor();
  await button(page, 'Pokaż kolejne (95)').click();
  await page.getByText('Pokazano 595 z 595.').waitFor();
  assert.equal(await page.locator('tbody tr').count(), 595);
  assert.equal(await button(page, 'Pokaż kolejne (95)').count(), 0);
  await leave(seat);
});

test('a search by PESEL that is over the day’s limit says which limit it is', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  await page.route('**/api/pupils/search', (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'rate_limited',
        title: '',
        status: 429,
        instance: 'x',
        details: { perDay: 30 },
      }),
    }),
  );
  await page.goto(`${world.origin}/pupils`);
  await page.getByRole('searchbox').fill('16303161379');
  await page.getByText(/Dzienny limit \(30\) jest wykorzystany/).waitFor();
  await leave(seat);
});

test('a finished case waits for nothing: the queue and the case say when it came', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  const target = await world.addPupil('case');
  await world.refuseElsewhere(target);
  await page.goto(`${world.origin}/orders/${target.orderId}?tab=done`);
  await page.getByRole('columnheader', { name: 'Wpłynęła' }).waitFor();
  assert.equal(await page.getByText('Czeka od').count(), 0);
  await leave(seat);
});

test('another log-in link in the same tab works after a log-out', options, async () => {
  const seat = await sit();
  const { page, world } = seat;
  await button(page, 'Wyloguj').click();
  await page.locator('.login').waitFor();
  await page.goto(`${world.origin}/login`);
  await page.locator('.login').waitFor();
  await openLoginLink(page, await world.linkOf('office'));
  await page.locator('.rail').waitFor();
  assert.ok(!page.url().includes('token='));
  await leave(seat);
});
