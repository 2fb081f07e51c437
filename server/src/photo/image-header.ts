import { DomainError } from '@mleg/core/errors';
import {
  type PhotoFault,
  photoAspectMax,
  photoMemoryMax,
  photoPixelsMax,
  photoScanPixelsMax,
  photoScansMax,
  photoSecondsMax,
  photoSideMax,
} from './limits.ts';

/** What stands in a file's header, read without decoding a pixel. */
export type ImageHeader = {
  /** As stored, before the camera's turn. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** Bytes that a decoder has to hold at once. */
  readonly memory: number;
  /** Whether the coded data can hold as many pixels as the header promises. */
  readonly isPlausible: boolean;
  /** How often the decoder passes over all pixels. */
  readonly passes: number;
  /**
   * The picture alone: pixels, colour profile and turn. What else the file carried (place, camera, comments, packed
   * texts, further pictures, a second file behind the first) never reaches the decoder.
   */
  readonly clean: Uint8Array;
};

const LIMITS: Readonly<Record<PhotoFault, Readonly<Record<string, number>>>> = {
  too_many_pixels: { pixelsMax: photoPixelsMax },
  side_too_long: { sideMax: photoSideMax },
  too_narrow: { aspectMax: photoAspectMax },
  too_complex: { scansMax: photoScansMax, memoryBytesMax: photoMemoryMax },
  truncated: {},
  damaged: {},
  unsupported_kind: {},
  too_slow: { secondsMax: photoSecondsMax },
};

/** A refusal that says what was wrong, what was found, and the limit. */
export function photoFault(
  reason: PhotoFault,
  found: Readonly<Record<string, string | number>> = {},
  options?: ErrorOptions,
): DomainError {
  return new DomainError('photo_unreadable', { reason, ...LIMITS[reason], ...found }, options);
}

/** @throws DomainError photo_unreadable for a picture that no photo is and that would keep a decoder busy */
export function refuseBySize({ width, height, memory, passes, isPlausible }: ImageHeader): void {
  const found = { width, height };
  if (width < 1 || height < 1) throw photoFault('damaged');
  if (Math.max(width, height) > photoSideMax) throw photoFault('side_too_long', found);
  if (width * height > photoPixelsMax) throw photoFault('too_many_pixels', found);
  if (Math.max(width, height) > photoAspectMax * Math.min(width, height))
    throw photoFault('too_narrow', found);
  if (memory > photoMemoryMax || width * height * passes > photoScanPixelsMax)
    throw photoFault('too_complex', found);
  if (!isPlausible) throw photoFault('truncated', found);
}
