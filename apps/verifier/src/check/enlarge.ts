/** Pixels as a canvas gives them: red, green, blue, alpha. */
export type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

type Tap = { readonly at: number; readonly weights: readonly number[] };

/** Mitchell and Netravali's cubic (B = C = 1/3): neither the blocks of a plain zoom nor the halos of a sharp one. */
function weigh(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (7 * x ** 3 - 12 * x ** 2 + 16 / 3) / 6;
  if (x < 2) return ((-7 / 3) * x ** 3 + 12 * x ** 2 - 20 * x + 32 / 3) / 6;
  return 0;
}

/** For each new pixel the first of its four old neighbours, and how much each counts. */
function createTaps(length: number, scale: number): Tap[] {
  return Array.from({ length: length * scale }, (_, to) => {
    const from = (to + 0.5) / scale - 0.5;
    const at = Math.floor(from) - 1;
    return { at, weights: [0, 1, 2, 3].map((step) => weigh(from - (at + step))) };
  });
}

/** One direction: `size` lines of `length` pixels, `step` apart in the old and `nextStep` in the new picture. */
function enlargeLine(
  source: ArrayLike<number>,
  from: { readonly start: number; readonly step: number; readonly length: number },
  taps: readonly Tap[],
  put: (index: number, channel: number, value: number) => void,
): void {
  taps.forEach(({ at, weights }, index) => {
    for (let channel = 0; channel < 4; channel += 1) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap += 1) {
        const pixel = Math.min(from.length - 1, Math.max(0, at + tap));
        sum += (source[from.start + pixel * from.step + channel] ?? 0) * (weights[tap] ?? 0);
      }
      put(index, channel, sum);
    }
  });
}

/**
 * A small picture made larger and smooth: a face of 48x62 is recognised at arm's length only when its pixels are not seen.
 * @param scale a whole number
 */
export function enlarge({ width, height, data }: Pixels, scale: number): Pixels {
  const wide = width * scale;
  const across = new Float32Array(wide * height * 4);
  const columns = createTaps(width, scale);
  for (let y = 0; y < height; y += 1) {
    const line = { start: y * width * 4, step: 4, length: width };
    enlargeLine(data, line, columns, (x, channel, value) => {
      across[(y * wide + x) * 4 + channel] = value;
    });
  }
  const result = new Uint8ClampedArray(wide * height * scale * 4);
  const rows = createTaps(height, scale);
  for (let x = 0; x < wide; x += 1) {
    const line = { start: x * 4, step: wide * 4, length: height };
    enlargeLine(across, line, rows, (y, channel, value) => {
      result[(y * wide + x) * 4 + channel] = value;
    });
  }
  return { width: wide, height: height * scale, data: result };
}
