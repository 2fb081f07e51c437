import sharp from 'sharp';
import type { Portrait } from './portraits.ts';

const tileWidth = 144;
const tileHeight = 186;
const gap = 6;
const pairsInRow = 4;

/** A WebP of ours decoded and enlarged three times, the way a verifier's browser shows it. */
async function enlarge(webp: Uint8Array): Promise<Buffer> {
  return await sharp(webp).resize(tileWidth, tileHeight, { kernel: 'cubic', fit: 'fill' }).png().toBuffer();
}

/**
 * Original beside ticket (480 B) and link (330 B) picture, for a person to look at: whether a face can be recognised is
 * nothing that a program should say.
 * @returns PNG
 */
export async function createContactSheet(portraits: readonly Portrait[]): Promise<Uint8Array> {
  // Only this test decodes WebP; the server's reading of photos never does.
  sharp.unblock({ operation: ['VipsForeignLoadWebpBuffer'] });
  const tiles: { input: Buffer; left: number; top: number }[] = [];
  for (const [index, portrait] of portraits.entries()) {
    const left = (index % pairsInRow) * (3 * tileWidth + 4 * gap);
    const top = Math.floor(index / pairsInRow) * (tileHeight + gap);
    const master = await sharp(portrait.master)
      .resize(tileWidth, tileHeight, { fit: 'fill' })
      .png()
      .toBuffer();
    const pictures = [master, await enlarge(portrait.pictureLow), await enlarge(portrait.linkPicture)];
    for (const [column, input] of pictures.entries())
      tiles.push({ input, left: left + column * (tileWidth + gap), top });
  }
  sharp.block({ operation: ['VipsForeignLoadWebpBuffer'] });
  const rows = Math.ceil(portraits.length / pairsInRow);
  const width = pairsInRow * (3 * tileWidth + 4 * gap);
  const height = rows * (tileHeight + gap);
  return await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(tiles)
    .png()
    .toBuffer();
}
