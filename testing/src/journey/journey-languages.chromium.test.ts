import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { freePorts } from '../harness/free-ports.ts';
import { createVillage, type Village } from '../rules/family.ts';
import { checkAccessibility } from './axe.ts';
import { openLoginLink } from './log-in.ts';
import { openProfile, type Profile } from './profile.ts';
import { checkLanguage, polishOn, type Reader, say } from './words.ts';

/**
 * The spine of the story once more, told in the other two languages: a parent who reads English orders, the office works
 * in English, the pupil and the inspector read Ukrainian; the code is typed by hand. Steps depend on each other.
 */
const SKIP = process.env['MLEG_TEST_BROWSER'] === 'skip' ? 'MLEG_TEST_BROWSER=skip' : false;
const EMAIL = 'parent@poczta.example';
const DAY_MS = 86_400_000;

let village: Village;
let ticking: NodeJS.Timeout;
let parent: Profile;
let office: Profile;
let pupil: Profile;
let inspector: Profile;
let hasFailed = false;
/** Of the register, in Polish for everybody. */
const data = [
  'Szkoła Próbna nr 701',
  'Osoba office',
  'SP Próbna 701',
  'ul. Przykładowa 3, 00-000 Przykładowo',
];
const english: Reader = { language: 'en', data };
const ukrainian: Reader = { language: 'uk', data };
const codes = { typed: '', tx: '' };

const en = (key: string, inputs?: Record<string, string>): string => say('en', key, inputs);
const uk = (key: string, inputs?: Record<string, string>): string => say('uk', key, inputs);
const seconds = (): number => Math.floor(Date.now() / 1000);
const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

before(async () => {
  if (SKIP !== false) return;
  const port = await freePorts(4);
  village = await createVillage('701', { port, startAt: seconds() });
  const { world, faces, program } = village;
  // Browsers go by the machine's clock.
  ticking = setInterval(() => {
    world.clock.now = seconds();
  }, 200);
  for (const [offset, name] of (['school', 'wallet', 'verifier', 'panel'] as const).entries())
    await faces[name].listen({ host: 'localhost', port: port + offset });
  const guardian = { name: 'Olena Parent', email: EMAIL, rights: 'full', language: 'en' } as const;
  const { path } = await village.addPupil(1, [guardian]);
  const paperId = { kind: 'card', number: '1/2026', issuedOn: dayIn(-30), validUntil: dayIn(200) };
  assert.equal((await program.call('PUT', `${path}/paper-id`, paperId)).status, 200);
  [parent, office, pupil, inspector] = await Promise.all([
    openProfile('phone', 'pl-PL'),
    openProfile('desk', 'en-GB'),
    openProfile('phone', 'uk-UA'),
    openProfile('phone', 'uk-UA'),
  ]);
});

after(async () => {
  clearInterval(ticking);
  await Promise.all([parent, office, pupil, inspector].map((profile) => profile?.close()));
  await village?.close();
});

function step(name: string, play: () => Promise<void>): void {
  test(name, { skip: SKIP }, async (context) => {
    if (hasFailed) {
      context.skip('an earlier step failed');
      return;
    }
    hasFailed = true;
    await play();
    hasFailed = false;
  });
}

const click = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('link', { name, exact: true }))
    .first()
    .click();

/** Waits for a heading, then looks at the whole screen. */
async function see(page: Page, reader: Reader, title: string): Promise<void> {
  await page.getByRole('heading', { name: title }).first().waitFor();
  await checkLanguage(page, reader, title);
  await checkAccessibility(page, title);
}

step(
  'a parent whom the register knows to read English orders in English, in a Polish browser (rules.md W1, W6)',
  async () => {
    const page = parent.page();
    await page.goto(village.world.deps.config.origins.school);
    await page.getByRole('heading').first().waitFor();
    // rules.md W6: also where nobody is logged in.
    await page.getByText(/^Tę legitymację wydaje szkoła\. Nie jest dokumentem w mObywatelu/).waitFor();
    assert.ok((await polishOn(page, english)).length > 3, 'what is looked for is found where it stands');
    await openLoginLink(page, await village.linkOf({ email: EMAIL }));
    await see(page, english, en('portal_children_title'));
    await click(page, en('portal_next_order'));
    await see(page, english, en('portal_order_data'));
    await click(page, en('portal_data_right'));
    await see(page, english, en('portal_photo_title'));
    const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: village.photo };
    await page.locator('input[type=file]').last().setInputFiles(photo);
    await see(page, english, en('crop_title'));
    await click(page, en('portal_photo_use'));
    await page.getByText(en('portal_photo_chosen')).waitFor();
    await checkLanguage(page, english, 'the photo is chosen');
    await click(page, en('common_continue'));
    await see(page, english, en('portal_order_collect'));
    await click(page, en('common_continue'));
    await see(page, english, en('portal_order_notice'));
    await click(page, en('portal_order_send_photo'));
    await see(page, english, en('portal_sent_title'));
  },
);

