import type { Page } from 'playwright-core';

/** Opens a log-in link and presses the one button that its page has (portal and panel). */
export async function openLoginLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.locator('form button[type=submit]').click();
}
