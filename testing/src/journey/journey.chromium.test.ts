import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import type { Page } from 'playwright-core';
import { checkAccessibility } from './axe.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { expectForeign } from './foreign.ts';
import { openLoginLink } from './log-in.ts';
import { surviveOutage } from './outage.ts';
import { openProfile, type Profile } from './profile.ts';

/**
 * The whole story in a real browser, as five people play it: each in a browser profile of their own, the codes through
 * cameras. Steps depend on each other; the first that fails ends the story.
 */
const SKIP = process.env['MLEG_TEST_BROWSER'] === 'skip' ? 'MLEG_TEST_BROWSER=skip' : false;
/** So long a copy of a status list may be held on the way to an online check. */
const ONLINE_SEES_MS = 10_000;
/** So soon a letter that was delivered is on the page. */
const LETTER_SHOWN_MS = 10_000;
const PICTURES = fileURLToPath(new URL('../../../test-results/journey/', import.meta.url));

let server: DemoServer;
let parent: Profile;
let office: Profile;
let pupil: Profile;
let inspector: Profile;
let hasFailed = false;
/** Says something aloud beside the result of the step that is played. */
let note: (text: string) => void = () => undefined;
/** What one step hands to the next. */
const story: { qr: Buffer; txCode: string; revokedAt: number } = {
  qr: Buffer.alloc(0),
  txCode: '',
  revokedAt: 0,
};

before(async () => {
  if (SKIP !== false) return;
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  server = await startDemoServer();
  [parent, office, pupil, inspector] = await Promise.all([
    openProfile('phone'),
    openProfile('desk'),
    openProfile('phone'),
    openProfile('phone'),
  ]);
});

after(async () => {
  await Promise.all([parent, office, pupil, inspector].map((profile) => profile?.close()));
  await server?.stop();
});

/** A step of the story; after a failure the others are skipped aloud, and the screens at that moment are kept. */
function step(name: string, play: () => Promise<void>): void {
  test(name, { skip: SKIP }, async (context) => {
    if (hasFailed) {
      context.skip('an earlier step failed');
      return;
    }
    note = (text) => context.diagnostic(text);
    try {
      await play();
    } catch (error) {
      hasFailed = true;
      const profiles = { parent, office, pupil, inspector };
      for (const [person, profile] of Object.entries(profiles)) {
        const page = profile?.page();
        await page?.screenshot({ path: join(PICTURES, `failed-${person}.png`) }).catch(() => undefined);
      }
      throw error;
    }
  });
}

/** Keeps the screen and lets axe look at it. */
async function look(page: Page, name: string): Promise<void> {
  await checkAccessibility(page, name);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const click = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click();

const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name }).first().waitFor();

