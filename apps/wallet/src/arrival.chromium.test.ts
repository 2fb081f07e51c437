import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import {
  acceptTerms,
  button,
  closePhones,
  countCards,
  inspect,
  openPhone,
  options,
  putPhonesAway,
  typeCode,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** What happens between the typed code and the card when time runs out or what comes is not good. */

const world = await startWalletWorld();
const { wallet } = world.origins;
afterEach(putPhonesAway);
after(async () => {
  await closePhones();
  await world.close();
});

const EXPIRED = {
  status: 400,
  contentType: 'application/json',
  headers: { 'access-control-allow-origin': '*' },
  body: JSON.stringify({ error: 'invalid_grant', reason: 'expired' }),
};

test('who types the code slowly is asked for nothing again while the offer lives', options, async () => {
  const { page, context } = await openPhone('slow');
  const { pupil, offer } = await world.offer();
  await page.goto(offer.walletLink);
  await acceptTerms(page);
  const codes: (string | null)[] = [];
  await context.route('**/oid4vci/token', (route) => {
    codes.push(new URLSearchParams(route.request().postData() ?? '').get('pre-authorized_code'));
    if (codes.length > 1) return route.continue();
    return route.fulfill(EXPIRED);
  });
  await typeCode(page, offer.txCode);
  await button(page, 'Dodaj do tego telefonu').click();
  await page.getByText('Legitymacja została dodana do tego telefonu.').waitFor();
  assert.equal(new Set(codes).size, 2, 'the second try has a code of its own');
  assert.deepEqual(await world.states(pupil), ['active']);
});

test('an offer that is over is said to be over after one more try, not asked for ever', options, async () => {
  const { page, context } = await openPhone('over');
  const { offer } = await world.offer();
  await page.goto(offer.walletLink);
  await acceptTerms(page);
  let asked = 0;
  await context.route('**/oid4vci/token', (route) => {
    asked += 1;
    return route.fulfill(EXPIRED);
  });
  await typeCode(page, offer.txCode);
  await page.getByText(/Kod stracił ważność/).waitFor();
  assert.equal(asked, 2);
  await inspect(page);
});

test('an ID that was not good and could not be reported is reported at the next start', options, async () => {
  const { page, context } = await openPhone('broken');
  const { pupil, offer } = await world.offer();
  await page.goto(offer.walletLink);
  await acceptTerms(page);
  await context.route('**/oid4vci/credential', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { credentials: { credential: string }[] };
    const forged = body.credentials.map(({ credential }) => {
      const [jwt = '', ...rest] = credential.split('~');
      const [head, payload, signature = ''] = jwt.split('.');
      const turned = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
      return { credential: [`${head}.${payload}.${turned}`, ...rest].join('~') };
    });
    return route.fulfill({ response: answer, json: { ...body, credentials: forged } });
  });
  const cut = ['**/oid4vci/notification', '**/removals'];
  for (const path of cut) await context.route(path, (route) => route.abort());
  await typeCode(page, offer.txCode);
  await page.getByRole('alert').first().waitFor();
  assert.equal(await countCards(page), 0);
  assert.notDeepEqual(await world.states(pupil), ['revoked']);
  for (const path of cut) await context.unroute(path);
  const told = page.waitForRequest('**/oid4vci/notification');
  await page.goto(wallet);
  assert.match((await told).postData() ?? '', /credential_failure/);
  const answer = await (await told).response();
  assert.equal(answer?.status(), 204);
  assert.deepEqual(await world.states(pupil), ['revoked']);
});
