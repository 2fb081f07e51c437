import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { createTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { createTrustLink, fingerprintOf } from '@mleg/core/trust/trust-reference';
import { sha256 } from '@mleg/server/src/keys/es256.ts';
import { makeKey } from '../../../testing/src/flows/holder.ts';
import { startForeignServer } from '../../../testing/src/wallet-face/foreign-server.ts';
import {
  acceptTerms,
  button,
  closePhones,
  inspect,
  openPhone,
  options,
  putPhonesAway,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** Whom the wallet gives an activation code to (OpenID4VCI 1.0 13.6.2), and what it says when nobody answers. */

const world = await startWalletWorld();
const { wallet } = world.origins;
const foreign = await startForeignServer();
afterEach(putPhonesAway);
after(async () => {
  await closePhones();
  await foreign.close();
  await world.close();
});

const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) });
const keeper = makeKey();
const issuer = makeKey();

/** An issuer that does everything right, but is on no list of this wallet. */
async function putIssuer(): Promise<void> {
  const { origin, answers } = foreign;
  const now = Math.floor(Date.now() / 1000);
  answers.set(
    '/offer',
    json({
      credential_issuer: origin,
      credential_configuration_ids: ['id'],
      grants: {
        'urn:ietf:params:oauth:grant-type:pre-authorized_code': {
          'pre-authorized_code': 'x',
          tx_code: { input_mode: 'numeric', length: 8 },
        },
      },
    }),
  );
  answers.set(
    '/.well-known/openid-credential-issuer',
    json({
      credential_issuer: origin,
      credential_endpoint: `${origin}/credential`,
      nonce_endpoint: `${origin}/nonce`,
      display: [{ name: 'mLegitymacja' }],
      credential_configurations_supported: {
        id: { format: 'dc+sd-jwt', vct: 'urn:mlegitymacja:school-id:1' },
      },
    }),
  );
  answers.set(
    '/.well-known/oauth-authorization-server',
    json({ issuer: origin, token_endpoint: `${origin}/token` }),
  );
  const operator = {
    issuer: origin,
    name: 'Szkoła na próbę',
    caCertificate: Uint8Array.of(1),
    caKey: issuer.jwk,
    statusListBase: `${origin}/status/`,
    rspo: 'all',
    isDemo: true,
    authorityNote: undefined,
    signers: [{ kid: 'abc', key: issuer.jwk, notAfterAt: now + 86_400 }],
  } as const;
  const content = {
    iss: 'Szkoła na próbę',
    issuedAt: now,
    expiresAt: now + 86_400,
    sequence: 1,
    operators: [operator],
  };
  const body = await createTrustListJwt(content, 'k', async (data) => keeper.sign(data));
  answers.set('/trust/list', { type: 'application/trust-list+jwt', body });
}

await putIssuer();
const offerLink = `${wallet}/add#credential_offer_uri=${encodeURIComponent(`${foreign.origin}/offer`)}`;
const reference = { trustList: `${foreign.origin}/trust/list`, key: keeper.jwk };

test(
  'an issuer on no list is refused before any code is asked, whatever it calls itself; a person adds it by its fingerprint',
  options,
  async () => {
    const { page } = await openPhone('trust');
    await page.goto(offerLink);
    await acceptTerms(page);
    await page.getByText(`Nie znamy wydawcy ${foreign.host}`).waitFor();
    assert.equal(await page.getByLabel('Kod aktywacyjny (hasło)').count(), 0);
    assert.equal(await page.getByText('mLegitymacja', { exact: true }).count(), 0);
    assert.deepEqual(foreign.calls, ['GET /offer'], 'nothing more is asked of it');
    await inspect(page);

    await page.goto('about:blank');
    await page.goto(createTrustLink(wallet, { ...reference, key: makeKey().jwk }));
    await page.getByText('nie jest podpisana podanym kluczem').waitFor();
    await page.goto('about:blank');
    await page.goto(createTrustLink(wallet, reference));
    await page.getByRole('heading', { name: 'Zaufać temu wydawcy?' }).waitFor();
    await page.getByText(fingerprintOf(keeper.jwk, { sha256 })).waitFor();
    assert.equal(page.url(), `${wallet}/trust`);
    await inspect(page);
    await button(page, 'Anuluj').click();
    await page.getByText('W aplikacji od początku').waitFor();
    assert.equal(await page.getByText('Szkoła na próbę').count(), 0, 'a no is a no');
    await page.getByLabel('Wczytaj plik').setInputFiles({
      name: 'trust.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ trustList: reference.trustList, anchor: reference.key })),
    });
    await button(page, 'Odcisk się zgadza – dodaj').click();
    await page.getByText('Wydawca został dodany.').waitFor();
    await page.getByText('Szkoła na próbę').waitFor();
    await inspect(page);

    await page.goto('about:blank');
    await page.goto(offerLink);
    await page.getByLabel('Kod aktywacyjny (hasło)').waitFor();
    await page.getByText(`Wydaje: Szkoła na próbę (${foreign.host})`).waitFor();
    await page.goto(`${wallet}/trust`);
    await button(page, 'Usuń z listy: Szkoła na próbę').click();
    await page.getByText('Wydawca został usunięty z listy.').waitFor();
    await page.goto('about:blank');
    await page.goto(offerLink);
    await page.getByText(`Nie znamy wydawcy ${foreign.host}`).waitFor();
  },
);

test(
  'the words say what is wrong: the network, the server, or a server that lets nobody read',
  options,
  async () => {
    const { page, context } = await openPhone('words');
    const dead = await startForeignServer();
    await dead.close();
    const open = async (origin: string): Promise<void> => {
      await page.goto('about:blank');
      await page.goto(`${wallet}/add#credential_offer_uri=${encodeURIComponent(`${origin}/offer`)}`);
    };
    await page.goto(wallet);
    await acceptTerms(page);
    foreign.letsRead = false;
    await open(foreign.origin);
    await page.getByText(`Serwer ${foreign.host} odpowiada, ale nie pozwala tej aplikacji`).waitFor();
    await inspect(page);
    foreign.letsRead = true;
    await open(dead.origin);
    await page.getByText(`Połączenie z serwerem ${dead.host} się nie udało`).waitFor();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await context.setOffline(true);
    await open(foreign.origin);
    // The bar of every page says it, and so does what was tried.
    await page.getByRole('alert').getByText('Brak internetu. Do dodania legitymacji').waitFor();
    await context.setOffline(false);
  },
);
