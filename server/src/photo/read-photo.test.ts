import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { DomainError } from '@mleg/core/errors';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { drawFace } from './drawn-face.ts';
import './derive.ts';
import { detectImageType } from './image-type.ts';
import { photoBytesMax } from './limits.ts';
import { checkPhoto, readPhoto } from './read-photo.ts';

const face = await drawFace(1);
const sharedFaces = join(import.meta.dirname, '../../../../shared/cases/faces');

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** A real one-bit PNG of `side` x `side` white pixels: 900 million of them are about 110 KB. */
function createPngBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * Math.min(side, 3000)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

test('makes the master and the three pictures within their sizes', async () => {
  const photo = await readPhoto(face);
  const size = async (bytes: Uint8Array) => {
    const { format, width, height } = await sharp(bytes).metadata();
    return `${format} ${width}x${height}`;
  };
  assert.equal(await size(photo.master), 'jpeg 700x900');
  assert.equal(await size(photo.picture), 'jpeg 240x300');
  assert.ok(photo.picture.length <= 12 * 1024);
  assert.ok(photo.pictureLow.length <= 480 && photo.pictureLow.length >= 360, `${photo.pictureLow.length}`);
  assert.ok(photo.linkPicture.length <= 330);
  assert.equal(text(photo.pictureLow.subarray(8, 15)), 'WEBPVP8');
  // Width and height of a VP8 key frame (RFC 6386 9.1).
  assert.deepEqual([photo.pictureLow[26], photo.pictureLow[28]], [48, 62]);
  assert.deepEqual([photo.verdict, photo.reasons], ['ok', []]);
});

test('takes a PNG, with transparency laid on white', async () => {
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const png = await sharp({ create: { width: 350, height: 450, channels: 4, background: clear } })
    .png()
    .toBuffer();
  const { channels } = await sharp(
    await sharp((await readPhoto(png)).master)
      .png()
      .toBuffer(),
  ).stats();
  for (const channel of channels) assert.ok(channel.min > 250);
});

test('fits noise, the hardest picture there is, into 480 and 330 bytes', async () => {
  const raw = Buffer.from(
    Array.from({ length: 350 * 450 * 3 }, (_, index) => (Math.imul(index + 7, 2_654_435_761) >>> 24) & 0xff),
  );
  const noise = await sharp(raw, { raw: { width: 350, height: 450, channels: 3 } })
    .png()
    .toBuffer();
  const photo = await readPhoto(noise);
  assert.ok(photo.pictureLow.length <= 480);
  assert.ok(photo.linkPicture.length <= 330);
});

test('keeps nothing that stood beside the pixels: place, camera, comment, profile (security.md A3)', async () => {
  const exif = {
    IFD0: { Make: 'SECRETCAMERA', Artist: 'SECRETNAME' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '54/1 2/1 0/1' },
  };
  const tagged = await sharp(face).withExif(exif).withIccProfile('p3').jpeg().toBuffer();
  assert.ok(text(tagged).includes('SECRETCAMERA'));
  const photo = await readPhoto(tagged);
  for (const file of [photo.master, photo.picture, photo.pictureLow, photo.linkPicture]) {
    for (const mark of ['SECRET', 'Exif', 'ICC_PROFILE', 'http://ns.adobe.com', 'ICCP', 'XMP ']) {
      assert.ok(!text(file).includes(mark), mark);
    }
  }
});

test('turns a photo upright before it forgets how it was held', async () => {
  const red = { create: { width: 350, height: 225, channels: 3, background: '#d02020' } } as const;
  const half = await sharp(red).png().toBuffer();
  const upright = await sharp({ create: { ...red.create, height: 450, background: '#2020d0' } })
    .composite([{ input: half, top: 0, left: 0 }])
    .png()
    .toBuffer();
  const lying = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { data } = await sharp((await readPhoto(lying)).master)
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.ok((data[0] ?? 0) > 150, 'the red half is on top');
});

