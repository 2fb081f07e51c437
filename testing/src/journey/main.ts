import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Puts the journey's screenshots together as the README's picture; `npm run pictures` plays the journey first. */
const STEPS = ['order-sent', 'approval', 'code-card', 'card', 'verdict'];
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HEIGHT = 560;
const GAP = 24;

const pictures = await Promise.all(
  STEPS.map(async (step) => {
    const image = sharp(`${ROOT}test-results/journey/${step}.png`).resize({ height: HEIGHT });
    const { data, info } = await image.png().toBuffer({ resolveWithObject: true });
    return { data, width: info.width };
  }),
);
const width = pictures.reduce((sum, picture) => sum + picture.width + GAP, GAP);
let left = GAP;
const placed = pictures.map(({ data, width: own }) => {
  const one = { input: data, left, top: GAP };
  left += own + GAP;
  return one;
});
await mkdir(`${ROOT}docs/pictures`, { recursive: true });
await sharp({ create: { width, height: HEIGHT + 2 * GAP, channels: 3, background: '#e6e3db' } })
  .composite(placed)
  .png({ palette: true, quality: 90 })
  .toFile(`${ROOT}docs/pictures/story.png`);
