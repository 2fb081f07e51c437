import { after, test } from 'node:test';
import { findBrowser } from '../../../scripts/browser.ts';
import { createOffice, leave } from '../../../testing/src/panel-face/seat.ts';
import { translatePage } from '../../../testing/src/wallet-face/translator.ts';

/** A panel that the browser translated. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const { sit, close } = createOffice(executablePath);
after(close);

test(
  'a queue that the browser translated still opens cases, searches and changes its tabs',
  options,
  async () => {
    const seat = await sit();
    const { page, world } = seat;
    for (const way of ['moved', 'copied'] as const) {
      await page.locator('.row-link').first().waitFor();
      await translatePage(page, way);
      await page.getByRole('searchbox').fill(world.word);
      await page
        .getByRole('link', { name: new RegExp(world.word) })
        .first()
        .waitFor();
      await translatePage(page, way);
      await page.getByRole('searchbox').fill('nikt taki');
      await page.locator('.row-link').first().waitFor({ state: 'detached' });
      await translatePage(page, way);
      await page.getByRole('searchbox').fill('');
      await page.locator('.row-link').first().waitFor();
      await translatePage(page, way);
      await page.locator('.row-link').last().click();
      await page.locator('.case-head').waitFor();
    }
    await leave(seat);
  },
);