test('refuses a bomb of 900 million pixels without unpacking it (security.md A1)', async () => {
  const before = process.memoryUsage().rss;
  for (const side of [5000, 10_000, 30_000]) {
    await assert.rejects(readPhoto(createPngBomb(side)), { type: 'photo_unreadable' });
  }
  assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
});

test('names the kind of a file that it does not take (security.md A5)', async () => {
  const kinds: [string, Uint8Array][] = [
    ['avif', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0', 'latin1')],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
    [
      'svg',
      Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
      ),
    ],
    ['gif', await sharp(face).resize(20).gif().toBuffer()],
    ['tiff', await sharp(face).resize(20).tiff().toBuffer()],
    ['pdf', Buffer.from('%PDF-1.7')],
    ['zip', Buffer.from('PK\x03\x04rest')],
    ['bmp', Buffer.from('BM000000')],
    ['empty', Buffer.alloc(0)],
    ['unknown', Buffer.from('hello')],
  ];
  for (const [detected, bytes] of kinds) {
    await assert.rejects(readPhoto(bytes), {
      type: 'unsupported_media_type',
      details: { detected, accepted: 'jpeg, png, webp, heic' },
    });
  }
});

const heic = readFileSync(new URL('face-fixture.heic', import.meta.url));

test('takes WebP and HEIC as phones write them, and makes the same of them (design.md section 9)', async () => {
  const small = sharp(face).resize(420, 540);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['lossy', await small.clone().webp({ quality: 60 }).toBuffer()],
    ['lossless', await small.clone().webp({ lossless: true }).toBuffer()],
    ['with transparency', await small.clone().ensureAlpha(0.5).webp().toBuffer()],
    [
      'with a profile and a place',
      await small
        .clone()
        .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
        .webp()
        .toBuffer(),
    ],
    ['HEIC', heic],
  ];
  for (const [what, bytes] of files) {
    const photo = await readPhoto(bytes);
    const { width, height, exif } = await sharp(photo.master).metadata();
    assert.deepEqual([width, height, exif], [700, 900, undefined], what);
  }
});

test('turns a WebP as its camera said', async () => {
  const lying = await sharp(face)
    .resize(540, 420, { fit: 'fill' })
    .webp()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  assert.equal(detectImageType(lying), 'webp');
  const { reasons } = await readPhoto(lying);
  assert.ok(!reasons.includes('wrong_ratio'), 'it stands upright');
});

test('refuses a WebP that moves, lies about its size or was cut off, and a HEIC without its picture', async () => {
  const webp = await sharp(face).resize(420, 540).ensureAlpha(0.5).webp().toBuffer();
  const frames = await sharp(face).resize(60, 60).toBuffer();
  const other = await sharp(frames).negate().toBuffer();
  const moving = await sharp([frames, other], { join: { animated: true } })
    .webp()
    .toBuffer();
  const lying = Buffer.from(webp);
  lying[24] = 200;
  const broken: readonly (readonly [string, Uint8Array, string])[] = [
    ['moving', moving, 'unsupported_kind'],
    ['another canvas', lying, 'damaged'],
    ['cut', webp.subarray(0, 700), 'truncated'],
    ['cut HEIC', heic.subarray(0, heic.length - 500), 'truncated'],
    ['beginning of a HEIC', heic.subarray(0, 40), 'truncated'],
    ['no picture in it', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'damaged'],
  ];
  for (const [what, bytes, reason] of broken)
    await assert.rejects(
      readPhoto(bytes),
      (error: { type: string; details: { reason: string } }) =>
        error.type === 'photo_unreadable' && error.details.reason === reason,
      what,
    );
});

test('headers of WebP and HEIC whose bytes were changed are read or refused, never worse', async () => {
  const webp = await sharp(face).resize(420, 540).ensureAlpha(0.5).webp().toBuffer();
  const change = fc.record({ at: fc.nat(600), value: fc.nat(255), of: fc.constantFrom(webp, heic) });
  fc.assert(
    fc.property(change, fc.nat(3000), ({ at, value, of }, cut) => {
      const bytes = Buffer.from(cut < 2000 ? of : of.subarray(0, cut));
      bytes[at % bytes.length] = value;
      try {
        const { width, height } = checkPhoto(bytes);
        assert.ok(width > 0 && height > 0);
      } catch (error) {
        assert.ok(error instanceof DomainError, String(error));
      }
    }),
  );
});

