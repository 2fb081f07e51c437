import type { Page } from 'playwright-core';

/**
 * Does what a browser's page translation does to the texts of a page: each is put into elements of the translator's own,
 * the page's text node moved there (`moved`) or thrown away for a copy (`copied`). Runs once, over what is there now.
 */
export async function translatePage(page: Page, way: 'moved' | 'copied'): Promise<number> {
  return page.evaluate((how) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest('script, style, textarea, select') === null) texts.push(node as Text);
    }
    for (const text of texts) {
      const outer = document.createElement('font');
      const inner = outer.appendChild(document.createElement('font'));
      text.replaceWith(outer);
      inner.append(how === 'moved' ? text : text.data);
    }
    return texts.length;
  }, way);
}
