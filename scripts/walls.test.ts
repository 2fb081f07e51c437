import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT, tool } from './steps.ts';
import { findBreaches } from './walls.ts';

/** A breach of each import wall, planted for a moment where it would stand. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['core imports no Node', 'packages/core/src/planted-wall.ts', "import 'node:fs';\n"],
  ['core has no clock', 'packages/core/src/planted-wall.ts', 'export const at = Date.now();\n'],
  ['core imports no contract', 'packages/core/src/planted-wall.ts', "import '@mleg/contract/common';\n"],
  ['ui imports no core', 'packages/ui/src/planted-wall.ts', "import '@mleg/core/errors';\n"],
  ['contract imports no server', 'packages/contract/src/planted-wall.ts', "import '@mleg/server/x.ts';\n"],
  ['apps import no server', 'apps/panel/src/planted-wall.ts', "import '@mleg/server/src/main.ts';\n"],
  ['the store does not know services', 'server/src/store/planted-wall.ts', "import '../service/x.ts';\n"],
  ['services do not know http', 'server/src/service/planted-wall.ts', "import '../http/kit/face.ts';\n"],
  ['the store does not know the intake', 'server/src/store/planted-wall.ts', "import '../intake/gate.ts';\n"],
  ['services do not know the intake', 'server/src/service/planted-wall.ts', "import '../intake/gate.ts';\n"],
  ['the intake does not know http', 'server/src/intake/planted-wall.ts', "import '../http/kit/face.ts';\n"],
  ['keys know no room of the server', 'server/src/keys/planted-wall.ts', "import '../store/pool.ts';\n"],
  ['photos know no room of the server', 'server/src/photo/planted-wall.ts', "import '../service/x.ts';\n"],
  [
    'letters know no room of the server',
    'server/src/letters/planted-wall.ts',
    "import '../keys/vault.ts';\n",
  ],
  [
    'the mailbox knows no room of the server',
    'server/src/mailbox/planted-wall.ts',
    "import '../store/pool.ts';\n",
  ],
  ['http does not look sideways', 'server/src/http/school/planted-wall.ts', "import '../guardian/x.ts';\n"],
  [
    'a door opens no transaction',
    'server/src/http/school/planted-wall.ts',
    "import { inSchool } from '../../store/tenant.ts';\nexport { inSchool };\n",
  ],
  ['only the log writes the console', 'server/src/service/planted-wall.ts', "console.log('x');\n"],
];

/** The same place under a name of its own, so that all of them are looked at in one run. */
const placeOf = (file: string, at: number): string => file.replace('planted-wall', `planted-wall-${at}`);

test('check trips over a planted breach of each import wall', async (context) => {
  const places = PLANTED.map(([, file], at) => placeOf(file, at));
  try {
    for (const [at, [, , text]] of PLANTED.entries()) {
      const path = join(ROOT, places[at] ?? '');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const args = ['lint', '--error-on-warnings', '--colors=off', '--max-diagnostics=none', ...places];
    const result = spawnSync(tool('biome'), args, { cwd: ROOT, encoding: 'utf8' });
    assert.notEqual(result.status, 0, result.stdout);
    const said = result.stderr + result.stdout;
    for (const [at, [rule]] of PLANTED.entries())
      await context.test(rule, () => {
        const place = (places[at] ?? '').replaceAll(/[.\\/]/g, '\\$&');
        assert.match(
          said,
          new RegExp(`${place}:\\S+ lint/\\S*(?:noRestricted(?:Imports|Globals)|noConsole)`),
        );
      });
  } finally {
    for (const place of places) rmSync(join(ROOT, place), { force: true });
  }
});

/** What only the compiler sees: each workspace is compiled with what it may know. */
const UNKNOWN: readonly (readonly [rule: string, folder: string, file: string, text: string])[] = [
  ['core knows no page', 'packages/core', 'src/planted-type.ts', 'export const at = location.href;\n'],
  ['core knows no Node', 'packages/core', 'src/planted-type.ts', 'export const at: Buffer[] = [];\n'],
  [
    'core has no timer',
    'packages/core',
    'src/planted-type.ts',
    'export const at = setTimeout(() => 0, 1);\n',
  ],
  [
    'the contract knows no page',
    'packages/contract',
    'src/planted-type.ts',
    'export const at = localStorage;\n',
  ],
  ['faces know no Node', 'apps/verifier', 'src/planted-type.ts', 'export const at = process.version;\n'],
  ['the server knows no page', 'server', 'src/planted-type.ts', 'export const at = document.title;\n'],
];

for (const [rule, folder, file, text] of UNKNOWN) {
  test(`check trips over a planted breach: ${rule}`, () => {
    const path = join(ROOT, folder, file);
    // The planted file alone, by the workspace's own settings and what it declares for all its files.
    const project = join(ROOT, folder, 'tsconfig.planted.json');
    const files = [file, ...(existsSync(join(ROOT, folder, 'universal.d.ts')) ? ['universal.d.ts'] : [])];
    writeFileSync(path, text);
    writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', files, include: [] }));
    try {
      const result = spawnSync(tool('tsc'), ['-p', project], { cwd: ROOT, encoding: 'utf8' });
      assert.notEqual(result.status, 0);
      assert.match(result.stdout, /planted-type\.ts\(\d+,\d+\): error TS2\d+: Cannot find name/);
    } finally {
      rmSync(path);
      rmSync(project);
    }
  });
}

test('check trips over SQL outside the store', () => {
  const text = "const q = 'select id from pupil where school_id = $1';";
  assert.deepEqual(findBreaches(new Map([['server/src/store/pupils.ts', text]])), []);
  assert.equal(findBreaches(new Map([['server/src/service/register/pupils.ts', text]])).length, 1);
});

test('check trips over SQL of several lines, of more words, and in capitals', () => {
  const texts = [
    'const q = `select id,\n  name\n    from pupil`;',
    'const q = `\n  with x as (select 1)\n  select * from x`;',
    'const q = `\n  insert\n into audit_event (at) values (1)`;',
    "const q = 'UPDATE pupil SET name = $1';",
    'const q = `update pupil p\n  set name = $1`;',
    'const q = `delete\n  from pupil`;',
    'const q = `lock table pupil in share mode`;',
    "const q = 'truncate audit_event';",
    "const q = 'set_config('mleg.school', $1, true)';",
  ];
  for (const text of texts)
    assert.equal(findBreaches(new Map([['server/src/service/x.ts', text]])).length, 1, text);
});

test('check takes no sentence for SQL', () => {
  const texts = [
    "const words = 'Select a file from this computer';",
    "log.say('update of the trust list: set MLEG_X');",
    'const help = `deletes what is left from before`;',
    "m.panel_select({ from: 'x' });",
    '// select the newest from the held lists',
  ];
  for (const text of texts)
    assert.deepEqual(findBreaches(new Map([['server/src/cli/x.ts', text]])), [], text);
});

test('check trips over the environment read outside config', () => {
  const text = "const port = process.env['MLEG_PORT'];";
  assert.deepEqual(findBreaches(new Map([['server/src/config/environment.ts', text]])), []);
  assert.equal(findBreaches(new Map([['server/src/keys/signers.ts', text]])).length, 1);
});
