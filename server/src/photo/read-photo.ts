import { DomainError } from '@mleg/core/errors';
import { createDecoders } from './decoders.ts';
import type { CheckedImage, ReadPhoto } from './derive.ts';
import { createFairGate, type Lane } from './fair-gate.ts';
import { refuseBySize } from './image-header.ts';
import { detectImageType } from './image-type.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { photoBytesMax } from './limits.ts';
import { readPngHeader } from './png-header.ts';

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

/**
 * Looks at a file without decoding it: hostile ones end here, in milliseconds.
 * @throws DomainError too_large, unsupported_media_type, photo_unreadable, with `details` that say what and the limit
 */
export function checkPhoto(bytes: Uint8Array): CheckedImage & { readonly memory: number } {
  if (bytes.length > photoBytesMax)
    throw new DomainError('too_large', { bytes: bytes.length, bytesMax: photoBytesMax });
  const detected = detectImageType(bytes);
  if (detected !== 'jpeg' && detected !== 'png')
    throw new DomainError('unsupported_media_type', { detected, accepted: 'jpeg, png' });
  const header = detected === 'jpeg' ? readJpegHeader(bytes) : readPngHeader(bytes);
  refuseBySize(header);
  const { clean, width, height, orientation, memory } = header;
  return { clean, width, height, orientation, memory };
}

/**
 * Reads a photo as a family, the office or a program sent it. The file is always encoded anew: what it carried beside
 * the pixels is gone, and it is turned upright first.
 * @param bytes JPEG or PNG within `limits.ts`
 * @param lane whose it is: each account has its turn
 * @returns master, derived pictures, and what a person should look at
 * @throws DomainError what `checkPhoto` throws, photo_unreadable; rate_limited when too many photos are being read
 */
export async function readPhoto(bytes: Uint8Array, lane: Lane = NOBODY): Promise<ReadPhoto> {
  const { memory, ...image } = checkPhoto(bytes);
  return gate(lane, { bytes: image.clean.length, memory }, () => decode(image));
}
