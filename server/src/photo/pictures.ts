import { linkPictureMax, pictureLowMax } from '@mleg/core/offline-qr/limits';
import sharp from 'sharp';

/** `picture` in the SD-JWT VC. */
export const pictureBytesMax = 12 * 1024;
/** `picture_low` in the offline ticket and discount. */
export const pictureLowBytesMax = pictureLowMax;
/** The photo of the offline link. */
export const linkPictureBytesMax = linkPictureMax;
const lowWidth = 48;
const lowHeight = 62;

/** What credentials carry of a portrait. */
export type EncodedPictures = {
  /** JPEG, 240x300, at most 12 KB. */
  readonly picture: Uint8Array;
  /** WebP, 48x62, at most 480 bytes. */
  readonly pictureLow: Uint8Array;
  /** WebP, 48x62, at most 330 bytes. */
  readonly linkPicture: Uint8Array;
};

/** The best quality whose file still fits; `encode` is asked about seven times. */
async function encodeToFit(
  encode: (quality: number) => Promise<Uint8Array>,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  let best: Uint8Array | undefined;
  let low = 1;
  let high = 90;
  while (low <= high) {
    const quality = Math.floor((low + high) / 2);
    const file = await encode(quality);
    if (file.length <= bytesMax) {
      best = file;
      low = quality + 1;
    } else high = quality - 1;
  }
  return best;
}

/** `picture`: JPEG 240x300, at most 12 KB. */
export async function createPicture(master: Uint8Array): Promise<Uint8Array> {
  const small = sharp(master).resize(240, 300, { fit: 'cover', position: 'top' });
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const encode = (quality: number): Promise<Uint8Array> =>
    sharp(data, { raw: { width, height, channels } }).jpeg({ quality, optimiseCoding: true }).toBuffer();
  const file = await encodeToFit(encode, pictureBytesMax);
  if (file === undefined) throw new Error('no JPEG quality fits the picture');
  return file;
}

/**
 * `picture_low`: WebP 48x62 in colour at the best quality that fits. Where even the lowest does not (a master of pure
 * noise), the picture is blurred first, as often as it takes.
 */
export async function createPictureLow(master: Uint8Array, bytesMax: number): Promise<Uint8Array> {
  for (const blur of [0, 0.8, 1.6, 4]) {
    const small = sharp(master).resize(lowWidth, lowHeight, { fit: 'fill', kernel: 'lanczos3' });
    const { data, info } = await (blur > 0 ? small.blur(blur) : small)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    // `icon` switches off the smoothing that spends eyes and mouth on the background (docs/decisions: MLEG1).
    const encode = (quality: number): Promise<Uint8Array> =>
      sharp(data, { raw: { width, height, channels } })
        .webp({ quality, effort: 6, preset: 'icon' })
        .toBuffer();
    const file = await encodeToFit(encode, bytesMax);
    if (file !== undefined) return file;
  }
  throw new Error('no WebP quality fits picture_low');
}
