/** The pattern of an ID: fine waves and a rosette, drawn from a hash of the issuer's signature, so that no two look alike. */

/** Width and height in the pattern's own units: ID-1 (ISO/IEC 7810). */
export const CARD_WIDTH = 856;
export const CARD_HEIGHT = 540;

const WAVES = 30;
const STEP = 24;
const PETAL_POINTS = 220;

/** Two layers, which move against each other. */
export type Guilloche = { readonly waves: string; readonly rosette: string };

/** A number between `from` and `to` from one byte of the hash. */
function pick(hash: Uint8Array, index: number, from: number, to: number): number {
  return from + ((hash[index % hash.length] ?? 0) / 255) * (to - from);
}

const round = (value: number): string => value.toFixed(1);

function line(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function waves(hash: Uint8Array): string {
  const slow = pick(hash, 0, 0.004, 0.009);
  const fast = pick(hash, 1, 0.012, 0.024);
  const high = pick(hash, 2, 26, 58);
  const low = pick(hash, 3, 8, 22);
  const shift = pick(hash, 4, 0.16, 0.34);
  const start = pick(hash, 5, 0, 6.28);
  const paths: string[] = [];
  for (let index = 0; index < WAVES; index += 1) {
    const base = ((index + 0.5) / WAVES) * (CARD_HEIGHT + 160) - 80;
    const points: [number, number][] = [];
    for (let x = -STEP; x <= CARD_WIDTH + STEP; x += STEP) {
      const bend =
        Math.sin(x * slow + start + index * shift) * high + Math.sin(x * fast - index * shift * 2) * low;
      points.push([x, base + bend]);
    }
    paths.push(line(points));
  }
  return paths.join('');
}

function rosette(hash: Uint8Array): string {
  const centreX = pick(hash, 6, 600, 760);
  const centreY = pick(hash, 7, 200, 330);
  const petals = Math.round(pick(hash, 8, 7, 15));
  const inner = Math.round(pick(hash, 9, 2, 5));
  const paths: string[] = [];
  for (let ring = 0; ring < 9; ring += 1) {
    const radius = 70 + ring * 22;
    const depth = pick(hash, 10 + ring, 0.16, 0.34);
    const turn = pick(hash, 16 + ring, 0, 6.28);
    const points: [number, number][] = [];
    for (let point = 0; point <= PETAL_POINTS; point += 1) {
      const angle = (point / PETAL_POINTS) * 2 * Math.PI;
      const bend = 1 + depth * Math.sin(angle * petals + turn) + 0.08 * Math.cos(angle * inner);
      points.push([
        centreX + Math.cos(angle) * radius * bend,
        centreY + Math.sin(angle) * radius * bend * 0.92,
      ]);
    }
    paths.push(`${line(points)}Z`);
  }
  return paths.join('');
}

/** @param hash 32 bytes */
export function drawGuilloche(hash: Uint8Array): Guilloche {
  return { waves: waves(hash), rosette: rosette(hash) };
}
