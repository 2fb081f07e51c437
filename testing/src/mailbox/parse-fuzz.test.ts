import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeMail } from '@mleg/server/src/mail/folder-mailer.ts';
import { letterLimits } from '@mleg/server/src/mailbox/limits.ts';
import { parseInThread } from '@mleg/server/src/mailbox/parse-in-thread.ts';
import { type ParsedLetter, parseLetter } from '@mleg/server/src/mailbox/parse-letter.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import fc from 'fast-check';

/** Letters as nobody should write them: read within limits or refused, never worse. */

const RUNS = process.env['TEST_LONG'] === '1' ? 10_000 : 150;
const photo = Buffer.from(await drawFace(6));
const whole = await composeMail({
  from: { name: 'Grażyna Źrebiec', address: 'grazynka77@poczta.example' },
  to: 'legitymacje@szkola.example',
  subject: 'mLegitymacja – Żaneta Źrebiec 7c',
  text: 'Dzień dobry, przesyłam zdjęcie córki.\n',
  html: '<p>Dzień dobry, przesyłam zdjęcie <b>córki</b>.</p>',
  messageId: '<a1@poczta.example>',
  attachments: [{ filename: 'Żaneta 7c.jpg', content: photo.subarray(0, 3000), contentType: 'image/jpeg' }],
});

function assertWithin(letter: ParsedLetter): void {
  assert.ok(letter.subject.length <= letterLimits.subjectLetters);
  assert.ok(letter.body.length <= letterLimits.bodyLetters);
  assert.ok(letter.files.length <= letterLimits.files);
  assert.ok(Object.keys(letter.headers).length <= letterLimits.headers);
  assert.ok(letter.from.email.length <= 254 && letter.from.name.length <= 200);
  for (const { name, bytes } of letter.files) assert.ok(name.length <= 255 && bytes instanceof Uint8Array);
}

type Change = {
  readonly at: number;
  readonly length: number;
  readonly how: 'cut' | 'drop' | 'double' | 'noise' | 'line';
  readonly noise: Uint8Array;
};

function changed(bytes: Buffer, { at, length, how, noise }: Change): Buffer {
  const [head, part] = [bytes.subarray(0, at), bytes.subarray(at, at + length)];
  const tail = bytes.subarray(at + length);
  const into: Readonly<Record<Change['how'], readonly Uint8Array[]>> = {
    cut: [head],
    drop: [head, tail],
    double: [head, part, part, tail],
    noise: [head, noise, tail],
    line: [head, Buffer.from('\r\n\r\n'), part, tail],
  };
  return Buffer.concat(into[how]);
}

test('a letter as programs write it is read whole', async () => {
  const letter = await parseLetter(whole);
  assert.deepEqual(letter.from, { name: 'Grażyna Źrebiec', email: 'grazynka77@poczta.example' });
  assert.equal(letter.subject, 'mLegitymacja – Żaneta Źrebiec 7c');
  assert.equal(letter.messageId, '<a1@poczta.example>');
  assert.equal(letter.files[0]?.name, 'Żaneta 7c.jpg');
  assert.deepEqual(Buffer.from(letter.files[0]?.bytes ?? []), photo.subarray(0, 3000));
});

test('letters whose bytes were changed, cut, doubled or moved are read within the limits or refused', async () => {
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    length: fc.nat(400),
    how: fc.constantFrom(
      'cut' as const,
      'drop' as const,
      'double' as const,
      'noise' as const,
      'line' as const,
    ),
    noise: fc.uint8Array({ maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
      const bytes = changes.reduce(changed, whole);
      const letter = await parseLetter(bytes).catch(() => undefined);
      if (letter !== undefined) assertWithin(letter);
    }),
    { numRuns: RUNS },
  );
});

test('what is made to take long or much is given up, and the next letter is read', async () => {
  const deep = Array.from(
    { length: 60 },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  );
  const hostile: readonly Buffer[] = [
    Buffer.from(deep.join('')),
    Buffer.from(`Subject: x\r\n${'X-Header: y\r\n'.repeat(60_000)}\r\n`),
    Buffer.from(`From: ${'"a" <'.repeat(20_000)}\r\n\r\nx`),
    Buffer.from(`Content-Type: text/html\r\n\r\n${'<div '.repeat(60_000)}`),
    Buffer.from(`Subject: ${'=?utf-8?Q?='.repeat(20_000)}\r\n\r\nx`),
    Buffer.alloc(300_000, 0),
  ];
  for (const bytes of hostile) {
    const letter = await parseInThread(bytes);
    if (letter !== undefined) assertWithin(letter);
  }
  assert.equal((await parseInThread(whole))?.subject, 'mLegitymacja – Żaneta Źrebiec 7c');
  assert.equal(await parseInThread(whole, { seconds: 0, megabytes: 64 }), undefined, 'too slow is given up');
});
