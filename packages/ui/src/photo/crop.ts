/** How a photo is cut: a frame of 35:45 over the picture. All positions are shares of the picture, 0 to 1. */
export type Crop = {
  /** Quarter turns clockwise, 0 to 3. */
  readonly turns: number;
  /** 1 shows as much as fits; 4 a quarter of its width. */
  readonly zoom: number;
  /** Centre of the frame. */
  readonly x: number;
  readonly y: number;
};

type Size = { readonly width: number; readonly height: number };
/** A part of the upright picture, in its pixels. */
export type CropBox = Size & { readonly left: number; readonly top: number };

/** Width by height of an ID photo. */
export const FRAME_RATIO = 35 / 45;
/** A photo of 35x45 mm on a sheet of A4 is a sixth of its width. */
export const ZOOM_MAX = 8;
/** A tall photo loses more below than above: hair and forehead stay. */
const START_TOP_SHARE = 0.2;

/** Width and height after the turns. */
export function turnedSize({ width, height }: Size, turns: number): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** The largest frame that fits, a little above the middle. */
export function startCrop(size: Size, turns = 0): Crop {
  const { height } = turnedSize(size, turns);
  const frame = frameOf(turnedSize(size, turns), 1);
  return {
    turns,
    zoom: 1,
    x: 0.5,
    y: ((height - frame.height) * START_TOP_SHARE + frame.height / 2) / height,
  };
}

/** Keeps the frame inside the picture and the zoom within its limits. */
export function fitCrop(size: Size, crop: Crop): Crop {
  const upright = turnedSize(size, crop.turns);
  const zoom = clamp(crop.zoom, 1, ZOOM_MAX);
  const frame = frameOf(upright, zoom);
  const halfWidth = frame.width / upright.width / 2;
  const halfHeight = frame.height / upright.height / 2;
  return {
    turns: crop.turns,
    zoom,
    x: clamp(crop.x, halfWidth, 1 - halfWidth),
    y: clamp(crop.y, halfHeight, 1 - halfHeight),
  };
}

/** Moves the frame by shares of its own width and height; to the right and down are positive. */
export function moveCrop(size: Size, crop: Crop, right: number, down: number): Crop {
  const upright = turnedSize(size, crop.turns);
  const frame = frameOf(upright, crop.zoom);
  return fitCrop(size, {
    ...crop,
    x: crop.x + (right * frame.width) / upright.width,
    y: crop.y + (down * frame.height) / upright.height,
  });
}

/** How far from 35:45 a picture may be that already shows a face and no more; a sheet of A4 is further. */
const PORTRAIT_TOLERANCE = 0.095;
/** Less than this is as good as nothing. */
const ZOOM_SEEN = 1.05;

/** Whether the frame holds nearly all of a picture that has not the shape of a portrait: a sheet, a scene. */
export function holdsWholeScene(size: Size, { turns, zoom }: Crop): boolean {
  const { width, height } = turnedSize(size, turns);
  const isPortrait = Math.abs((height / width) * FRAME_RATIO - 1) <= PORTRAIT_TOLERANCE;
  return !isPortrait && zoom < ZOOM_SEEN;
}

/** What is cut out, in pixels of the upright picture. */
export function cropBox(size: Size, crop: Crop): CropBox {
  const { zoom, turns, x, y } = fitCrop(size, crop);
  const upright = turnedSize(size, turns);
  const frame = frameOf(upright, zoom);
  return {
    left: x * upright.width - frame.width / 2,
    top: y * upright.height - frame.height / 2,
    width: frame.width,
    height: frame.height,
  };
}

function frameOf({ width, height }: Size, zoom: number): Size {
  const frameWidth = Math.min(width, height * FRAME_RATIO) / zoom;
  return { width: frameWidth, height: frameWidth / FRAME_RATIO };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
