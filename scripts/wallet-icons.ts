import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Draws the wallet's PNG icons from its own mark (apps/wallet/public/icon.svg); the results are kept in git. */
const FOLDER = fileURLToPath(new URL('../apps/wallet/public/', import.meta.url));
const SIZES = [180, 192, 512];
/** A maskable icon is cut to a circle by some phones: the ground must fill the square. */
const ROUNDED = 'rx="112"';

const svg = await readFile(`${FOLDER}icon.svg`, 'utf8');
const square = Buffer.from(svg.replace(ROUNDED, 'rx="0"'));
for (const size of SIZES) {
  // iOS rounds the corners itself and shows black where there is nothing.
  const source = size === 180 ? square : Buffer.from(svg);
  await sharp(source, { density: 150 })
    .resize(size, size)
    .png({ palette: true })
    .toFile(`${FOLDER}icon-${size}.png`);
}
await sharp(square, { density: 150 })
  .resize(512, 512)
  .png({ palette: true })
  .toFile(`${FOLDER}icon-maskable-512.png`);
