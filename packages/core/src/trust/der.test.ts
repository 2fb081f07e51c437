import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateToDays } from '../calendar/days.ts';
import { decodeHex } from '../encoding/hex-fixture.ts';
import {
  ecdsaDerToRaw,
  readDerChildren,
  readDerContent,
  readDerOid,
  readDerSequence,
  readDerTime,
} from './der.ts';

const isMalformed = { type: 'malformed' };
const hex = (text: string): Uint8Array => decodeHex(text.replaceAll(' ', ''));
const one = (text: string) => readDerSequence(hex(text))[0];
const octets = (head: string, length: number): Uint8Array =>
  Uint8Array.from([...hex(head), ...new Uint8Array(length)]);

test('reads lengths of one to three bytes, zeros in them too, and only the shortest form (X.690 10.1)', () => {
  for (const [head, length] of [
    ['04 00', 0],
    ['04 7f', 127],
    ['04 81 80', 128],
    ['04 81 ff', 255],
    ['04 82 01 00', 256],
    ['04 82 ff ff', 65_535],
    ['04 83 01 00 00', 65_536],
  ] as const)
    assert.equal(readDerSequence(octets(head, length))[0]?.content.length, length, head);
  for (const [head, length] of [
    ['04 81 7f', 127],
    ['04 82 00 80', 128],
    ['04 82 00 ff', 255],
    ['04 83 00 ff ff', 65_535],
    ['04 84 00 00 00 01', 1],
    ['04 84 01 00 00 00', 16_777_216],
    ['04 80', 0],
  ] as const)
    assert.throws(() => readDerSequence(octets(head, length)), isMalformed, head);
});

test('an element ends where the bytes do, neither before nor after', () => {
  assert.equal(readDerSequence(hex('04 02 01 02')).length, 1);
  assert.equal(readDerSequence(hex('04 02 01 02 05 00')).length, 2);
  assert.deepEqual(readDerSequence(hex('')), []);
  for (const text of ['04 02 01', '04', '04 82 01', '1f 01 00', 'bf 01 00'])
    assert.throws(() => readDerSequence(hex(text)), isMalformed, text);
});

test('an element knows its head and its content', () => {
  const [first, second] = readDerSequence(hex('02 01 05 04 02 0a 0b'));
  assert.deepEqual(first?.whole, hex('02 01 05'));
  assert.deepEqual([second?.tag, second?.content, second?.whole], [4, hex('0a 0b'), hex('04 02 0a 0b')]);
});

test('another tag than the one that must be there is refused, and so is nothing', () => {
  assert.deepEqual(readDerChildren(one('30 02 05 00'))[0]?.tag, 5);
  assert.deepEqual(readDerContent(one('02 01 07'), 2), hex('07'));
  assert.throws(() => readDerChildren(one('31 00')), isMalformed);
  assert.throws(() => readDerChildren(undefined), isMalformed);
  assert.throws(() => readDerContent(one('02 01 07'), 3), isMalformed);
  assert.throws(() => readDerContent(undefined, 2), isMalformed);
});

test('reads object identifiers, of all three roots and with long arcs (X.690 8.19)', () => {
  for (const [bytes, dotted] of [
    ['06 01 00', '0.0'],
    ['06 01 27', '0.39'],
    ['06 01 28', '1.0'],
    ['06 01 4f', '1.39'],
    ['06 01 50', '2.0'],
    ['06 03 55 1d 0f', '2.5.29.15'],
    ['06 02 88 37', '2.999'],
    ['06 08 2a 86 48 ce 3d 04 03 02', '1.2.840.10045.4.3.2'],
  ] as const)
    assert.equal(readDerOid(one(bytes)), dotted);
  assert.throws(() => readDerOid(one('06 00')), isMalformed);
  assert.throws(() => readDerOid(one('06 07 2a ff ff ff ff ff 7f')), isMalformed, 'an arc beyond all bounds');
});

const timeOf = (tag: string, text: string): number => {
  const content = Buffer.from(text, 'latin1').toString('hex');
  const length = text.length.toString(16).padStart(2, '0');
  return readDerTime(one(`${tag}${length}${content}`), dateToDays);
};

test('reads times in the one form that RFC 5280 4.1.2.5 allows; two digits of a year turn at 50', () => {
  assert.equal(timeOf('17', '700101000000Z'), 0);
  assert.equal(timeOf('17', '500101000000Z'), Date.UTC(1950, 0, 1) / 1000);
  assert.equal(timeOf('17', '491231235959Z'), Date.UTC(2049, 11, 31, 23, 59, 59) / 1000);
  assert.equal(timeOf('18', '20500101000000Z'), Date.UTC(2050, 0, 1) / 1000);
  assert.equal(timeOf('18', '20260102030405Z'), Date.UTC(2026, 0, 2, 3, 4, 5) / 1000);
  for (const text of ['7001010000Z', '700101000000', '700101000000+0100', '700101000000.5Z'])
    assert.throws(() => timeOf('17', text), isMalformed, text);
  assert.throws(() => timeOf('19', '700101000000Z'), isMalformed);
  assert.throws(() => timeOf('18', '20260231000000Z'), { type: 'invalid_input' });
});

const signature = (r: string, s: string): Uint8Array => {
  const integer = (content: string): string =>
    `02${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
  const body = integer(r) + integer(s);
  return hex(`30${(body.length / 2).toString(16).padStart(2, '0')}${body}`);
};

test('a signature’s halves are padded to 32 bytes and come in the shortest form only (X.690 8.3.2)', () => {
  const raw = ecdsaDerToRaw(signature('01', `00${'ff'.repeat(32)}`));
  assert.deepEqual([raw[30], raw[31], raw[32], raw[63], raw.length], [0, 1, 255, 255, 64]);
  assert.equal(ecdsaDerToRaw(signature('0080', '7f'))[31], 0x80);
  assert.equal(ecdsaDerToRaw(signature('00', '7f'))[31], 0);
  for (const [r, s] of [
    ['80', '01'],
    ['007f', '01'],
    ['0001', '01'],
    ['', '01'],
    [`01${'00'.repeat(32)}`, '01'],
    ['01', `00${'ff'.repeat(33)}`],
  ] as const)
    assert.throws(() => ecdsaDerToRaw(signature(r, s)), isMalformed, `${r} ${s}`);
});

test('nothing stands beside the two halves of a signature or behind them', () => {
  const good = signature('01', '02');
  assert.ok(ecdsaDerToRaw(good));
  assert.throws(() => ecdsaDerToRaw(Uint8Array.from([...good, 0x05, 0x00])), isMalformed);
  assert.throws(() => ecdsaDerToRaw(hex('30 09 02 01 01 02 01 02 02 01 03')), isMalformed);
  assert.throws(() => ecdsaDerToRaw(hex('30 03 02 01 01')), isMalformed);
});
