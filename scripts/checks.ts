import { join } from 'node:path';
import { collect, ROOT, say, tool } from './steps.ts';

/** Each compiled with what it may know alone: core and contract neither a page nor Node, the faces no Node, the server no page. */
const WORKSPACES = [
  ...['packages/core', 'packages/contract', 'packages/i18n', 'packages/ui', 'server'],
  ...['apps/panel', 'apps/portal', 'apps/verifier', 'apps/wallet'],
] as const;

type Check = readonly [name: string, program: string, args: readonly string[]];

/** Compiles a project; what has not changed since the last time is not looked at again. */
function compile(project: string): readonly string[] {
  const kept = join(ROOT, '.mleg', 'types', `${project.replaceAll(/[./]/g, '-')}.tsbuildinfo`);
  return ['-p', project, '--incremental', '--tsBuildInfoFile', kept];
}

const CHECKS: readonly Check[] = [
  ['format, lint, import walls', tool('biome'), ['ci', '--colors=off', '--error-on-warnings', '.']],
  ['promises, exhaustive switches', tool('oxlint'), ['--type-aware', '--deny-warnings']],
  ['types', tool('tsc'), compile('tsconfig.json')],
  ...WORKSPACES.map((folder): Check => [`types of ${folder}`, tool('tsc'), compile(folder)]),
  ['unused code', tool('knip'), ['--no-config-hints']],
  [
    'code that only tests use',
    tool('knip'),
    ['--production', '--no-config-hints', '--include', 'files,exports'],
  ],
  ['SQL only in the store, environment only in config', process.execPath, ['scripts/walls.ts']],
];

/** Runs all checks side by side and shows whole what fails. @returns whether all pass */
export async function runChecks(): Promise<boolean> {
  const outcomes = await Promise.all(
    CHECKS.map(async ([name, program, args]) => ({ name, outcome: await collect(program, args) })),
  );
  for (const { name, outcome } of outcomes) {
    say(`${outcome.code === 0 ? 'ok  ' : 'FAIL'} ${name} (${outcome.seconds.toFixed(1)} s)`);
    if (outcome.code !== 0) say(outcome.output);
  }
  return outcomes.every(({ outcome }) => outcome.code === 0);
}
