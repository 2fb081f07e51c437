import { existsSync } from 'node:fs';
import { collect, say, show } from './steps.ts';

/** Debian's Chromium without windows: half the time of the whole one in the same tests. */
const SHELL = '/usr/bin/chromium-headless-shell';
const PLACES = [
  SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell';

/**
 * The browser for the tests: the named one, the headless one (as root on Debian newly installed), or another one that is here.
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
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!existsSync(SHELL) && mayInstall) await installBrowser();
  const found = PLACES.find((place) => existsSync(place));
  if (found) return found;
  throw new Error(
    `The tests need Chromium. Install it and run again:\n  ${mayInstall ? INSTALL : `sudo sh -c '${INSTALL}'`}`,
  );
}

async function installBrowser(): Promise<void> {
  say('Installing Chromium for the tests (Debian package)…');
  await show('sh', ['-c', `${INSTALL} >&2`], { DEBIAN_FRONTEND: 'noninteractive' });
  if (existsSync(SHELL)) say((await collect(SHELL, ['--version'])).output.trim());
}
