import type { Canvas, Colour, Paint } from './drawn-canvas.ts';
import {
  addGrain,
  boxAround,
  createCanvas,
  createNoise,
  createRandom,
  ellipse,
  encodeJpeg,
  paint,
  shade,
} from './drawn-canvas.ts';

/** Units of the drawing, 35:45; the picture has fewer pixels, because a first start draws 300 of them. */
const width = 350;
const height = 450;
const scale = 0.8;

const skins: readonly Colour[] = [
  [243, 209, 184],
  [232, 190, 160],
  [222, 175, 142],
  [200, 150, 116],
  [160, 112, 82],
  [118, 80, 58],
];
const hairs: readonly Colour[] = [
  [34, 28, 26],
  [58, 40, 28],
  [92, 62, 38],
  [128, 90, 52],
  [186, 146, 88],
  [214, 182, 124],
  [138, 66, 34],
];
const eyes: readonly Colour[] = [
  [88, 60, 36],
  [70, 100, 130],
  [92, 116, 80],
  [110, 120, 126],
];
const clothes: readonly Colour[] = [
  [36, 52, 92],
  [120, 34, 44],
  [60, 62, 66],
  [230, 230, 226],
  [44, 96, 78],
  [188, 150, 60],
];
const grounds: readonly Colour[] = [
  [232, 234, 238],
  [214, 222, 232],
  [238, 234, 224],
  [222, 222, 222],
];

type Face = {
  readonly cx: number;
  readonly cy: number;
  readonly rx: number;
  readonly ry: number;
  readonly skin: Colour;
  readonly hair: Colour;
  readonly eye: Colour;
  readonly cloth: Colour;
  readonly ground: Colour;
  readonly hairLength: number;
  readonly fringe: number;
  readonly eyeGap: number;
  readonly eyeSize: number;
  readonly browTilt: number;
  readonly noseWidth: number;
  readonly mouthWidth: number;
  readonly smile: number;
  readonly hasGlasses: boolean;
  readonly hasFreckles: boolean;
};

function createFace(random: () => number): Face {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? (list[0] as T);
  const between = (low: number, high: number): number => low + random() * (high - low);
  // Squared: the lighter tones come more often, as in the school of the story.
  const tone = Math.floor(random() ** 2 * skins.length);
  const isDark = tone >= 3;
  return {
    cx: between(168, 182),
    cy: between(212, 226),
    rx: between(92, 110),
    ry: between(128, 144),
    skin: skins[tone] ?? (skins[0] as Colour),
    hair: pick(isDark ? hairs.slice(0, 2) : hairs),
    eye: pick(isDark ? eyes.slice(0, 1) : eyes),
    cloth: pick(clothes),
    ground: pick(grounds),
    hairLength: random() < 0.5 ? between(-20, 30) : between(110, 230),
    fringe: between(0.38, 0.72),
    eyeGap: between(0.36, 0.46),
    eyeSize: between(15, 20),
    browTilt: between(-0.12, 0.16),
    noseWidth: between(15, 23),
    mouthWidth: between(26, 42),
    smile: between(-3, 15),
    hasGlasses: random() < 0.22,
    hasFreckles: random() < 0.2,
  };
}

type Brush = { readonly canvas: Canvas; readonly face: Face; readonly random: () => number };

function spot(
  { canvas }: Brush,
  at: readonly [number, number],
  rx: number,
  ry: number,
  colour: Paint,
  soft = 1.5,
): void {
  paint(canvas, boxAround(at[0], at[1], rx * 1.4, ry * 1.4), ellipse(at[0], at[1], rx, ry, soft), colour);
}

/** Strands run from the crown: what changes quickly is the angle around it. */
function createHairPaint({ face, random }: Brush): Paint {
  const strand = createNoise(random, 1.6);
  const lock = createNoise(random, 9);
  const crown = face.cy - face.ry;
  return (x, y) => {
    const angle = Math.atan2(y - crown + 90, x - face.cx) * 130;
    const shine = Math.exp(-(((y - crown - 45) / 40) ** 2)) * 0.35;
    return shade(face.hair, 0.8 + 0.35 * strand(angle, y / 14) + 0.25 * lock(angle / 2, y / 9) + shine);
  };
}

