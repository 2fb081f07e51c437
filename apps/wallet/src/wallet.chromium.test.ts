import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  acceptTerms,
  button,
  closePhones,
  countCards,
  inspect,
  openPhone,
  options,
  type Phone,
  typeCode,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** An ID's life in the built wallet, against the whole server: taken, shown, asked for, revoked. */

const world = await startWalletWorld();
const { wallet } = world.origins;
const name = /Zuzanna Anna Próbna-\d+/;
let held: Phone | undefined = 'skip' in options ? undefined : await openPhone('main');
const heldPhone = (): Phone => {
  assert.ok(held);
  return held;
};
after(async () => {
  await closePhones();
  await world.close();
});

const first = await world.offer();

/** Text of twice the size: no label of the bar is broken but at its hyphen, none runs out of its place. */
async function checkLargeText(page: Page): Promise<void> {
  const lines = await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
    const labels = [...document.querySelectorAll<HTMLElement>('.bottom-bar a')];
    const measured = labels.map((label) => [label.scrollWidth - label.clientWidth, label.clientHeight]);
    document.documentElement.style.fontSize = '';
    return measured;
  });
  assert.equal(lines.length, 3);
  for (const [over = 1, height = 999] of lines) assert.ok(over <= 0 && height < 110, `${over} ${height}`);
}

test(
  'terms are accepted once; the ID is typed in, a wrong code is said, nothing is kept before the yes (rules.md C7)',
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
    await page.getByText(/^Kod aktywacyjny jest błędny\..* Zostały najwyżej 4 próby/).waitFor();
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
    await checkLargeText(page);
    assert.deepEqual(await world.states(first.pupil), ['active']);
    assert.deepEqual(problems, []);
  },
);

test(
  'everything of the ID is there; PESEL and address only after a PIN; the card bears the paper ID’s day and „na tym telefonie od” (rules.md C8, V5)',
  options,
  async () => {
    const { page } = heldPhone();
    await button(page, 'Pokaż wszystkie dane').click();
    for (const text of ['17 maja 2014', '1 września 2025', 'ul. Przykładowa 3, 00-000 Przykładowo'])
      await page.getByText(text).first().waitFor();
    await page.getByText(/^Na tym telefonie od \d/).waitFor();
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
  },
);

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
    await page.getByText('Brak internetu. Kartę i kod pokażesz także bez sieci.').waitFor();
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
    await page.getByText('Kod zawiera: imię i nazwisko').waitFor();
    await page.getByLabel('Zniżka, np. w kinie').check();
    await page.getByText('Nie ma w nim imienia, nazwiska, daty urodzenia ani numeru.').waitFor();
    await code.waitFor();
    await inspect(page);
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

test(
  'a suspension and a revocation reach the card, without date or reason (rules.md K1)',
  options,
  async () => {
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
    // The news stands before the code, and the code no longer calls for attention.
    const order = await page
      .locator('.state, main a[href="/code"]')
      .evaluateAll((parts) => parts.map((part) => part.className));
    assert.match(order[0] ?? '', /state/);
    assert.doesNotMatch(order[1] ?? 'primary', /primary/);
    await inspect(page);
    await world.restore(first.pupil);
    await seen('Ważna');
    await world.revoke(first.pupil);
    await seen('Unieważniona');
    assert.equal(await page.locator('.state a').getAttribute('href'), '/settings');
    await page.getByRole('navigation').getByRole('link', { name: 'Pokaż kod' }).click();
    await page.getByText('Sprawdzający z internetem zobaczy: unieważniona.').waitFor();
  },
);
