import { cpus } from 'node:os';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ROOT } from './steps.ts';

/** A file that takes longer has hung. */
const FILE_MS_MAX = 600_000;
const SLOWEST_SHOWN = 8;

/**
 * Runs test files in the order in which they are given (`node --test` sorts them), a process each, one more at once than
 * there are cores, and says which took longest. The exit code is 1 where one failed.
 */
function runInOrder(files: readonly string[]): void {
  const took = new Map<string, number>();
  const stream = run({ files: [...files], concurrency: cpus().length + 1, timeout: FILE_MS_MAX });
  stream.on('test:summary', ({ file, duration_ms, success }) => {
    if (file !== undefined) took.set(file, duration_ms);
    else if (!success) process.exitCode = 1;
  });
  stream.on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1;
  });
  stream.on('end', () => {
    const slowest = [...took].sort(([, a], [, b]) => b - a).slice(0, SLOWEST_SHOWN);
    const lines = slowest.map(
      ([file, ms]) => `${String(Math.round(ms / 1000)).padStart(5)} s ${relative(ROOT, file)}`,
    );
    process.stderr.write(`The files that took longest:\n${lines.join('\n')}\n`);
  });
  stream.compose(new spec()).pipe(process.stdout);
}

runInOrder(process.argv.slice(2));
