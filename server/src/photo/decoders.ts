import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CheckedImage, ReadPhoto } from './derive.ts';
import { photoFault } from './image-header.ts';
import { photoSecondsMax } from './limits.ts';

type Options = {
  /** Program of a decoder. */
  readonly program: string;
  readonly seconds: number;
  /** How long one waits for its next picture before it ends. */
  readonly idleSeconds: number;
};
type Answer = { readonly ready?: true; readonly photo?: ReadPhoto | null };
type Decoder = { readonly process: ChildProcess; idle: NodeJS.Timeout | undefined };

const STARTS_WITHIN_SECONDS = 30;
const defaults: Options = {
  program: fileURLToPath(new URL('./decoder-process.ts', import.meta.url)),
  seconds: photoSecondsMax,
  idleSeconds: 60,
};

/** Decodes a picture; see `createDecoders`. */
export type Decode = (image: CheckedImage) => Promise<ReadPhoto>;

/**
 * Decoders in processes of their own, started when they are needed and kept for a while. A picture that takes too long
 * costs its process and nothing else: threads that a library has started cannot be ended, a process can.
 * @returns the function that decodes; it throws DomainError photo_unreadable (`damaged`, `too_slow`)
 */
export function createDecoders(options: Partial<Options> = {}): Decode {
  const { program, seconds, idleSeconds } = { ...defaults, ...options };
  const idle: Decoder[] = [];
  const drop = (decoder: Decoder): void => {
    const at = idle.indexOf(decoder);
    if (at >= 0) idle.splice(at, 1);
    clearTimeout(decoder.idle);
    decoder.process.kill('SIGKILL');
  };
  const rest = (decoder: Decoder): void => {
    setHold(decoder.process, false);
    decoder.idle = setTimeout(() => drop(decoder), idleSeconds * 1000).unref();
    idle.push(decoder);
  };
  return async (image) => {
    const decoder = idle.pop() ?? (await startDecoder(program, drop));
    clearTimeout(decoder.idle);
    setHold(decoder.process, true);
    const answer = await ask(decoder.process, image, seconds);
    if (answer === 'late' || answer === 'gone') {
      drop(decoder);
      throw photoFault(answer === 'late' ? 'too_slow' : 'damaged');
    }
    rest(decoder);
    if (!answer.photo) throw photoFault('damaged');
    return answer.photo;
  };
}

/** Whether the process keeps this one alive: only while it works. */
function setHold(child: ChildProcess, holds: boolean): void {
  const call = holds ? 'ref' : 'unref';
  child[call]();
  (child.channel as { ref?: () => void; unref?: () => void } | null)?.[call]?.();
}

async function startDecoder(program: string, drop: (decoder: Decoder) => void): Promise<Decoder> {
  const child = fork(program, [], {
    // Nothing of the server's secrets; little room beside the pictures.
    env: {},
    execArgv: ['--max-old-space-size=128'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const decoder: Decoder = { process: child, idle: undefined };
  child.on('exit', () => drop(decoder));
  child.on('error', () => drop(decoder));
  const answer = await ask(child, undefined, STARTS_WITHIN_SECONDS);
  if (answer === 'late' || answer === 'gone') {
    child.kill('SIGKILL');
    throw new Error('a decoder of photos did not start');
  }
  return decoder;
}

/** Sends a picture (or nothing) and waits for the next answer. */
function ask(
  child: ChildProcess,
  image: CheckedImage | undefined,
  seconds: number,
): Promise<Answer | 'late' | 'gone'> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | 'late' | 'gone'): void => {
      clearTimeout(timer);
      child.off('message', settle).off('exit', leave).off('error', leave);
      resolve(answer);
    };
    const leave = (): void => settle('gone');
    const timer = setTimeout(() => settle('late'), seconds * 1000);
    child.on('message', settle).on('exit', leave).on('error', leave);
    if (image !== undefined) child.send(image, (error) => (error ? leave() : undefined));
  });
}
