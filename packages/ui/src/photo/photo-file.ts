import { type Crop, cropBox, turnedSize } from './crop.ts';

/** A sheet of A4 at 300 dpi stays as it is; a phone's 48 million pixels become what its old memory can hold. */
const SIDE_KEPT_MAX = 4096;
/** The longest side that is sent: half as much again as the server keeps. */
const SIDE_SENT_MAX = 1350;
const JPEG_QUALITY = 0.88;

/** A photo opened in the browser, upright, not yet cut. */
export type OpenedPhoto = {
  readonly picture: HTMLCanvasElement;
  /** Bytes of the file that was chosen. */
  readonly bytes: number;
};

/**
 * Opens an image of whatever kind this browser reads (an iPhone's HEIC in Safari).
 * @throws Error when it reads no picture in it
 */
export async function openPhoto(file: Blob): Promise<OpenedPhoto> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0) throw new Error('no picture');
    const scale = Math.min(1, SIDE_KEPT_MAX / Math.max(width, height));
    const picture = createCanvas(width * scale, height * scale);
    contextOf(picture).drawImage(image, 0, 0, picture.width, picture.height);
    return { picture, bytes: file.size };
  } finally {
    URL.revokeObjectURL(url);
  }
}

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1'];

/** Whether a file is a HEIC photo (ISO/IEC 23008-12), which the server reads and most browsers do not. */
export async function isHeic(file: Blob): Promise<boolean> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  return head.slice(4, 8) === 'ftyp' && HEIC_BRANDS.includes(head.slice(8, 12));
}

/** Draws what the frame shows so that it fills `target`. */
export function drawCrop(target: HTMLCanvasElement, picture: HTMLCanvasElement, crop: Crop): void {
  const context = contextOf(target);
  const box = cropBox(picture, crop);
  const scale = target.width / box.width;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.imageSmoothingQuality = 'high';
  // A photo without a ground of its own (PNG) gets a white one.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, target.width, target.height);
  context.scale(scale, scale);
  context.translate(-box.left, -box.top);
  const upright = turnedSize(picture, crop.turns);
  context.translate(upright.width / 2, upright.height / 2);
  context.rotate((crop.turns * Math.PI) / 2);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
}

/**
 * The cut photo as JPEG: at most 1350 pixels high, never more than the picture has.
 * @throws Error when the browser cannot encode it
 */
export async function encodeCrop(picture: HTMLCanvasElement, crop: Crop): Promise<Blob> {
  const box = cropBox(picture, crop);
  const height = Math.min(SIDE_SENT_MAX, box.height);
  const target = createCanvas((height * box.width) / box.height, height);
  drawCrop(target, picture, crop);
  const blob = await new Promise<Blob | null>((resolve) =>
    target.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  if (blob === null) throw new Error('the photo could not be encoded');
  return blob;
}

function createCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser has no canvas');
  return context;
}
