import { Worker } from 'node:worker_threads';
import { letterLimits } from './limits.ts';
import type { ParsedLetter } from './parse-letter.ts';

const ENTRY = new URL('./parse-worker.ts', import.meta.url);

/**
 * Takes a letter apart in a thread of its own, within limits of time and memory: nobody's request waits for it, and what
 * breaks or takes too long costs its thread.
 * @param bytes handed over: the caller has them no more
 * @returns undefined for what cannot be read
 */
export function parseInThread(
  bytes: Uint8Array,
  { seconds, megabytes }: { readonly seconds: number; readonly megabytes: number } = letterLimits,
): Promise<ParsedLetter | undefined> {
  const own = new Uint8Array(bytes);
  return new Promise((resolve) => {
    const worker = new Worker(ENTRY, {
      workerData: own,
      transferList: [own.buffer],
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    const settle = (letter?: ParsedLetter): void => {
      clearTimeout(timer);
      resolve(letter);
      void worker.terminate();
    };
    const timer = setTimeout(settle, seconds * 1000);
    worker.once('message', settle);
    worker.once('error', () => settle());
    worker.once('exit', () => settle());
  });
}
