import sharp from 'sharp';
import { decodeHeic } from './decode-heic.ts';
import { isLying, type Pixels, turnUpright } from './exif-turn.ts';
import type { ImageHeader } from './image-header.ts';
import { photoPixelsMax } from './limits.ts';
import {
  createPicture,
  createPictureLow,
  type EncodedPictures,
  linkPictureBytesMax,
  pictureLowBytesMax,
} from './pictures.ts';

const masterWidth = 700;
const masterHeight = 900;
/** How far the height : width may be from 45 : 35. The 354x496 of some school programs is within, a sheet of A4 not. */
const ratioTolerance = 0.095;
/** The smallest photo that today's school systems take is 246x304. */
const smallWidth = 246;
const smallHeight = 304;
/** Mean brightness of the middle (0 to 255) and libvips' estimate of sharpness, by trying. */
const darkMean = 55;
const blurredSharpness = 0.36;
/** What is cut off a tall photo comes mostly from below: hair and forehead stay. */
const topShare = 0.2;

// Not only the header's check decides: no other decoder can be reached, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
// One picture at a time in a process that is there for nothing else.
sharp.cache(false);
sharp.concurrency(1);

/** A simple fact about a photo that a person should look at. It never blocks. */
export type PhotoReason = 'too_small' | 'wrong_ratio' | 'too_dark' | 'blurred';
/** What is kept of a photo; the file itself never is. */
export type ReadPhoto = EncodedPictures & {
  /** JPEG, 700x900 (35:45), without metadata. */
  readonly master: Uint8Array;
  readonly verdict: 'ok' | 'warn';
  readonly reasons: readonly PhotoReason[];
};
/** Kinds of files that are taken as a photo. */
export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'heic';
/** A picture that has passed the check of its header; `width` and `height` as stored, `orientation` as EXIF has it. */
export type CheckedImage = Pick<ImageHeader, 'clean' | 'width' | 'height' | 'orientation'> & {
  readonly kind: PhotoKind;
};

type Size = { readonly width: number; readonly height: number };

/** The largest 35:45 part. */
function frameOf({ width, height }: Size): Size {
  return {
    width: Math.min(width, (height * masterWidth) / masterHeight),
    height: Math.min(height, (width * masterHeight) / masterWidth),
  };
}

/**
 * The picture as small as its frame allows, upright. It is made small while it is read and turned afterwards: of a huge
 * photo little is ever in memory.
 */
async function readSmall(image: CheckedImage): Promise<Pixels> {
  if (image.kind === 'heic') return readSmallHeic(image);
  const { clean, width, height, orientation } = image;
  const size = isLying(orientation) ? { width: height, height: width } : { width, height };
  const scale = masterWidth / frameOf(size).width;
  const across = Math.max(masterWidth, Math.round(size.width * scale));
  const down = Math.max(masterHeight, Math.round(size.height * scale));
  const [toWidth, toHeight] = isLying(orientation) ? [down, across] : [across, down];
  const { data, info } = await sharp(clean, {
    limitInputPixels: photoPixelsMax,
    failOn: 'error',
    sequentialRead: true,
  })
    .resize(toWidth, toHeight, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return turnUpright({ data, width: info.width, height: info.height, channels: info.channels }, orientation);
}

/** A HEIC comes out of its decoder upright and whole. */
async function readSmallHeic(image: CheckedImage): Promise<Pixels> {
  const { data, width, height } = await decodeHeic(image.clean, image);
  const scale = masterWidth / frameOf({ width, height }).width;
  const size = [Math.round(width * scale), Math.round(height * scale)] as const;
  const small = await sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: photoPixelsMax })
    .resize(Math.max(masterWidth, size[0]), Math.max(masterHeight, size[1]), { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { info } = small;
  return { data: small.data, width: info.width, height: info.height, channels: info.channels };
}

/** The largest 35:45 part: the middle across, from near the top down. */
async function createMaster(image: CheckedImage): Promise<Uint8Array> {
  const { data, width, height, channels } = await readSmall(image);
  return await sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } })
    .extract({
      left: Math.floor((width - masterWidth) / 2),
      top: Math.floor((height - masterHeight) * topShare),
      width: masterWidth,
      height: masterHeight,
    })
    .toColourspace('srgb')
    .jpeg({ quality: 88 })
    .toBuffer();
}

async function findReasons(master: Uint8Array, { width, height }: Size): Promise<PhotoReason[]> {
  const reasons: PhotoReason[] = [];
  const used = frameOf({ width, height });
  if (used.width < smallWidth || used.height < smallHeight) reasons.push('too_small');
  const ratio = height / width / (masterHeight / masterWidth);
  if (ratio < 1 - ratioTolerance || ratio > 1 + ratioTolerance) reasons.push('wrong_ratio');
  const middle = { left: 140, top: 150, width: 420, height: 520 };
  const face = await sharp(master).extract(middle).resize(210, 260).greyscale().png().toBuffer();
  const { channels, sharpness } = await sharp(face).stats();
  if ((channels[0]?.mean ?? 0) < darkMean) reasons.push('too_dark');
  if (sharpness < blurredSharpness) reasons.push('blurred');
  return reasons;
}

/**
 * Decodes a picture and makes all that is kept of it.
 * @throws Error when the pixels cannot be read
 */
export async function derivePhoto(image: CheckedImage): Promise<ReadPhoto> {
  const master = await createMaster(image);
  const { width, height } = image;
  const upright = isLying(image.orientation) ? { width: height, height: width } : { width, height };
  const reasons = await findReasons(master, upright);
  const picture = await createPicture(master);
  const pictureLow = await createPictureLow(master, pictureLowBytesMax);
  const linkPicture = await createPictureLow(master, linkPictureBytesMax);
  const verdict = reasons.length > 0 ? 'warn' : 'ok';
  return { master, picture, pictureLow, linkPicture, verdict, reasons };
}
