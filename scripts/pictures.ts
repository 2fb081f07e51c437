import { say, show } from './steps.ts';

/** `npm run pictures`: plays the journey in the browser and draws the README's picture from its screenshots. */
async function main(): Promise<number> {
  const played = await show(process.execPath, [
    'scripts/test.ts',
    'testing/src/journey/journey.chromium.test.ts',
  ]);
  if (played !== 0) return played;
  const drawn = await show(process.execPath, ['testing/src/journey/main.ts']);
  if (drawn === 0) say('docs/pictures/story.png is drawn.');
  return drawn;
}

process.exitCode = await main();
