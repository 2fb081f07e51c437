import { decodeQR } from 'qr/decode.js';
import type { Frame } from './smooth.ts';
import { smoothFrame } from './smooth.ts';

/** Reads one frame; undefined when there is no readable code in it. */
export type DecodeFrame = (
  source: CanvasImageSource,
  width: number,
  height: number,
) => Promise<string | undefined>;

/** Effort and time of one try: a camera has the next frame soon, a single picture has not. */
export type DecodeEffort = { readonly effort: number; readonly timeLimit: number };
export const cameraEffort: DecodeEffort = { effort: 2, timeLimit: 40 };
export const pictureEffort: DecodeEffort = { effort: 4, timeLimit: 1500 };

/** The longest side of a picture that is looked at; phones take pictures many times larger. */
const pictureSideMax = 1600;

function tryDecode({ width, height, data }: Frame, effort: DecodeEffort): string | undefined {
  try {
    return decodeQR({ width, height, data }, effort);
  } catch {
    // The decoder says "no code here" by throwing.
    return undefined;
  }
}

/**
 * Looks twice: at the frame as it is, and smoothed.
 * @returns the text of the first QR code, or undefined
 */
export function decodePixels(frame: Frame, effort: DecodeEffort): string | undefined {
  return tryDecode(frame, effort) ?? tryDecode(smoothFrame(frame), effort);
}

type NativeDetector = {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
};
type NativeDetectorClass = {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
};

/** The browser's own detector, only when it says that it knows QR codes (on Linux it exists and knows none). */
export async function findNativeDetector(scope: object): Promise<NativeDetector | undefined> {
  const Detector = (scope as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (Detector === undefined) return undefined;
  try {
    const formats = await Detector.getSupportedFormats();
    return formats.includes('qr_code') ? new Detector({ formats: ['qr_code'] }) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Prepares the reading of frames: the middle square of each, which is what the viewfinder shows.
 * @param native the browser's detector where it has one; what it misses is tried by our own decoder
 */
export function createFrameDecoder(native: NativeDetector | undefined): DecodeFrame {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  return async (source, width, height) => {
    const side = Math.min(width, height);
    if (context === null || side === 0) return undefined;
    if (canvas.width !== side) canvas.width = side;
    if (canvas.height !== side) canvas.height = side;
    context.drawImage(source, (width - side) / 2, (height - side) / 2, side, side, 0, 0, side, side);
    const found = await native?.detect(canvas).catch(() => []);
    return found?.[0]?.rawValue ?? decodePixels(context.getImageData(0, 0, side, side), cameraEffort);
  };
}

/**
 * Reads a code from a picture that somebody chose: a photo or a screenshot.
 * @returns undefined when it is no picture or has no readable code
 */
export async function decodePicture(file: Blob): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (bitmap === undefined) return undefined;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  try {
    for (const sideMax of [pictureSideMax, pictureSideMax / 2]) {
      const scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const pixels = context?.getImageData(0, 0, canvas.width, canvas.height);
      const text = pixels === undefined ? undefined : decodePixels(pixels, pictureEffort);
      if (text !== undefined) return text;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}
