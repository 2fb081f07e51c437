import { Worker } from 'node:worker_threads';
import { DomainError, type ProblemType } from '@mleg/core/errors';
import { createGate } from './gate.ts';
import { importBytesMax, readingLimits } from './reading/limits.ts';
import type { ReadFile, ReadOptions, ReadRow } from './reading/read-file.ts';

type Refused = { readonly type: ProblemType; readonly details: Record<string, string | number | boolean> };
type Message =
  | { readonly rows: readonly ReadRow[] }
  | { readonly file: Omit<ReadFile, 'rows'> }
  | { readonly refused: Refused };

export type ThreadReader = (bytes: Uint8Array, options: ReadOptions) => Promise<ReadFile>;

/** A file waits with its bytes in memory, so not many do. */
const AT_ONCE = { running: 2, waiting: 8 };
/** A thread that has read a file stays for the next one: a school's classes come one after another. */
const IDLE_MS = 30_000;

/**
 * Makes a reader of files in threads of their own, within limits of time and memory; a thread that breaks is given up.
 * @param entry,limits another reader and narrower limits, for tests of what a broken one does
 */
export function createThreadReader(
  entry: URL = new URL('./reading/read-worker.ts', import.meta.url),
  { seconds, megabytes }: { readonly seconds: number; readonly megabytes: number } = readingLimits,
): ThreadReader {
  const gate = createGate(AT_ONCE);
  const idle: Worker[] = [];
  const start = (): Worker => {
    const worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    const leave = (): void => {
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    };
    // One that breaks while nobody waits for it must not take the server with it.
    worker.on('error', leave).on('exit', leave);
    return worker;
  };
  const rest = (worker: Worker): void => {
    worker.unref();
    idle.push(worker);
    setTimeout(() => {
      if (idle.includes(worker)) void worker.terminate();
    }, IDLE_MS).unref();
  };
  const run = async (bytes: Uint8Array, options: ReadOptions): Promise<ReadFile> => {
    const worker = idle.pop() ?? start();
    worker.ref();
    try {
      const answer = await ask(worker, { bytes: new Uint8Array(bytes), ...options }, seconds);
      rest(worker);
      if ('type' in answer) throw new DomainError(answer.type, { ...answer.details });
      return answer;
    } catch (error) {
      if (!idle.includes(worker)) void worker.terminate();
      throw error;
    }
  };
  return async (bytes, options) => {
    if (bytes.length > importBytesMax) throw new DomainError('too_large', { bytesMax: importBytesMax });
    return gate(() => run(bytes, options));
  };
}

type Job = ReadOptions & { readonly bytes: Uint8Array<ArrayBuffer> };

function ask(worker: Worker, job: Job, seconds: number): Promise<ReadFile | Refused> {
  const rows: ReadRow[] = [];
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const fail = (reason: string, cause?: unknown): void => {
      end();
      reject(new DomainError('file_unreadable', { reason }, { cause }));
    };
    const answer = (value: ReadFile | Refused): void => {
      end();
      resolve(value);
    };
    const onError = (cause: unknown): void => fail('reader_failed', cause);
    const onExit = (): void => fail('reader_failed');
    const onMessage = (message: Message): void => {
      if ('rows' in message) {
        rows.push(...message.rows);
        // Others have their turn before the next part is unpacked.
        setImmediate(() => worker.postMessage('more'));
      } else if ('refused' in message) answer(message.refused);
      else answer({ ...message.file, rows });
    };
    const timer = setTimeout(() => fail('too_slow'), seconds * 1000);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job, [job.bytes.buffer]);
  });
}

/** The server's reader of import files. */
export const readInThread: ThreadReader = createThreadReader();