function drawBehind(brush: Brush, hair: Paint): void {
  const { canvas, face, random } = brush;
  const cloud = createNoise(random, 90);
  paint(
    canvas,
    [0, 0, width, height],
    () => 1,
    (x, y) => shade(face.ground, 0.97 + 0.05 * cloud(x, y) - 0.0002 * y),
  );
  if (face.hairLength > 60) {
    const top = face.cy - face.ry - 12;
    const middle = face.cy + (face.hairLength - face.ry) / 2;
    const [rx, ry] = [face.rx + 22, middle - top];
    const long = ellipse(face.cx, middle, rx, ry, 3, 3);
    paint(canvas, boxAround(face.cx, middle, rx, ry), long, hair);
  }
  const fold = createNoise(random, 22);
  spot(brush, [face.cx, height + 50], 176, 128, (x, y) => shade(face.cloth, 0.9 + 0.16 * fold(x, y / 2)), 3);
  const neck: Paint = (_x, y) => shade(face.skin, y < face.cy + face.ry + 14 ? 0.72 : 0.86);
  spot(brush, [face.cx, face.cy + face.ry + 6], 46, 62, neck, 3);
}

function drawHead(brush: Brush): void {
  const { face, random } = brush;
  const pore = createNoise(random, 2.2);
  const patch = createNoise(random, 26);
  const skin: Paint = (x, y) => {
    const across = (x - face.cx) / face.rx;
    const down = (y - face.cy) / face.ry;
    const light =
      1.06 - 0.2 * (across + 0.3) ** 2 - 0.1 * (down + 0.2) ** 2 + 0.03 * patch(x, y) + 0.025 * pore(x, y);
    return shade(face.skin, light);
  };
  for (const side of [-1, 1]) {
    spot(brush, [face.cx + side * (face.rx + 3), face.cy + 8], 14, 27, shade(face.skin, 0.86), 2);
    spot(brush, [face.cx + side * (face.rx + 4), face.cy + 9], 7, 17, shade(face.skin, 0.7), 3);
  }
  paint(
    brush.canvas,
    boxAround(face.cx, face.cy, face.rx, face.ry),
    ellipse(face.cx, face.cy, face.rx, face.ry, 1.5, 2.25),
    skin,
  );
  const blush = shade([face.skin[0], face.skin[1] * 0.84, face.skin[2] * 0.84], 1);
  for (const side of [-1, 1]) {
    const cheek = ellipse(face.cx + side * face.rx * 0.52, face.cy + face.ry * 0.3, 30, 22, 12);
    paint(
      brush.canvas,
      boxAround(face.cx + side * face.rx * 0.52, face.cy + face.ry * 0.3, 42, 32),
      (x, y) => cheek(x, y) * 0.4,
      blush,
    );
  }
  for (let freckle = 0; face.hasFreckles && freckle < 40; freckle += 1) {
    const place = [face.cx + (random() - 0.5) * face.rx * 1.3, face.cy + 18 + random() * 36] as const;
    spot(brush, place, 1.2, 1.2, shade(face.skin, 0.76));
  }
}

function drawEyes(brush: Brush): void {
  const { canvas, face } = brush;
  const y = face.cy - face.ry * 0.1;
  for (const side of [-1, 1]) {
    const x = face.cx + side * face.rx * face.eyeGap;
    const size = face.eyeSize;
    spot(brush, [x, y - 3], size * 1.25, size * 0.8, shade(face.skin, 0.82), 6);
    spot(brush, [x, y], size, size * 0.52, [240, 238, 234]);
    spot(brush, [x, y], size * 0.5, size * 0.5, face.eye);
    spot(brush, [x, y], size * 0.24, size * 0.24, [18, 16, 16]);
    spot(brush, [x - 3, y - 3], 2, 2, [250, 250, 250]);
    const lid = ellipse(x, y, size + 1, size * 0.58);
    const open = ellipse(x, y + 4, size + 3, size * 0.6);
    paint(
      canvas,
      boxAround(x, y, size + 2, size),
      (px, py) => lid(px, py) - open(px, py),
      shade(face.hair, 0.5),
    );
    const brow = (px: number): number =>
      y - size * 1.35 + side * (px - x) * face.browTilt + ((px - x) / size) ** 2 * 2.5;
    const thick = (px: number, py: number): number =>
      Math.abs(px - x) < size * 1.3 ? Math.max(0, 1 - Math.abs(py - brow(px)) / 4.2) : 0;
    paint(canvas, boxAround(x, y - size * 1.3, size * 1.4, size), thick, shade(face.hair, 0.72));
  }
}

