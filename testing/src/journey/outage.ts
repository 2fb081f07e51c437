import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { databasePid, killDatabase } from '../flows/server-process.ts';

/** The database dies while people work; nobody restarts anything. */

const BACK_WITHIN_MS = 20_000;
/** What a page may say meanwhile: that the server is away, or that it is still loading. */
const TRUE_WORDS = /Serwer szkoły chwilowo nie odpowiada|Wczytujemy/;

/** Somebody's page, and what stands on it when all is well. */
export type Watched = { readonly page: Page; readonly isWell: () => Promise<boolean> };

async function watch({ page, isWell }: Watched, until: number): Promise<string> {
  let told = '';
  await page.reload();
  while (!(await isWell())) {
    const text = (await page.locator('body').textContent()) ?? '';
    if (/Serwer szkoły chwilowo/.test(text)) told = text;
    assert.doesNotMatch(text, /Zaloguj|Nie ma /, 'nobody is logged out and nothing is lost');
    assert.ok(Date.now() < until, `not back in time: ${text.slice(0, 400)}`);
    await page.waitForTimeout(100);
  }
  return told;
}

/**
 * Kills it the hard way. The pages are loaded anew once, while it is away, and come right by themselves.
 * @returns what each page said meanwhile, and after how many milliseconds all was well
 */
export async function surviveOutage(
  dataFolder: string,
  pages: readonly Watched[],
): Promise<{ told: string[]; tookMs: number }> {
  const killedAt = Date.now();
  const killed = await killDatabase(dataFolder);
  const told = await Promise.all(pages.map((one) => watch(one, killedAt + BACK_WITHIN_MS)));
  const tookMs = Date.now() - killedAt;
  assert.notEqual(await databasePid(dataFolder), killed, 'another process');
  for (const text of told) assert.match(text, TRUE_WORDS);
  return { told, tookMs };
}
