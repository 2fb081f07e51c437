import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Draws the faces' marks (apps/<face>/public/icon.svg) in the sizes that phones ask for; run after a change of one. */
const APPS = fileURLToPath(new URL('../../../apps/', import.meta.url));

for (const face of ['panel', 'portal', 'wallet', 'verifier']) {
  const folder = `${APPS}${face}/public/`;
  // A manifest tells that the face can be installed; the others need only the SVG.
  if (!existsSync(`${folder}manifest.webmanifest`) || !existsSync(`${folder}icon.svg`)) continue;
  const svg = await readFile(`${folder}icon.svg`);
  for (const size of [180, 192, 512]) {
    await sharp(svg, { density: 300 })
      .resize(size, size)
      .png({ palette: true })
      .toFile(`${folder}icon-${size}.png`);
  }
}
