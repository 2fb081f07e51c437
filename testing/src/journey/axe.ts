import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

type Finding = {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
};

/** Fails when axe finds anything serious or critical on the screen (WCAG 2.1 A and AA). */
export async function checkAccessibility(page: Page, screen: string): Promise<void> {
  // A frame of the page's own world would meet its CSP; a script of the test's world does not.
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'axe',
  });
  const run = `${SOURCE};axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    .then(({ violations }) => JSON.stringify(violations.map(({ id, impact, nodes }) =>
      ({ id, impact, nodes: nodes.map(({ html }) => ({ html: html.slice(0, 200) })) }))))`;
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: run,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  assert.equal(exceptionDetails, undefined, `axe could not run on ${screen}`);
  const findings = JSON.parse(String(result.value)) as Finding[];
  const grave = findings.filter(({ impact }) => impact !== null && GRAVE.includes(impact));
  assert.deepEqual(grave, [], `axe found something serious on ${screen}`);
}
