import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import './derive.ts';
import { drawFace } from './drawn-face.ts';
import { turnUpright } from './exif-turn.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { readPngHeader } from './png-header.ts';
import { checkPhoto, readPhoto } from './read-photo.ts';

const face = await drawFace(1);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

type PngParts = { width: number; height: number; depth?: number; colour?: number; interlace?: number };

/** A PNG of nothing but zeros, as small as Deflate makes it. */
function png(parts: PngParts, more: readonly Buffer[] = [], rows?: Buffer): Buffer {
  const { width, height, depth = 8, colour = 2, interlace = 0 } = parts;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  const samples = { 0: 1, 2: 3, 6: 4 }[colour] ?? 1;
  const line = 1 + Math.ceil((width * samples * depth) / 8);
  const idat = rows ?? deflateSync(Buffer.alloc(Math.min(line * height, 90_000_000)), { level: 1 });
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', idat),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG with the frame's height and width written over. */
function withSize(jpeg: Uint8Array, width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg);
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker < 0xc0 || marker > 0xc2) continue;
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
    return bytes;
  }
  throw new Error('no frame');
}

/** The last scan again and again. */
function withScans(jpeg: Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(jpeg);
  const last = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = bytes.subarray(last, -2);
  return Buffer.concat([
    bytes.subarray(0, -2),
    ...Array.from({ length: times }, () => scan),
    bytes.subarray(-2),
  ]);
}

/** A marker with its data right behind the first two bytes. */
function withSegment(jpeg: Uint8Array, marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

const progressive = await sharp(face).jpeg({ progressive: true }).toBuffer();
const hostile: [string, string, Uint8Array][] = [
  [
    'one pixel wide and 24 million high',
    'side_too_long',
    png({ width: 1, height: 24_000_000, depth: 1, colour: 0 }),
  ],
  [
    '24 million wide and one high',
    'side_too_long',
    png({ width: 24_000_000, height: 1, depth: 1, colour: 0 }),
  ],
  ['a strip within the sides', 'too_narrow', png({ width: 12_000, height: 100 })],
  ['a strip that stands', 'too_narrow', png({ width: 100, height: 12_000 })],
  ['sides at their limit', 'too_many_pixels', png({ width: 12_000, height: 12_000, depth: 1, colour: 0 })],
  [
    'sides of four billion',
    'side_too_long',
    png({ width: 4_294_967_295, height: 4_294_967_295 }, [], Buffer.alloc(9)),
  ],
  ['no sides', 'damaged', png({ width: 0, height: 0 })],
  [
    'interlaced with 16 bits and 48 million pixels',
    'too_complex',
    png({ width: 6048, height: 8064, depth: 16, colour: 6, interlace: 1 }, [], Buffer.alloc(1_000_000)),
  ],
  [
    'a PNG whose data cannot hold its pixels',
    'truncated',
    png({ width: 6000, height: 8000 }, [], Buffer.alloc(500)),
  ],
  ['a PNG with a colour type that does not exist', 'damaged', png({ width: 9, height: 9, colour: 5 })],
  ['a JPEG whose frame lies', 'truncated', withSize(face, 6000, 8000)],
  ['a JPEG of 65,535 a side', 'side_too_long', withSize(face, 65_535, 65_535)],
  ['a JPEG without lines', 'damaged', withSize(face, 280, 0)],
  ['a progressive JPEG of 500 scans', 'too_complex', withScans(progressive, 500)],
  ['a baseline JPEG of many scans', 'too_complex', withScans(face, 30)],
  ['a JPEG cut off', 'truncated', face.subarray(0, face.length / 2)],
  ['a progressive JPEG cut off', 'truncated', progressive.subarray(0, -1)],
  [
    'a JPEG whose segment runs over the end',
    'truncated',
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]),
  ],
  [
    'a JPEG of two frames',
    'damaged',
    withSegment(face, 0xc0, Buffer.from('08000900090101110000'.slice(0, 18), 'hex')),
  ],
  ['a lossless JPEG', 'unsupported_kind', withSegment(face, 0xc3, Buffer.alloc(17))],
  ['an arithmetic JPEG', 'unsupported_kind', withSegment(face, 0xc9, Buffer.alloc(17))],
];

