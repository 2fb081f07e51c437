import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, say } from './steps.ts';

/** What counts as what: worlds, fixtures and everything else that only helps a test is neither. */
export type Kind = 'test' | 'code' | 'help';

/** @param file path from the root */
export function kindOf(file: string): Kind {
  if (/\.test\.tsx?$/.test(file)) return 'test';
  return file.startsWith('testing/') || /-fixture\.tsx?$/.test(file) ? 'help' : 'code';
}

/** Lines that say something: no blank ones, no comments. */
export function linesOf(text: string): number {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '');
  return bare.split('\n').filter((line) => /\S/.test(line) && !/^\s*(?:\/\/|--)/.test(line)).length;
}

type Count = { tests: number; code: number };

async function countAll(): Promise<Map<string, Count>> {
  const counts = new Map<string, Count>();
  const patterns = [
    'packages/*/src/**/*.{ts,tsx}',
    'apps/*/src/**/*.{ts,tsx}',
    'server/src/**/*.{ts,sql}',
    'testing/src/**/*.ts',
  ];
  for (const pattern of patterns) {
    for await (const found of glob(pattern, { cwd: ROOT })) {
      const file = found.replaceAll('\\', '/');
      const workspace = /^(?:packages|apps)\/[^/]+|^[^/]+/.exec(file)?.[0] ?? '';
      const count = counts.get(workspace) ?? { tests: 0, code: 0 };
      counts.set(workspace, count);
      const kind = kindOf(file);
      if (kind === 'help') continue;
      const lines = linesOf(await readFile(join(ROOT, file), 'utf8'));
      if (kind === 'test') count.tests += lines;
      else count.code += lines;
    }
  }
  return counts;
}

/** A line of the table. */
export function rowOf(name: string, { tests, code }: Count): string {
  const ratio = code === 0 ? '–' : (tests / code).toFixed(2);
  return `${name.padEnd(34)}${String(tests).padStart(8)}${String(code).padStart(8)}${ratio.padStart(8)}`;
}

if (import.meta.main) {
  const counts = await countAll();
  say(`${''.padEnd(34)}${'tests'.padStart(8)}${'code'.padStart(8)}${'ratio'.padStart(8)}`);
  for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) say(rowOf(name, count));
  const sum = (names: readonly string[]): Count =>
    names.reduce(
      (all, name) => {
        const { tests, code } = counts.get(name) ?? { tests: 0, code: 0 };
        return { tests: all.tests + tests, code: all.code + code };
      },
      { tests: 0, code: 0 },
    );
  say(rowOf('core and server, with testing', sum(['packages/core', 'server', 'testing'])));
  say(rowOf('all', sum([...counts.keys()])));
}
