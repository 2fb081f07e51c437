import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Draws the marks (apps/<face>/public/icon.svg) in the sizes that phones ask for; run after a change of one. */
const APPS = fileURLToPath(new URL('../../../apps/', import.meta.url));
/** Rounded corners of a mark; a maskable icon is cut to a circle by some phones, so there the ground fills the square. */
const ROUNDED = 'rx="112"';

async function draw(svg: string, size: number, path: string): Promise<void> {
  await sharp(Buffer.from(svg), { density: 150 }).resize(size, size).png({ palette: true }).toFile(path);
}

for (const face of ['panel', 'portal', 'wallet', 'verifier']) {
  const folder = `${APPS}${face}/public/`;
  // A manifest tells that the face can be installed; the others need only the SVG.
  if (!existsSync(`${folder}manifest.webmanifest`) || !existsSync(`${folder}icon.svg`)) continue;
  const svg = await readFile(`${folder}icon.svg`, 'utf8');
  const square = svg.replace(ROUNDED, 'rx="0"');
  // iOS rounds the corners itself and shows black where there is nothing.
  await draw(square, 180, `${folder}icon-180.png`);
  await draw(svg, 192, `${folder}icon-192.png`);
  await draw(svg, 512, `${folder}icon-512.png`);
  if (svg !== square) await draw(square, 512, `${folder}icon-maskable-512.png`);
}
