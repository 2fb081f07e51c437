import assert from 'node:assert/strict';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { startDemoServer } from '../journey/demo-server.ts';

/** The whole server is killed while it takes letters in: none is lost, none is there twice (security B7). */

const isLong = process.env['TEST_LONG'] === '1';
const KILLS = 50;
/** Letters of the demo that get a receipt. */
const SEEDED = 10;
const ADDRESS = 'legitymacje@sp-przykladowo.example';

test('killed fifty times while letters come, the demo has each of them once, and each was answered', {
  skip: isLong ? false : 'with TEST_LONG=1',
}, async (context) => {
  const server = await startDemoServer();
  const { demo, dataDir } = server;
  const folder = join(dataDir, 'demo-mail');
  const orders = async (pupil: string): Promise<{ source: string }[]> => {
    const response = await fetch(`${demo.urls.api}/orders?pupil=${pupil}`, {
      headers: { authorization: `Bearer ${demo.apiKey}` },
    });
    assert.equal(response.status, 200);
    return ((await response.json()) as { orders: { source: string }[] }).orders;
  };
  try {
    await until(async () => (await readdir(join(folder, 'new'))).length <= 2);
    // The demo's own letters are answered first.
    await until(async () => (await readdir(join(folder, 'sent'))).length >= SEEDED);
    const before = (await readdir(join(folder, 'sent'))).length;
    const content = Buffer.from(await drawFace(8));
    const pupils = demo.pupils
      .filter(({ state }) => state === 'no_order')
      .map((pupil) => ({ ...pupil, number: Number(pupil.externalId.split('-')[1]) }))
      // Those whose parent gave an address, after those whom the demo's own letters are about.
      .filter(({ number }) => number % 25 !== 0 && number % 60 !== 0 && number > 60)
      .slice(0, KILLS);
    assert.equal(pupils.length, KILLS);
    for (const { name, number } of pupils) {
      const bytes = await composeMail({
        from: `rodzic${number}@rodzice.example`,
        to: ADDRESS,
        subject: `mLegitymacja ${name}`,
        text: 'W załączniku zdjęcie.',
        messageId: `<kill-${number}@rodzice.example>`,
        attachments: [{ filename: 'zdjecie.jpg', content, contentType: 'image/jpeg' }],
      });
      await writeFile(join(folder, 'tmp', `${number}`), bytes);
      await rename(join(folder, 'tmp', `${number}`), join(folder, 'new', `18${number}.kill`));
      // From the look's beginning to well behind the mark: every moment of it is met.
      await new Promise((resolve) => setTimeout(resolve, 40 * (number % 80)));
      await server.killHard();
      await server.startAgain();
    }
    await until(async () => (await readdir(join(folder, 'new'))).length <= 2);
    await until(async () => (await readdir(join(folder, 'sent'))).length >= before + KILLS);
    let cases = 0;
    for (const { externalId } of pupils) {
      const mailed = (await orders(externalId)).filter(({ source }) => source === 'mailbox');
      assert.ok(mailed.length <= 1, `${externalId}: ${mailed.length} cases`);
      cases += mailed.length;
    }
    // A letter about one of two namesakes waits for a person.
    assert.ok(cases >= KILLS * 0.8, `${cases} cases`);
    const sent = (await readdir(join(folder, 'sent'))).filter((name) => name.endsWith('.eml'));
    assert.equal(sent.length, before + KILLS, 'each letter was answered once');
    context.diagnostic(`${KILLS} kills, ${cases} cases`);
  } finally {
    await server.stop();
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 600 && !(await isSo()); waited += 1)
    await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(await isSo());
}