/** Every CryptoKey that the page's origin keeps. Runs in the browser. */
async function readKeys(): Promise<{ extractable: boolean; type: string }[]> {
  const wait = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const found: { extractable: boolean; type: string }[] = [];
  const search = (value: unknown): void => {
    if (value instanceof CryptoKey) found.push({ extractable: value.extractable, type: value.type });
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
      for (const part of Object.values(value)) search(part);
  };
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const database = await wait(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      search(await wait(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  return found.filter(({ type }) => type !== 'public');
}

/** The pupil opens the code and holds it before the inspector's camera. */
async function showCode(): Promise<void> {
  const page = pupil.page();
  await page.goto(`${server.demo.urls.wallet}/code`);
  const qr = page.getByRole('img', { name: /Kod QR do sprawdzenia legitymacji/ });
  await qr.waitFor();
  await checkAccessibility(page, 'wallet-code');
  await page.screenshot({ path: join(PICTURES, 'wallet-code.png') });
  await inspector.show(await qr.screenshot());
}

/** The inspector asks online for what a ticket control needs. */
async function askOnline(): Promise<void> {
  const page = inspector.page();
  await page.goto(`${server.demo.urls.verifier}/ask`);
  await heading(page, 'Poproś o dane przez internet');
  await checkAccessibility(page, 'verifier-ask');
  await page.getByRole('radio', { name: /Kontrola biletów/ }).check();
  await click(page, 'Pokaż kod QR');
  await page.getByRole('img', { name: /Kod QR z prośbą/ }).waitFor();
  await look(page, 'verifier-request');
}

/** Opens the verifier's camera; after the first visit it is on at once. */
async function scan(page: Page): Promise<void> {
  await page.goto(server.demo.urls.verifier);
  await page.locator('.start, .camera, .verdict').first().waitFor();
  const start = page.getByRole('button', { name: 'Włącz aparat' });
  if (await start.isVisible()) await start.click();
}

step('a parent orders with a photo in the portal', async () => {
  const page = parent.page();
  const hero = server.demo.guardians[0];
  assert.ok(hero);
  await openLoginLink(page, hero.loginUrl);
  await heading(page, 'Moje dzieci');
  await look(page, 'children');
  await click(page, 'Złóż wniosek');
  await heading(page, 'Sprawdź dane');
  await look(page, 'order-data');
  await click(page, 'Dane się zgadzają');
  await heading(page, 'Zdjęcie do legitymacji');
  await look(page, 'order-photo-choice');
  const photo = join(server.dataDir, 'photo.jpg');
  await writeFile(photo, await drawFace(4711));
  await page.locator('input[type=file]').last().setInputFiles(photo);
  await heading(page, 'Ustaw zdjęcie w ramce');
  await look(page, 'order-photo-crop');
  await click(page, 'Użyj tego zdjęcia');
  await page.getByText('Wyślesz je razem z wnioskiem').waitFor();
  await look(page, 'order-photo-chosen');
  await click(page, 'Dalej');
  await heading(page, 'Odbiór kodu w szkole');
  await page.getByRole('radio', { name: /Ja albo dziecko/ }).check();
  await look(page, 'order-collect');
  await click(page, 'Dalej');
  await heading(page, 'Jak szkoła używa tych danych');
  await look(page, 'order');
  await click(page, 'Wyślij wniosek i zdjęcie');
  await heading(page, 'Wniosek wysłany');
  await look(page, 'order-sent');
});

step('the office checks, approves and issues in the panel', async () => {
  const page = office.page();
  const secretary = server.demo.staff.find(({ role }) => role === 'office');
  assert.ok(secretary);
  await openLoginLink(page, secretary.loginUrl);
  await page.getByRole('link', { name: 'Sprawy' }).first().waitFor();
  await look(page, 'queue');
  const found = page.waitForResponse((answer) => answer.url().endsWith('/api/orders/search'));
  await page.getByRole('searchbox').fill('Nowak Zuzanna');
  await found;
  await page.getByText('Nowak Zuzanna').or(page.getByText('Zuzanna Nowak')).first().click();
  await page.getByRole('button', { name: 'Zatwierdź i wydaj kod' }).waitFor();
  await page.getByText('Wczytujemy…').first().waitFor({ state: 'hidden' });
  await look(page, 'approval');
  await click(page, 'Zatwierdź i wydaj kod');
  const qr = page.getByRole('img', { name: 'Kod QR do dodania legitymacji do telefonu' });
  await qr.waitFor();
  await look(page, 'code');
  await page.locator('.issue').screenshot({ path: join(PICTURES, 'code-card.png') });
  story.qr = await qr.screenshot();
  const text = await page.locator('main').textContent();
  story.txCode = text?.match(/(?:\d{2} ){3}\d{2}/)?.[0] ?? '';
  assert.match(story.txCode, /^(\d{2} ){3}\d{2}$/);
});

step(
  'the database dies before anybody took the code: all hear the truth, and it comes back by itself',
  async () => {
    const [family, desk] = [parent.page(), office.page()];
    await family.goto(`${server.demo.urls.portal}/dzieci`);
    await heading(family, 'Moje dzieci');
    const shows = (page: Page, name: string | RegExp) => (): Promise<boolean> =>
      page.getByRole('heading', { name }).first().isVisible();
    const { told, tookMs } = await surviveOutage(server.dataDir, [
      { page: family, isWell: shows(family, 'Moje dzieci') },
      { page: desk, isWell: shows(desk, /Nowak/) },
    ]);
    note(`the database was back and both pages right after ${tookMs} ms; ${told.length} pages said why`);
  },
);

step("the pupil's phone takes the ID: QR through the camera, activation code by hand", async () => {
  const page = pupil.page();
  await page.goto(server.demo.urls.wallet);
  await heading(page, 'Legitymacja w tym telefonie');
  await look(page, 'wallet-welcome');
  await click(page, 'Akceptuję i zaczynam');
  await heading(page, 'Nie ma tu jeszcze legitymacji');
  await look(page, 'wallet-empty');
  const said = await expectForeign(pupil, {
    text: 'https://example.com/plakat',
    says: /To nie jest kod do dodania legitymacji, tylko link/,
    open: async () => void (await page.goto(`${server.demo.urls.wallet}/add/scan`)),
  });
  note(`a foreign code was named after ${said} ms`);
  await look(page, 'wallet-foreign-code');
  await page.getByRole('link', { name: 'Wybierz inny sposób' }).click();
  await pupil.show(story.qr);
  await look(page, 'wallet-add');
  await click(page, 'Zeskanuj kod QR');
  await heading(page, 'Wpisz kod aktywacyjny');
  await look(page, 'wallet-activation-code');
  await page.getByLabel('Kod aktywacyjny (hasło)').fill('00 00 00 00');
  await click(page, 'Dalej');
  await page.getByText(/Kod aktywacyjny jest błędny/).waitFor();
  await look(page, 'wallet-activation-code-wrong');
  await page.getByLabel('Kod aktywacyjny (hasło)').fill(story.txCode);
  await click(page, 'Dalej');
  await page.getByText(/To legitymacja: Zuzanna Nowak/).waitFor();
  await look(page, 'wallet-confirm');
  await click(page, 'Dodaj do tego telefonu');
  await page.getByText('Legitymacja została dodana do tego telefonu.').waitFor();
  await page.getByText('Zuzanna Nowak').first().waitFor();
  await look(page, 'card');
});

step('the key never leaves the browser, and the ID outlives a restart without a network', async () => {
  await pupil.page().evaluate(async () => (await navigator.serviceWorker.ready).scope);
  await pupil.restart();
  await pupil.context().setOffline(true);
  const page = pupil.page();
  await page.goto(server.demo.urls.wallet);
  await page.getByText('Zuzanna Nowak').first().waitFor();
  await look(page, 'card-offline');
  const keys = await page.evaluate(readKeys);
  assert.ok(keys.length > 0, 'the wallet holds keys');
  assert.ok(
    keys.every(({ extractable, type }) => !extractable && type === 'private'),
    JSON.stringify(keys),
  );
  await click(page, 'Pokaż wszystkie dane');
  await look(page, 'card-all-data');
});

step('an inspector checks it without a network on either side', async () => {
  const page = inspector.page();
  await page.goto(server.demo.urls.verifier);
  await page
    .getByText(/działa bez internetu/)
    .first()
    .waitFor();
  await look(page, 'verifier-start');
  await inspector.context().setOffline(true);
  await page.reload();
  const said = await expectForeign(inspector, {
    text: 'WIFI:T:WPA;S:szkola;P:tajne;;',
    says: /To nie jest kod legitymacji, tylko kod sieci Wi-Fi/,
    open: scan,
  });
  note(`a foreign code was named after ${said} ms`);
  await look(page, 'verifier-foreign-code');
  await page.getByText('Sprawdź bez aparatu', { exact: true }).click();
  await page.getByLabel('Wklej kod albo link').waitFor();
  await showCode();
  await scan(page);
  await heading(page, 'WAŻNA');
  await page.getByText('Zuzanna Nowak').waitFor();
  await look(page, 'verdict');
  assert.equal(await page.title(), 'WAŻNA');
});

step('an inspector asks online: the pupil sees who asks for what, and shares', async () => {
  await pupil.context().setOffline(false);
  await inspector.context().setOffline(false);
  await askOnline();
  await pupil.show(
    await inspector
      .page()
      .getByRole('img', { name: /Kod QR z prośbą/ })
      .screenshot(),
  );
  const page = pupil.page();
  await page.goto(`${server.demo.urls.wallet}/present`);
  await look(page, 'wallet-present');
  await click(page, 'Zeskanuj kod sprawdzającego');
  await page.getByRole('button', { name: 'Udostępnij', exact: true }).waitFor();
  await look(page, 'wallet-request');
  await page.getByRole('button', { name: 'Udostępnij', exact: true }).click();
  await page.getByText('Udostępniono. Wynik widzi sprawdzający.').waitFor();
  await heading(inspector.page(), 'WAŻNA');
  await inspector.page().getByText('Zuzanna Nowak').waitFor();
  await look(inspector.page(), 'verdict-online');
});

step('the school revokes with a reason', async () => {
  const page = office.page();
  await page.reload();
  await page.getByRole('button', { name: 'Unieważnij…' }).first().click();
  await page
    .getByRole('radio', { name: 'zgubiony telefon' })
    .or(page.getByText('zgubiony telefon'))
    .first()
    .click();
  await look(page, 'revocation');
  await page.getByRole('button', { name: 'Unieważnij', exact: true }).click();
  await page
    .getByText(/unieważniona/i)
    .last()
    .waitFor();
  story.revokedAt = Date.now();
  await look(page, 'revoked');
});

step('an online check within ten seconds sees it, by six digits too', async () => {
  await askOnline();
  const line = await inspector.page().getByText('Kod z 6 cyfr').locator('..').textContent();
  const code = (line?.match(/\d{3} \d{3}$/)?.[0] ?? '').replace(' ', '');
  const page = pupil.page();
  await page.goto(`${server.demo.urls.wallet}/present`);
  await page.getByLabel('6 cyfr od sprawdzającego').fill(code);
  await click(page, 'Dalej');
  await page.getByRole('button', { name: 'Udostępnij', exact: true }).waitFor();
  await new Promise((resolve) => setTimeout(resolve, story.revokedAt + ONLINE_SEES_MS - Date.now()));
  await page.getByRole('button', { name: 'Udostępnij', exact: true }).click();
  await heading(inspector.page(), 'NIEWAŻNA');
  await inspector.page().getByText('Unieważniona.').waitFor();
  await look(inspector.page(), 'verdict-revoked-online');
});

step('the offline check refuses it as soon as its lists are fresh, and the wallet says so', async () => {
  const page = inspector.page();
  await page.goto(`${server.demo.urls.verifier}/lists`);
  await click(page, 'Odśwież');
  await page.getByText('Dane są aktualne.').waitFor();
  await look(page, 'verifier-lists');
  await inspector.context().setOffline(true);
  await showCode();
  await scan(page);
  await heading(page, 'NIEWAŻNA');
  await look(page, 'verdict-revoked-offline');
  const wallet = pupil.page();
  await wallet.goto(server.demo.urls.wallet);
  await wallet.getByText('Unieważniona').first().waitFor();
  await look(wallet, 'card-revoked');
});

step('a letter that a parent mailed is a case after one click, and the parent was answered', async () => {
  const folder = join(server.dataDir, 'demo-mail');
  const one = server.demo.pupils.find(
    ({ externalId, state }) => state === 'no_order' && externalId > 'KOL-100',
  );
  const number = Number(one?.externalId.split('-')[1]);
  const subject = `mLegitymacja: ${one?.name}`;
  const bytes = await composeMail({
    from: `rodzic${number}@rodzice.example`,
    to: 'legitymacje@sp-przykladowo.example',
    subject,
    text: 'Dzień dobry, w załączniku zdjęcie.',
    attachments: [{ filename: 'zdjecie.jpg', content: Buffer.from(await drawFace(77)) }],
  });
  const sent = (await readdir(join(folder, 'sent'))).length;
  await writeFile(join(folder, 'tmp', 'journey'), bytes);
  await rename(join(folder, 'tmp', 'journey'), join(folder, 'new', '1900000000.journey'));
  const page = office.page();
  await page.goto(`${server.demo.urls.panel}/mailbox`);
  // The page asks again by itself.
  await page.locator('.letters').getByText(subject).click({ timeout: LETTER_SHOWN_MS });
  await page.locator('.letter-pane').getByText('Sprawa jest już otwarta.').waitFor();
  await look(page, 'mailbox');
  await click(page, 'Potwierdź');
  await page.getByText('Potwierdzone. Sprawa:').waitFor();
  while ((await readdir(join(folder, 'sent'))).length === sent)
    await new Promise((resolve) => setTimeout(resolve, 100));
});

step('no log says a name, a personal number or a code', async () => {
  const log = await readFile(server.logFile, 'utf8');
  const { pupils, guardians } = server.demo;
  for (const { name } of [...pupils, ...guardians]) assert.ok(!log.includes(name), 'a name stands in a log');
  for (const secret of [story.txCode, story.txCode.replaceAll(' ', '')])
    assert.ok(!log.includes(secret), 'an activation code stands in a log');
  assert.doesNotMatch(log, /\b\d{11}\b/, 'a personal number stands in a log');
});
