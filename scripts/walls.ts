import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, say } from './steps.ts';

/** A wall that the linter cannot see: which text may stand only where. */
type Wall = { readonly rule: string; readonly forbidden: RegExp; readonly allowed: RegExp };

/** How a statement begins; a template runs over as many lines as it takes. */
const STATEMENTS = [
  'select\\s[^`]*?\\sfrom\\s+[a-z_]+',
  'select\\s+(?:\\w+\\(|1\\b)',
  'insert\\s+into\\s',
  'update\\s+\\w+(?:\\s+\\w+)?\\s+set\\s',
  'delete\\s+from\\s',
  'with\\s+\\w+\\s+as\\s*\\(',
  'lock\\s+table\\s',
  'truncate\\s+\\w+\\s*[`\'"]',
  'set_config\\(',
].join('|');

/** A sentence for people begins with one capital letter; SQL has none, or nothing else. */
const SQL = ['`', '\'"'].map((quotes) => {
  const lower = quotes === '`' ? STATEMENTS : STATEMENTS.replace('[^`]*?', '[^\'"\\n]*?');
  const upper = lower.replace(/(?<!\\)\b[a-z_]{2,}\b/g, (word) => word.toUpperCase()).replace('[A-Z_]', '[A-Za-z_]');
  return `[${quotes}]\\s*(?:${lower}|${upper})`;
});

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
