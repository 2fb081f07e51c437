import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createCode, createWorld as createCodes } from '@mleg/core/offline-qr/offline-fixture';
import { holdBeforeCamera, holdNothing } from '../../../testing/src/journey/camera.ts';
import {
  acceptTerms,
  closePhones,
  drawCode,
  folder,
  openPhone,
  options,
} from '../../../testing/src/wallet-face/phone.ts';
import { startWalletWorld } from '../../../testing/src/wallet-face/world.ts';

/** Codes that add no ID, before the built wallet's camera. */

const world = await startWalletWorld();
after(async () => {
  await closePhones();
  await world.close();
});

const kinds: readonly (readonly [string, string, RegExp])[] = [
  ['a Wi-Fi code', 'WIFI:T:WPA;S:szkola;P:tajne;;', /tylko kod sieci Wi-Fi/],
  ['a link', 'https://example.com/plakat', /tylko link do strony/],
  ['an activation code', '12 34 56 78', /wpiszesz po zeskanowaniu/],
  ['an ID on another phone', await createCode(await createCodes()), /legitymacja na innym telefonie/],
];

test(
  'a code that adds no ID is named and the page stays alive; the school’s code after it is taken',
  options,
  async () => {
    const camera = join(folder, 'foreign.y4m');
    await holdNothing(camera);
    const { page, context, problems } = await openPhone('foreign', { camera });
    await page.goto(`${world.origins.wallet}/add`);
    await acceptTerms(page);
    for (const [name, text, says] of kinds) {
      await holdBeforeCamera(camera, await drawCode(context, text));
      await page.goto(`${world.origins.wallet}/add/scan`);
      await page.locator('.notice.warn').getByText(says).waitFor();
      await page.getByText(/To nie jest kod do dodania legitymacji/).waitFor();
      const frames = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let count = 0;
            const startedAt = performance.now();
            const tick = (): void => {
              count += 1;
              if (performance.now() - startedAt < 1000) requestAnimationFrame(tick);
              else resolve(count);
            };
            requestAnimationFrame(tick);
          }),
      );
      assert.ok(frames >= 8, `${name}: ${frames} frames in a second`);
      await page.getByRole('link', { name: 'Wybierz inny sposób' }).click({ timeout: 3000 });
    }
    const { offer } = await world.offer();
    await holdBeforeCamera(camera, await drawCode(context, offer.walletLink));
    await page.goto(`${world.origins.wallet}/add/scan`);
    await page.getByLabel('Kod aktywacyjny (hasło)').waitFor();
    assert.deepEqual(problems, []);
  },
);
