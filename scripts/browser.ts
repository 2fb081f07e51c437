import { existsSync } from 'node:fs';
import { collect, say, show } from './steps.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium';

/**
 * The browser for the tests: the named one, one that is here, or (as root on Debian) a newly installed one.
 * @returns its path, or undefined when MLEG_TEST_BROWSER=skip
 * @throws Error that names the command to run
 */
export async function findBrowser(): Promise<string | undefined> {
  const wanted = process.env['MLEG_TEST_BROWSER'];
  if (wanted === 'skip') {
    say('BROWSER TESTS ARE SKIPPED, because MLEG_TEST_BROWSER=skip.');
    return undefined;
  }
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`MLEG_TEST_BROWSER names ${wanted}, which is not there`);
    return wanted;
  }
  const found = PLACES.find((place) => existsSync(place));
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`The tests need Chromium. Install it and run again:\n  sudo sh -c '${INSTALL}'`);
  }
  say('Installing Chromium for the tests (Debian package)…');
  const code = await show('sh', ['-c', `${INSTALL} >&2`], { DEBIAN_FRONTEND: 'noninteractive' });
  const installed = PLACES.find((place) => existsSync(place));
  if (code !== 0 || !installed)
    throw new Error(`Chromium could not be installed. Try yourself:\n  ${INSTALL}`);
  const version = await collect(installed, ['--version']);
  say(version.output.trim());
  return installed;
}
