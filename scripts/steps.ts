import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STATE = join(ROOT, '.mleg');

/** A line for the person at the terminal; standard output belongs to what the command itself answers. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export type Outcome = { readonly code: number; readonly output: string; readonly seconds: number };

/** Runs a program to its end and collects what it says. */
export function collect(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const began = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code: code ?? 1, output, seconds: (Date.now() - began) / 1000 }));
  });
}

/** Runs a program that speaks for itself; signals to us reach it. @returns its exit code */
export function show(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    const onTerm = (): void => pass('SIGTERM');
    // Ctrl-C in a terminal goes to the whole group by itself.
    const onInt = (): void => {
      if (!process.stdin.isTTY) pass('SIGINT');
    };
    process.on('SIGTERM', onTerm);
    process.on('SIGINT', onInt);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', onTerm);
      process.off('SIGINT', onInt);
      resolve(code ?? 1);
    });
  });
}

/** Path of a tool's program in node_modules. */
export function tool(name: string): string {
  return join(ROOT, 'node_modules', '.bin', name);
}

/** SHA-256 over names and contents of all files under the given files and folders (generated ones left out). */
export async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) await addToHash(hash, join(ROOT, path));
  return hash.digest('hex');
}

async function addToHash(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  if (!existsSync(path)) return;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    hash.update(path.slice(ROOT.length)).update(await readFile(path));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (['node_modules', 'dist', 'gen', 'cache'].includes(entry.name) || entry.name.endsWith('.test.ts'))
      continue;
    await addToHash(hash, join(path, entry.name));
  }
}

/** Does `work` unless it was done for the same inputs before and `product` still stands. @returns whether it ran */
export async function once(
  name: string,
  inputs: readonly string[],
  product: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const mark = join(STATE, `done-${name}`);
  const hash = await hashOf(inputs);
  if (existsSync(join(ROOT, product)) && (await readFile(mark, 'utf8').catch(() => '')) === hash)
    return false;
  await work();
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, hash);
  return true;
}

const TICK_MS = 2000;

/** Says every few seconds that the work goes on: nobody should stare at a terminal that says nothing. */
export async function withProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const tick = setInterval(() => say(`${title}… ${Math.round((Date.now() - began) / 1000)} s`), TICK_MS);
  try {
    return await work();
  } finally {
    clearInterval(tick);
  }
}
