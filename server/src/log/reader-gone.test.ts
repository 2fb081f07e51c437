import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** A program that logs all the time, and ends properly when it is told to. */
const PROGRAM = `
import { consoleLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
const log = consoleLog({ events: true });
process.on('uncaughtException', () => process.exit(8));
process.on('SIGTERM', () => process.exit(7));
setInterval(() => log.event('still_here'), 5);
`;

test('a server whose output nobody reads any more goes on without a fault, and stops when it is told to', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stderr.destroy();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  assert.deepEqual(await ended, [7, null]);
  clearTimeout(late);
});
