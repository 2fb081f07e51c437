import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

type Messages = Readonly<Record<string, unknown>>;

const folder = new URL('../messages/', import.meta.url);
const names = (await readdir(new URL('pl/', folder))).sort();
const read = async (locale: string, name: string): Promise<Messages> =>
  JSON.parse(await readFile(new URL(`${locale}/${name}`, folder), 'utf8')) as Messages;

/** The values that a message wants, whatever its plural forms. */
function placeholders(message: unknown): string[] {
  const found = JSON.stringify(message).matchAll(/\{(\w+)\}/g);
  return [...new Set([...found].map(([, name]) => name ?? ''))].sort();
}

for (const name of names) {
  test(`${name}: the three languages say the same things with the same values`, async () => {
    const polish = await read('pl', name);
    for (const locale of ['en', 'uk']) {
      const other = await read(locale, name);
      assert.deepEqual(Object.keys(other).sort(), Object.keys(polish).sort(), locale);
      for (const [key, message] of Object.entries(polish)) {
        assert.notEqual(other[key], '', `${locale} ${key} is empty`);
        assert.deepEqual(placeholders(other[key]), placeholders(message), `${locale} ${key}`);
      }
    }
  });
}
