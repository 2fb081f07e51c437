import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fontFile, SUBSETS } from './fonts.ts';
import { unpackWoff } from './woff.ts';

/** OpenType 1.9, "Calculating checksums": the sum of the table's 32-bit words. */
function checksumOf(bytes: Buffer): number {
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

test('an unpacked font has all tables, in their place, with the checksums that the file names', () => {
  for (const name of SUBSETS) {
    const font = fontFile(name, 700);
    const count = font.readUInt16BE(4);
    assert.ok(count > 8, name);
    for (let at = 0; at < count; at += 1) {
      const entry = 12 + at * 16;
      const tag = font.toString('latin1', entry, entry + 4);
      const offset = font.readUInt32BE(entry + 8);
      const table = Buffer.from(font.subarray(offset, offset + font.readUInt32BE(entry + 12)));
      assert.equal(offset % 4, 0);
      // The checksum of `head` is made with its own adjustment set to nothing.
      if (tag === 'head') table.writeUInt32BE(0, 8);
      assert.equal(checksumOf(table), font.readUInt32BE(entry + 4), `${name} ${tag}`);
    }
  }
});

test('a file that is no font, or is cut short, is refused', () => {
  assert.throws(
    () => unpackWoff(Buffer.from('OTTO, and then nothing of a WOFF file at all.......')),
    /not a WOFF/,
  );
  const woff = Buffer.alloc(64);
  woff.write('wOFF');
  woff.writeUInt16BE(1, 12);
  woff.writeUInt32BE(64, 48);
  woff.writeUInt32BE(8, 52);
  woff.writeUInt32BE(8, 56);
  assert.throws(() => unpackWoff(woff), /cut short/);
});
