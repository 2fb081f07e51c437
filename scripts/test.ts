import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './browser.ts';
import { buildApps } from './build-apps.ts';
import { runChecks } from './checks.ts';
import { generateMessages } from './generate.ts';
import { collect, once, ROOT, say, show, withProgress } from './steps.ts';

/**
 * npm test [-- files…]: messages, checks, faces, browser, one database cluster, then every *.test.ts.
 * --long sets the full counts and fetches other people's wallets; --peers runs the tests with those wallets only.
 */
async function main(args: readonly string[]): Promise<number> {
  const long = args.includes('--long');
  const isPeers = args.includes('--peers');
  const named = isPeers
    ? await testFiles(['testing/src/peers'])
    : args.filter((arg) => !arg.startsWith('--'));
  await withProgress('Compiling the messages', generateMessages);
  if (named.length === 0 && !(await withProgress('Checking', runChecks))) return 1;
  await withProgress('Building the faces', buildApps);
  if (long || isPeers) await withProgress("Fetching other people's wallets", fetchPeers);
  const browser = await findBrowser();
  const { startCluster, CLUSTER_VARIABLE } = await import('../testing/src/harness/cluster.ts');
  const cluster = await startCluster();
  say('The test database is up.');
  try {
    const files = named.length > 0 ? named : await testFiles();
    return await show(process.execPath, [join(ROOT, 'scripts', 'run-tests.ts'), ...files], {
      [CLUSTER_VARIABLE]: cluster.ownerUrl,
      MLEG_TEST_BROWSER: browser ?? 'skip',
      ...(long ? { TEST_LONG: '1' } : {}),
    });
  } finally {
    await cluster.stop();
  }
}

const PEERS = ['testing/peers/credo'];

/** Installs the lock file of each peer into its own folder. */
async function fetchPeers(): Promise<void> {
  for (const folder of PEERS) {
    await once(
      folder.replaceAll('/', '-'),
      [`${folder}/package-lock.json`],
      `${folder}/node_modules`,
      async () => {
        const args = ['--prefix', join(ROOT, folder), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
        const { code, output } = await collect('npm', args);
        if (code !== 0) throw new Error(`${folder} could not be installed\n${output}`);
      },
    );
  }
}

/** The longest first, so that at the end no core waits for the other: whole systems and browsers, then the rest. */
const FOLDERS = ['testing', 'apps', 'server', 'packages', 'scripts'];

async function testFiles(folders = FOLDERS): Promise<string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    const pattern = join(ROOT, folder, '**/*.test.ts');
    const found: string[] = [];
    for await (const file of glob(pattern, { exclude: (name) => name.includes('node_modules') }))
      found.push(file);
    files.push(...found.sort());
  }
  return files;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