step('the office works in English: the queue, the case, the code', async () => {
  const page = office.page();
  await openLoginLink(page, await village.linkOf({ role: 'office' }));
  const approve = page.getByRole('button', { name: en('panel_approve_and_issue') });
  await approve.waitFor();
  await checkLanguage(page, english, 'the case');
  await checkAccessibility(page, 'the case');
  await approve.click();
  await page.getByRole('img', { name: en('panel_issue_qr_label') }).waitFor();
  await checkLanguage(page, english, 'the code');
  const text = (await page.locator('main').textContent()) ?? '';
  codes.typed = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0] ?? '';
  codes.tx = /(?:\d{2} ){3}\d{2}/.exec(text)?.[0] ?? '';
  assert.ok(codes.typed !== '' && codes.tx !== '', 'both codes stand on the screen');
});

step('the parent reads what happened in English', async () => {
  const page = parent.page();
  await page.goto(`${village.world.deps.config.origins.school}/wiadomosci`);
  await see(page, english, en('portal_messages_title'));
  await page.getByText(en('portal_event_order_accepted')).waitFor();
  await page.getByText(en('portal_event_code_ready')).waitFor();
});

step('the pupil’s phone speaks Ukrainian and takes the ID by two codes typed by hand', async () => {
  const page = pupil.page();
  const { wallet } = village.world.deps.config.origins;
  await page.goto(wallet);
  await see(page, ukrainian, uk('wallet_welcome_title'));
  await click(page, uk('wallet_terms_accept'));
  await see(page, ukrainian, uk('wallet_empty_title'));
  await click(page, uk('wallet_add_button'));
  await see(page, ukrainian, uk('wallet_add_title'));
  await click(page, uk('wallet_add_typed'));
  await see(page, ukrainian, uk('wallet_typed_title'));
  await page.getByLabel(uk('wallet_typed_label'), { exact: true }).fill(codes.typed.toLowerCase());
  await click(page, uk('common_continue'));
  await see(page, ukrainian, uk('wallet_tx_title'));
  await page.getByLabel(uk('wallet_tx_label')).fill(codes.tx);
  await click(page, uk('common_continue'));
  const yes = page.getByRole('button', { name: uk('wallet_confirm_yes'), exact: true });
  await yes.waitFor();
  await checkLanguage(page, ukrainian, 'the question before the card is kept');
  await yes.click();
  await page.getByText(uk('wallet_added')).waitFor();
  await page.getByText('Próbna-1').first().waitFor();
  await checkLanguage(page, ukrainian, 'the card');
  await click(page, uk('wallet_all_data_show'));
  await checkLanguage(page, ukrainian, 'all data');
  await checkAccessibility(page, 'all data');
});

step('the inspector’s phone speaks Ukrainian and says that it is valid', async () => {
  const { wallet, verifier } = village.world.deps.config.origins;
  const shown = pupil.page();
  await shown.goto(`${wallet}/code`);
  const qr = shown.getByRole('img', { name: uk('wallet_code_label') });
  await qr.waitFor();
  await checkLanguage(shown, ukrainian, 'the code to be checked');
  await inspector.show(await qr.screenshot());
  const page = inspector.page();
  await page.goto(verifier);
  const start = page.getByRole('button', { name: uk('verifier_start_camera'), exact: true });
  await start.waitFor();
  await checkLanguage(page, ukrainian, 'the verifier');
  await start.click();
  await see(page, ukrainian, uk('verifier_word_valid'));
  await page.getByText('Próbna-1').first().waitFor();
  await page.getByText(uk('verifier_details')).click();
  await checkLanguage(page, ukrainian, 'the details of the check');
});

step('the parent sees in English that a phone took it', async () => {
  const page = parent.page();
  await page.reload();
  await page.getByText(en('portal_event_mobile_id_added')).waitFor();
  await checkLanguage(page, english, 'the messages after the activation');
});