function drawNoseAndMouth(brush: Brush): void {
  const { canvas, face } = brush;
  const noseY = face.cy + face.ry * 0.27;
  spot(brush, [face.cx + 5, noseY - 26], 6, 34, shade(face.skin, 0.93), 6);
  spot(brush, [face.cx, noseY + 3], face.noseWidth, 8, shade(face.skin, 0.84), 5);
  spot(brush, [face.cx - 2, noseY - 3], face.noseWidth * 0.6, 8, shade(face.skin, 1.06), 5);
  for (const side of [-1, 1])
    spot(brush, [face.cx + side * face.noseWidth * 0.5, noseY + 6], 4, 2.4, shade(face.skin, 0.5), 2);
  const mouthY = face.cy + face.ry * 0.56;
  const curve = (x: number): number => mouthY - ((x - face.cx) / face.mouthWidth) ** 2 * face.smile;
  const lip =
    (half: number) =>
    (x: number, y: number): number => {
      const across = 1 - ((x - face.cx) / face.mouthWidth) ** 2;
      return across <= 0
        ? 0
        : Math.max(0, Math.min(1, half * Math.sqrt(across) - Math.abs(y - curve(x)) + 0.5));
    };
  const box = boxAround(face.cx, mouthY, face.mouthWidth + 2, 22);
  paint(canvas, box, lip(8), [face.skin[0] * 0.84, face.skin[1] * 0.6, face.skin[2] * 0.6]);
  if (face.smile > 7) paint(canvas, box, lip(3.6), [242, 238, 230]);
  else paint(canvas, box, lip(1.3), shade(face.skin, 0.42));
  spot(brush, [face.cx, mouthY + 20], 20, 6, shade(face.skin, 0.9), 6);
}

function drawHairInFront({ canvas, face, random }: Brush, hair: Paint): void {
  const wave = createNoise(random, 14);
  const outer = ellipse(face.cx, face.cy - 6, face.rx + 15, face.ry + 17, 2, 2.2);
  const inner = ellipse(
    face.cx + wave(0, 0) * 14,
    face.cy + face.ry * (1 - face.fringe) * 0.75,
    face.rx * 0.9,
    face.ry * 1.02,
    3,
    2.3,
  );
  const end = face.cy + Math.min(face.hairLength, 60);
  const cover = (x: number, y: number): number => {
    const ragged = wave(x, y) * 6;
    return y > end + ragged ? 0 : outer(x + ragged / 3, y) - inner(x, y + ragged);
  };
  paint(
    canvas,
    [face.cx - face.rx - 24, face.cy - face.ry - 32, face.cx + face.rx + 25, end + 8],
    cover,
    hair,
  );
}

function drawGlasses({ canvas, face }: Brush): void {
  const y = face.cy - face.ry * 0.08;
  const rim: Colour = [38, 34, 40];
  for (const side of [-1, 1]) {
    const x = face.cx + side * face.rx * face.eyeGap;
    const outside = ellipse(x, y, 33, 25, 1.5, 3);
    const inside = ellipse(x, y, 29, 21, 1.5, 3);
    paint(canvas, boxAround(x, y, 36, 28), (px, py) => outside(px, py) - inside(px, py), rim);
  }
  const gap = face.rx * face.eyeGap - 30;
  paint(canvas, boxAround(face.cx, y, gap + 4, 6), (_x, py) => (Math.abs(py - y + 4) < 2 ? 1 : 0), rim);
}

/**
 * Draws an invented face, the same for the same seed: no photograph of anybody, but with the noise, hair texture and
 * soft light that make a photograph hard to compress.
 * @param seed any integer
 * @returns JPEG, 280x360
 */
export async function drawFace(seed: number): Promise<Uint8Array> {
  const random = createRandom(seed);
  const brush: Brush = { canvas: createCanvas(width, height, scale), face: createFace(random), random };
  const hair = createHairPaint(brush);
  drawBehind(brush, hair);
  drawHead(brush);
  drawEyes(brush);
  drawNoseAndMouth(brush);
  drawHairInFront(brush, hair);
  if (brush.face.hasGlasses) drawGlasses(brush);
  addGrain(brush.canvas, random, 9);
  return await encodeJpeg(brush.canvas);
}
