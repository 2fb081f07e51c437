import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, say } from './steps.ts';

/** A wall that the linter cannot see: which text may stand only where. */
type Wall = { readonly rule: string; readonly forbidden: RegExp; readonly allowed: RegExp };

/**
 * How a statement begins.
 * @param word spells a word of SQL
 * @param text what may stand within the quotes
 */
function statements(word: (text: string) => string, text: string): string {
  return [
    `${word('select')}\\s${text}*?\\s${word('from')}\\s+\\w`,
    `${word('select')}\\s+(?:\\w+\\(|1\\b)`,
    `${word('insert')}\\s+${word('into')}\\s`,
    `${word('update')}\\s+\\w+(?:\\s+\\w+)?\\s+${word('set')}\\s`,
    `${word('delete')}\\s+${word('from')}\\s`,
    `${word('with')}\\s+\\w+\\s+${word('as')}\\s*\\(`,
    `${word('lock')}\\s+${word('table')}\\s`,
    `${word('truncate')}\\s+\\w+\\s*[\`'"]`,
    `${word('set_config')}\\(`,
  ].join('|');
}

/** A template runs over as many lines as it takes. A sentence for people begins with one capital letter; SQL has none, or nothing else. */
const SQL = [
  ['`', '[^`]'],
  ['\'"', '[^\'"\\n]'],
].flatMap(([quotes = '', text = '']) =>
  [(word: string) => word, (word: string) => word.toUpperCase()].map(
    (word) => `[${quotes}]\\s*(?:${statements(word, text)})`,
  ),
);

const WALLS: readonly Wall[] = [
  {
    rule: 'SQL stands only in server/src/store and the launcher',
    forbidden: new RegExp(SQL.join('|')),
    allowed: /^(server\/src\/(store|postgres)\/|testing\/|bench\/|scripts\/)|\.test\.ts$/,
  },
  {
    rule: 'only server/src/config reads the environment',
    forbidden: /process\.env/,
    allowed: /^(server\/src\/config\/|testing\/|bench\/|scripts\/)|\.test\.ts$|vite\.config\.ts$/,
  },
];

/** @returns breaches as „file: rule” */
export function findBreaches(files: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  for (const [file, text] of files) {
    for (const wall of WALLS) {
      if (!wall.allowed.test(file) && wall.forbidden.test(text)) breaches.push(`${file}: ${wall.rule}`);
    }
  }
  return breaches;
}

async function sources(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const pattern of ['server/src/**/*.ts', 'packages/*/src/**/*.ts*', 'apps/*/**/*.ts*']) {
    for await (const file of glob(pattern, {
      cwd: ROOT,
      exclude: (name) => /^(node_modules|dist|gen)$/.test(name),
    })) {
      files.set(file.replaceAll('\\', '/'), await readFile(join(ROOT, file), 'utf8').catch(() => ''));
    }
  }
  return files;
}

if (import.meta.main) {
  const breaches = findBreaches(await sources());
  for (const breach of breaches) say(breach);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
