import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import type { ReadPhoto } from '@mleg/server/src/photo/read-photo.ts';
import { readPhoto } from '@mleg/server/src/photo/read-photo.ts';
import sharp from 'sharp';

/** A portrait as the server keeps it, with a name for the table. */
export type Portrait = ReadPhoto & { readonly name: string };

const sharedFaces = join(import.meta.dirname, '../../../../shared/cases/faces');
/** The part of each photograph that a school would cut: 35:45 around the head. */
const photographs = [
  { name: 'official-portrait.jpg', part: { left: 312, top: 8, width: 354, height: 455 } },
  { name: 'astronaut.png', part: { left: 140, top: 2, width: 179, height: 230 } },
];

/** Why the photographs are left out, or false when they are here. */
export const photographsMissing: string | false = existsSync(sharedFaces) ? false : '../shared is not here';

/** Invented faces with the noise and hair of photographs. */
export async function drawPortraits(count: number): Promise<Portrait[]> {
  const portraits: Portrait[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    portraits.push({ name: `drawn ${seed}`, ...(await readPhoto(await drawFace(seed))) });
  }
  return portraits;
}

/** The two photographs of ../shared, cut to the head; none where that folder is not. */
export async function readPhotographs(): Promise<Portrait[]> {
  const portraits: Portrait[] = [];
  for (const { name, part } of photographsMissing ? [] : photographs) {
    const cut = await sharp(readFileSync(join(sharedFaces, name)))
      .extract(part)
      .removeAlpha()
      .png()
      .toBuffer();
    portraits.push({ name, ...(await readPhoto(cut)) });
  }
  return portraits;
}
