import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { LOCALES, type Locale, readMessages } from './messages-fixture.ts';

/** Words that lost against the one word of docs/glossary.md, and the messages where they mean something else. */
const LOST: Readonly<
  Record<Locale, readonly (readonly [lost: RegExp, instead: string, ...elsewhere: string[]])[]>
> = {
  pl: [
    [/zablokowan[aą](?!\p{L})/iu, 'zawieszona'],
    [/\bpism(o|a|u|em|ach)\b/i, 'list'],
    [/wystawc/i, 'wydawca'],
    [/wychowawstw/i, 'wychowawca klasy'],
    [/papierow|zwykła legitymacj|zwykłej legitymacj/i, 'tradycyjna'],
    [/samoczynn/i, 'automatycznie'],
    [/klikn|kliknij/i, 'naciśnij'],
    [/\bzgub(a|ie|y)\b|utrat/i, 'zgubienie'],
    [/odnośnik/i, 'link'],
    [/kontroler|kontrolując/i, 'sprawdzający'],
    [/\bUwaga\b/, 'no word over a remark'],
  ],
  en: [
    [/\binspector/i, 'checker'],
    [/\bverifier/i, 'checker'],
    [/inspection|ticket control/i, 'check'],
    [/prolong/i, 'extend'],
    [/\brenew/i, 'refresh, extend'],
    [/paper ID|ordinary ID/i, 'traditional ID'],
    [/\b(ID|phone)\b[^.]*\b(is|be|was) (b)?locked\b/i, 'suspended', 'portal_welcome_4'],
    [/parent portal/i, 'parents’ portal'],
    [/web site/i, 'website'],
    [
      /\border(s|ed)?\b/i,
      'application',
      'in order',
      'in any order',
      'can order',
      'you order',
      'be ordered',
      'You order',
    ],
    [/\bdata (are|were|do|come|leave)\b|these data/i, 'data is'],
    [/details are correct/i, 'everything is correct'],
  ],
  uk: [
    [/квит(ок|к)/i, 'посвідчення'],
    [/паперов|звичайн\p{L}+ посвідч/iu, 'традиційне'],
    [/заявк/i, 'заява'],
    [/скасован|скасує|скасувати посвідч/i, 'анульовано, відкликано'],
    [/параметри/i, 'налаштування'],
    [/контролер|перевіряльник/i, 'той, хто перевіряє'],
    [/заблокован(е|ого)(?!\p{L})/iu, 'призупинене'],
    [/батьківськ/i, 'портал для батьків'],
    [/(?<!\p{L})[ув] порталі/iu, 'на порталі'],
    [/(?<!\p{L})строк/iu, 'термін'],
    [/сесі/i, 'сеанс'],
    [/чинне(?!\p{L})|чинного/iu, 'дійсне'],
    [/телефона(?!\p{L})/iu, 'телефону'],
    [/вилучіть|вилучити/i, 'видалити'],
    [/подовж/i, 'продовжити'],
    [/mLegitymacj[ei]/i, 'мобільне посвідчення'],
  ],
};

for (const locale of LOCALES)
  test(`${locale}: one word for one thing, as the glossary has it`, async () => {
    const found: string[] = [];
    for (const { key, words } of await readMessages(locale))
      for (const [lost, instead, ...elsewhere] of LOST[locale]) {
        const texts = words.texts.map((text) => withoutAllowed(text, elsewhere));
        if (!elsewhere.includes(key) && texts.some((text) => lost.test(text)))
          found.push(`${key}: ${instead}, not ${String(lost)}`);
      }
    assert.deepEqual(found, []);
  });

/** The text without its values and without the uses that mean something else. */
function withoutAllowed(text: string, elsewhere: readonly string[]): string {
  return elsewhere.reduce((left, allowed) => left.replaceAll(allowed, ''), text.replaceAll(/\{\w+\}/g, ''));
}

test('the glossary names the one word of each language', async () => {
  const glossary = await readFile(new URL('../../../docs/glossary.md', import.meta.url), 'utf8');
  for (const word of [
    'zawieszona',
    'list',
    'wydawca',
    'tradycyjna',
    'checker',
    'suspended',
    'посвідчення',
    'анульоване',
    'заява',
  ])
    assert.ok(glossary.includes(word), word);
});
