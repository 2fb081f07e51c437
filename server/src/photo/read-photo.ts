import { DomainError } from '@mleg/core/errors';
import sharp, { type Sharp } from 'sharp';
import { createGate } from './gate.ts';
import { detectImageType } from './image-type.ts';
import {
  createPicture,
  createPictureLow,
  type EncodedPictures,
  linkPictureBytesMax,
  pictureLowBytesMax,
} from './pictures.ts';

/** What a family may send (requirement A12). */
export const photoBytesMax = 5 * 1024 * 1024;
/** More than any phone's photo of 5 MB has; a bomb of 900 million pixels is refused before it is unpacked. */
export const photoPixelsMax = 24_000_000;
const masterWidth = 700;
const masterHeight = 900;
/** How far the height : width may be from 45 : 35 before something of the photo is lost. */
const ratioTolerance = 0.12;
/** The smallest photo that today's school systems take is 246x304. */
const smallWidth = 246;
const smallHeight = 304;
/** Mean brightness of the middle (0 to 255) and libvips' estimate of sharpness, by trying. */
const darkMean = 55;
const blurredSharpness = 0.36;
/** What is cut off a tall photo comes mostly from below: hair and forehead stay. */
const topShare = 0.2;
const decodeSeconds = 10;
/** A photo of 24 million pixels is 72 MB unpacked: two at once, and as many wait as forty times 5 MB may. */
const gate = createGate({ running: 2, waiting: 40 });

// Not only the signature decides: no other decoder can be reached, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer'] });

/** A simple fact about a photo that a person should look at. It never blocks. */
export type PhotoReason = 'too_small' | 'wrong_ratio' | 'too_dark' | 'blurred';
/** What is kept of a photo; the file itself never is. */
export type ReadPhoto = EncodedPictures & {
  /** JPEG, 700x900 (35:45), without metadata. */
  readonly master: Uint8Array;
  readonly verdict: 'ok' | 'warn';
  readonly reasons: readonly PhotoReason[];
};

type Frame = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, {
    limitInputPixels: photoPixelsMax,
    failOn: 'error',
    animated: false,
    sequentialRead: false,
  }).timeout({
    seconds: decodeSeconds,
  });
}

/** The largest 35:45 part: from the middle across, from near the top down. */
function findFrame(width: number, height: number): Frame {
  const frameWidth = Math.max(1, Math.min(width, Math.round((height * masterWidth) / masterHeight)));
  const frameHeight = Math.max(1, Math.min(height, Math.round((width * masterHeight) / masterWidth)));
  return {
    left: Math.floor((width - frameWidth) / 2),
    top: Math.floor((height - frameHeight) * topShare),
    width: frameWidth,
    height: frameHeight,
  };
}

async function readUpright(bytes: Uint8Array): Promise<{ pixels: Sharp; width: number; height: number }> {
  const { data, info } = await open(bytes)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { pixels: sharp(data, { raw: { width, height, channels } }), width, height };
}

async function findReasons(master: Uint8Array, width: number, height: number): Promise<PhotoReason[]> {
  const reasons: PhotoReason[] = [];
  const { width: usedWidth, height: usedHeight } = findFrame(width, height);
  if (usedWidth < smallWidth || usedHeight < smallHeight) reasons.push('too_small');
  const ratio = height / width / (masterHeight / masterWidth);
  if (ratio < 1 - ratioTolerance || ratio > 1 + ratioTolerance) reasons.push('wrong_ratio');
  const middle = { left: 140, top: 150, width: 420, height: 520 };
  const face = await sharp(master).extract(middle).resize(210, 260).greyscale().png().toBuffer();
  const { channels, sharpness } = await sharp(face).stats();
  if ((channels[0]?.mean ?? 0) < darkMean) reasons.push('too_dark');
  if (sharpness < blurredSharpness) reasons.push('blurred');
  return reasons;
}

async function derive(bytes: Uint8Array): Promise<ReadPhoto> {
  const { pixels, width, height } = await readUpright(bytes);
  const master = await pixels
    .extract(findFrame(width, height))
    .resize(masterWidth, masterHeight, { fit: 'fill' })
    .jpeg({ quality: 88 })
    .toBuffer();
  const [reasons, pictures] = await Promise.all([findReasons(master, width, height), derivePictures(master)]);
  return { master, ...pictures, verdict: reasons.length > 0 ? 'warn' : 'ok', reasons };
}

/** The three pictures that credentials carry, from a stored master. */
export async function derivePictures(master: Uint8Array): Promise<EncodedPictures> {
  const [picture, pictureLow, linkPicture] = await Promise.all([
    createPicture(master),
    createPictureLow(master, pictureLowBytesMax),
    createPictureLow(master, linkPictureBytesMax),
  ]);
  return { picture, pictureLow, linkPicture };
}

/**
 * Reads a photo as a family or photographer sent it. The file is always encoded anew: what it carried beside the pixels
 * (place, camera, a second file behind the first) is gone, and it is turned upright first.
 * @param bytes JPEG or PNG, at most 5 MB and 24 million pixels
 * @returns master, derived pictures, and what a person should look at
 * @throws too_large, unsupported_media_type (`detected` names the kind, `heic` among them), photo_unreadable;
 *   rate_limited when too many photos are being read
 */
export async function readPhoto(bytes: Uint8Array): Promise<ReadPhoto> {
  if (bytes.length > photoBytesMax) throw new DomainError('too_large', { bytesMax: photoBytesMax });
  const detected = detectImageType(bytes);
  if (detected !== 'jpeg' && detected !== 'png') {
    throw new DomainError('unsupported_media_type', { detected, accepted: 'jpeg, png' });
  }
  try {
    const { format, width, height } = await open(bytes).metadata();
    if (format !== detected)
      throw new DomainError('unsupported_media_type', { detected: 'unknown', accepted: 'jpeg, png' });
    if (width * height > photoPixelsMax)
      throw new DomainError('photo_unreadable', { pixelsMax: photoPixelsMax });
    return await gate(() => derive(bytes));
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('photo_unreadable', {}, { cause: error });
  }
}
