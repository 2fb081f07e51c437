import { parentPort } from 'node:worker_threads';
import { DomainError } from '@mleg/core/errors';
import type { ReadOptions } from './read-file.ts';
import { readTable } from './table.ts';

/** Runs in a thread of its own: whatever a file does to the reader, the server answers meanwhile. */

const ROWS_AT_ONCE = 250;

type Job = ReadOptions & { readonly bytes: Uint8Array };
let more = (): void => undefined;

function askedForMore(): Promise<void> {
  return new Promise((resolve) => {
    more = resolve;
  });
}

async function read({ bytes, ...options }: Job): Promise<void> {
  try {
    const table = readTable(bytes, options.mapping);
    // What reads the cells is loaded for a file that is a table only.
    const { readFile } = await import('./read-file.ts');
    const { rows, ...file } = readFile(table, options);
    // A part at a time as the server asks for it, so that its own thread never unpacks many in one turn.
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      parentPort?.postMessage({ rows: rows.slice(at, at + ROWS_AT_ONCE) });
      await askedForMore();
    }
    parentPort?.postMessage({ file });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    parentPort?.postMessage({ refused: { type: error.type, details: error.details } });
  }
}

parentPort?.on('message', (message: Job | 'more') => {
  if (message === 'more') more();
  else void read(message);
});
