import { decodeQR } from 'qr/decode.js';
import type { Frame } from './smooth.ts';
import { smoothFrame } from './smooth.ts';

/** Reads one frame; undefined when there is no readable code in it, '' for a code that holds no text. */
export type DecodeFrame = (
  source: CanvasImageSource,
  width: number,
  height: number,
) => Promise<string | undefined>;

/** Effort and time of one try: a camera has the next frame soon, a single picture has not. */
export type DecodeEffort = { readonly effort: number; readonly timeLimit: number };
export const cameraEffort: DecodeEffort = { effort: 2, timeLimit: 40 };
export const pictureEffort: DecodeEffort = { effort: 4, timeLimit: 600 };
/** A half of the frame is a second look at what the whole already showed. */
const halfEffort: DecodeEffort = { effort: 1, timeLimit: 15 };
/** The browser's detector runs outside the page and may never answer. */
const nativeMilliseconds = 1500;

/** The longest side of a picture that is looked at; phones take pictures many times larger. */
const pictureSideMax = 1600;

/** The decoder's word for a code that was found whole, with contents that it does not read (kanji, an unknown character set). */
const contentsUnread = 'data';

function tryDecode({ width, height, data }: Frame, effort: DecodeEffort): string | undefined {
  try {
    return decodeQR({ width, height, data }, effort);
  } catch (error) {
    // It says "no code here" by throwing, too.
    return error instanceof Error && error.message === contentsUnread ? '' : undefined;
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

/** All texts that the browser's detector finds; none where it fails, undefined where it does not answer in time. */
async function detect(
  native: NativeDetector,
  canvas: HTMLCanvasElement,
): Promise<readonly string[] | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, nativeMilliseconds, undefined);
  });
  const found = await Promise.race([native.detect(canvas).catch(() => []), late]);
  clearTimeout(timer);
  return found?.map(({ rawValue }) => rawValue);
}

type Half = readonly [x: number, y: number, width: number, height: number];
const halves: readonly Half[] = [
  [0, 0, 0.5, 1],
  [0.5, 0, 0.5, 1],
  [0, 0, 1, 0.5],
  [0, 0.5, 1, 0.5],
];
/** Where the whole frame shows nothing, a half is looked at this seldom. */
const halfEvery = 3;

/** Our own decoder finds one code. Where that is another's, or two confuse it, the halves are looked at in turn. */
function createOwnReader(
  context: CanvasRenderingContext2D,
  isWanted: (text: string) => boolean,
): (side: number) => string | undefined {
  let looks = 0;
  return (side) => {
    const whole = decodePixels(context.getImageData(0, 0, side, side), cameraEffort);
    if (whole !== undefined && isWanted(whole)) return whole;
    looks += 1;
    if (whole === undefined && looks % halfEvery !== 0) return undefined;
    const [x, y, wide, high] = halves[
      Math.floor(looks / (whole === undefined ? halfEvery : 1)) % halves.length
    ] ?? [0, 0, 1, 1];
    const part = [x, y, wide, high].map((share) => Math.floor(share * side)) as unknown as Half;
    const half = tryDecode(context.getImageData(...part), halfEffort);
    return half !== undefined && (whole === undefined || isWanted(half)) ? half : whole;
  };
}

/**
 * Prepares the reading of frames: the middle square of each, which is what the viewfinder shows.
 * @param native the browser's detector where it has one; what it misses is tried by our own decoder
 * @param isWanted of several codes in view one that this is true of goes first
 */
export function createFrameDecoder(
  native: NativeDetector | undefined,
  isWanted: (text: string) => boolean = () => true,
): DecodeFrame {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  const readOwn = context && createOwnReader(context, isWanted);
  let detector = native;
  return async (source, width, height) => {
    const side = Math.min(width, height);
    if (readOwn === null || side === 0) return undefined;
    if (canvas.width !== side) canvas.width = side;
    if (canvas.height !== side) canvas.height = side;
    context?.drawImage(source, (width - side) / 2, (height - side) / 2, side, side, 0, 0, side, side);
    const found = detector && (await detect(detector, canvas));
    // One that hangs once is not waited for again.
    if (found === undefined) detector = undefined;
    // The detector has no text for a code of bytes; our decoder may have one.
    return found?.find(isWanted) ?? found?.find((text) => text !== '') ?? readOwn(side) ?? found?.[0];
  };
}

/** Lets the page draw and answer between two tries that take long. */
const breathe = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

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
      await breathe();
      const plain = pixels && tryDecode(pixels, pictureEffort);
      if (plain !== undefined) return plain;
      await breathe();
      const text = pixels && tryDecode(smoothFrame(pixels), pictureEffort);
      if (text !== undefined) return text;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}