test('has no other decoder within reach, whatever a file claims', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await assert.rejects(sharp(svg).metadata());
  await assert.rejects(sharp(await sharp(face).resize(20).gif().toBuffer()).metadata());
});

test('refuses a file that was cut off, is damaged, or is only a beginning', async () => {
  const png = await sharp(face).resize(200).png().toBuffer();
  for (const broken of [
    face.slice(0, face.length / 2),
    face.slice(0, 3),
    png.subarray(0, png.length / 2),
    png.subarray(0, 8),
  ]) {
    await assert.rejects(readPhoto(broken), { type: 'photo_unreadable' });
  }
});

test('keeps nothing of a second file behind or inside the picture (security.md A4)', async () => {
  const behind = Buffer.from('<html><script>SECRETMARK</script>PK\x03\x04SECRETMARK%PDF-1.4SECRETMARK');
  const comment = Buffer.concat([
    face.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, 12]),
    Buffer.from('SECRETMARK'),
    face.subarray(2),
  ]);
  const png = Buffer.concat([await sharp(face).resize(350).png().toBuffer(), behind]);
  for (const polyglot of [Buffer.concat([face, behind]), comment, png]) {
    const { master, picture, pictureLow } = await readPhoto(polyglot);
    for (const file of [master, picture, pictureLow]) assert.ok(!text(file).includes('SECRETMARK'));
  }
});

test('refuses more than 20 MB before it looks inside', async () => {
  await assert.rejects(readPhoto(new Uint8Array(photoBytesMax + 1)), {
    type: 'too_large',
    details: { bytes: photoBytesMax + 1, bytesMax: photoBytesMax },
  });
});

test('warns, and never blocks, of a photo that is small, wide, dark or blurred', async () => {
  const reasonsOf = async (image: Sharp) => (await readPhoto(await image.jpeg().toBuffer())).reasons;
  assert.deepEqual(await reasonsOf(sharp(face).resize(140, 180)), ['too_small']);
  assert.deepEqual(await reasonsOf(sharp(face).resize(900, 600)), ['wrong_ratio']);
  assert.deepEqual(await reasonsOf(sharp(face).linear(0.25, 0)), ['too_dark']);
  assert.deepEqual(await reasonsOf(sharp(face).blur(14)), ['blurred']);
  assert.ok((await reasonsOf(sharp(face).resize(1, 1))).includes('too_small'));
});

test('reads any damaged JPEG or says that it cannot, and never breaks (security.md A2)', async () => {
  const small = new Uint8Array(await sharp(face).resize(70, 90).jpeg().toBuffer());
  const change = fc.record({
    at: fc.integer({ min: 3, max: small.length - 1 }),
    to: fc.integer({ min: 0, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const damaged = small.slice();
      for (const { at, to } of changes) damaged[at] = to;
      const outcome = await readPhoto(damaged).then(
        (photo) => photo.verdict,
        (error: unknown) => (error as { type?: string }).type,
      );
      assert.ok(
        ['ok', 'warn', 'photo_unreadable', 'unsupported_media_type'].includes(String(outcome)),
        String(outcome),
      );
    }),
    { numRuns: 40 },
  );
});

test('draws the same face for the same seed and another for another', async () => {
  assert.deepEqual(await drawFace(1), face);
  assert.notDeepEqual(await drawFace(2), face);
  assert.equal(detectImageType(face), 'jpeg');
});

test('fits real photographs', {
  skip: existsSync(sharedFaces) ? false : '../shared is not here',
}, async () => {
  for (const name of ['official-portrait.jpg', 'astronaut.png']) {
    const photo = await readPhoto(readFileSync(join(sharedFaces, name)));
    assert.ok(photo.picture.length <= 12 * 1024);
    assert.ok(photo.pictureLow.length <= 480 && photo.pictureLow.length >= 360, `${photo.pictureLow.length}`);
    assert.ok(photo.linkPicture.length <= 330);
  }
});
