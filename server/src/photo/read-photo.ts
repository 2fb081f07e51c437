import { DomainError } from '@mleg/core/errors';
import { createDecoders } from './decoders.ts';
import type { CheckedImage, PhotoKind, ReadPhoto } from './derive.ts';
import { createFairGate, type Lane } from './fair-gate.ts';
import { readHeicHeader } from './heic-header.ts';
import { type ImageHeader, refuseBySize } from './image-header.ts';
import { detectImageType, type ImageType } from './image-type.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { photoBytesMax } from './limits.ts';
import { readPngHeader } from './png-header.ts';
import { readWebpHeader } from './webp-header.ts';

export type { ReadPhoto } from './derive.ts';

/** Whose photo it is when nobody's in particular. */
const NOBODY: Lane = { school: 0, account: '' };
const decode = createDecoders();
const gate = createFairGate({
  running: 3,
  runningPerSchool: 2,
  runningMemory: 400 * 1024 * 1024,
  waiting: 120,
  waitingBytes: 200 * 1024 * 1024,
  waitingPerAccount: 30,
  waitingBytesPerAccount: 3 * photoBytesMax,
});

/** Reads the header of each kind that is taken. */
const HEADERS: Readonly<Record<PhotoKind, (bytes: Uint8Array) => ImageHeader>> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
  heic: readHeicHeader,
};
const photoKinds = Object.keys(HEADERS) as PhotoKind[];

/** Whether files of a kind are taken as photos. */
export function isPhotoKind(kind: ImageType): kind is PhotoKind {
  return Object.hasOwn(HEADERS, kind);
}

/**
 * Looks at a file without decoding it: hostile ones end here, in milliseconds.
 * @throws DomainError too_large, unsupported_media_type, photo_unreadable, with `details` that say what and the limit
 */
export function checkPhoto(bytes: Uint8Array): CheckedImage & { readonly memory: number } {
  if (bytes.length > photoBytesMax)
    throw new DomainError('too_large', { bytes: bytes.length, bytesMax: photoBytesMax });
  const detected = detectImageType(bytes);
  if (!isPhotoKind(detected))
    throw new DomainError('unsupported_media_type', { detected, accepted: photoKinds.join(', ') });
  const header = HEADERS[detected](bytes);
  refuseBySize(header);
  const { clean, width, height, orientation, memory } = header;
  return { kind: detected, clean, width, height, orientation, memory };
}

/**
 * Reads a photo as a family, the office or a program sent it. The file is always encoded anew: what it carried beside
 * the pixels is gone, and it is turned upright first.
 * @param bytes JPEG, PNG, WebP or HEIC within `limits.ts`
 * @param lane whose it is: each account has its turn
 * @returns master, derived pictures, and what a person should look at
 * @throws DomainError what `checkPhoto` throws, photo_unreadable; rate_limited when too many photos are being read
 */
export async function readPhoto(bytes: Uint8Array, lane: Lane = NOBODY): Promise<ReadPhoto> {
  const { memory, ...image } = checkPhoto(bytes);
  return gate(lane, { bytes: image.clean.length, memory }, () => decode(image));
}
