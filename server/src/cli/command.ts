import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../app-deps.ts';
import { schoolByRspo } from '../store/schools.ts';

/** What a command has of the world, so that a test can be the terminal. */
export type Io = {
  readonly say: (line: string) => void;
  /** Absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** The same for a secret: what is typed is not shown. */
  readonly askSecret?: (question: string) => Promise<string>;
  /** All of the standard input. */
  readonly readInput: () => Promise<string>;
  /** The standard input as it comes. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** For people, beside the output that programs read. */
  readonly warn: (line: string) => void;
  readonly fetch: typeof fetch;
  /** Epoch seconds. */
  readonly now: () => number;
};

/** 0 done, 1 refused or found wrong, 2 called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** A command that was called wrongly; its message goes to the terminal with the usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * Reads `--name value` flags and what stands beside them.
 * @throws UsageError for an unknown flag or one without its value
 */
export function readFlags<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'flags that cannot be read');
  }
}

/** A flag that must be there: asked for at a terminal. @throws UsageError */
export async function need(io: Io, name: string, value: string | undefined): Promise<string> {
  const given = value ?? (io.ask ? await io.ask(`${name}: `) : '');
  if (!given.trim()) throw new UsageError(`--${name} is missing`);
  return given.trim();
}

/** One of a list. @throws UsageError naming the list */
export function oneOf<const T extends string>(name: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${allowed.join(', ')}`);
  return found;
}

/** Number of the school with this RSPO number. @throws DomainError not_found */
export async function schoolOf(deps: Pick<AppDeps, 'store'>, rspo: string): Promise<number> {
  const found = await schoolByRspo(deps.store, rspo);
  if (!found) throw new DomainError('not_found', { field: 'school' });
  return found.school;
}

/** Who stands in the history when a command changed something. */
export const OPERATOR = { kind: 'system', id: 'operator' } as const;