test('hostile files are refused in milliseconds with a reason, and no decoder sees them', () => {
  for (const [name, reason, bytes] of hostile) {
    // The shortest of three: another program on this machine may hold the processor for one of them.
    const times = [1, 2, 3].map(() => {
      const begin = performance.now();
      assert.throws(
        () => checkPhoto(bytes),
        (error: { type?: string; details?: { reason?: string } }) => {
          assert.deepEqual([error.type, error.details?.reason], ['photo_unreadable', reason], name);
          return true;
        },
      );
      return performance.now() - begin;
    });
    assert.ok(Math.min(...times) < 50, name);
  }
});

test('a refusal says what was found and the limit', () => {
  assert.throws(() => checkPhoto(png({ width: 100, height: 12_000 })), {
    details: { reason: 'too_narrow', width: 100, height: 12_000, aspectMax: 5 },
  });
  assert.throws(() => checkPhoto(withSize(face, 20_000, 9)), {
    details: { reason: 'side_too_long', width: 20_000, height: 9, sideMax: 12_000 },
  });
});

test('what stands beside the pixels never reaches the decoder: packed texts, profiles, places, comments, a second file', async () => {
  const bomb = deflateSync(Buffer.alloc(50_000_000), { level: 9 });
  const packed = (type: string): Buffer =>
    chunk(type, Buffer.concat([Buffer.from('SECRET\0\0', 'latin1'), bomb]));
  const facePng = await sharp(face).png().toBuffer();
  const small = facePng.subarray(33);
  const stuffed = Buffer.concat([
    facePng.subarray(0, 33),
    ...['zTXt', 'iTXt', 'iCCP', 'tEXt', 'acTL', 'fdAT'].map(packed),
    small,
    Buffer.from('PK\x03\x04SECRET'),
  ]);
  const many = Array.from({ length: 200 }, () => Buffer.alloc(65_000, 'SECRET'));
  let jpeg: Buffer = Buffer.from(face);
  for (const data of many)
    jpeg = withSegment(jpeg, 0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0'), data]));
  jpeg = withSegment(jpeg, 0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0SECRET'));
  jpeg = withSegment(jpeg, 0xfe, Buffer.from('SECRET'));
  jpeg = Buffer.concat([jpeg, Buffer.from('<script>SECRET</script>'), face]);
  const cleanPng = readPngHeader(stuffed).clean;
  assert.equal(cleanPng.length, facePng.length - (facePng.length - readPngHeader(facePng).clean.length));
  assert.ok(!text(cleanPng).includes('SECRET'));
  const cleanJpeg = readJpegHeader(jpeg).clean;
  assert.ok(cleanJpeg.length < 2 * 1024 * 1024 && !text(cleanJpeg).includes('<script>'));
  for (const bytes of [stuffed, jpeg]) {
    const begin = performance.now();
    assert.equal((await readPhoto(bytes)).verdict, 'ok');
    assert.ok(performance.now() - begin < 5000);
  }
});

test('what a phone makes is read: 24.5, 48 and 50 million pixels, lying, in scans or not', async () => {
  const phones: [number, number, Record<string, unknown>][] = [
    [5712, 4284, {}],
    [8064, 6048, {}],
    [8160, 6144, { progressive: true }],
  ];
  const lying = await sharp(face).rotate(-90).toBuffer();
  for (const [width, height, options] of phones) {
    const file = await sharp(lying)
      .resize(width, height, { fit: 'fill', kernel: 'nearest' })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 60, optimiseCoding: false, ...options })
      .toBuffer();
    const photo = await readPhoto(file);
    assert.deepEqual(photo.reasons, [], `${width}x${height}`);
    const size = await sharp(photo.master).metadata();
    assert.deepEqual([size.width, size.height], [700, 900]);
  }
});

test('a photo is turned upright in all eight ways that a camera writes', async () => {
  const stored = await sharp(face)
    .resize(14, 10, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = stored.info;
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    const file = await sharp(stored.data, { raw: { width, height, channels } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const upright = await sharp(file).autoOrient().removeAlpha().raw().toBuffer();
    const turned = turnUpright({ data: stored.data, width, height, channels }, orientation);
    assert.deepEqual(Buffer.from(turned.data), upright, `${orientation}`);
    assert.equal(readPngHeader(file).orientation, orientation);
  }
});
