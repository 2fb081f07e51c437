import type { LogEvent } from './events.ts';

/**
 * The only writer of the console. A line is a code and ids: the allow-list below has no field that could hold a
 * person, an address or what somebody typed.
 */

/** What a log line may carry beside its event code. */
export type LogFields = {
  readonly requestId?: string;
  readonly face?: string;
  readonly method?: string;
  /** The route's pattern, never the address itself. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly school?: number;
  readonly outcome?: string;
  /** Class of an error and SQLSTATE; never its message. */
  readonly error?: string;
  readonly sqlState?: string;
  /** Source positions of an error's stack, without its message. */
  readonly stack?: string;
  readonly count?: number;
  readonly port?: number;
  readonly version?: string;
};

export type Log = {
  /** One JSON line: time, event code, fields. */
  readonly event: (code: LogEvent, fields?: LogFields) => void;
  /** One line for the person at the terminal, at start-up and stop only. */
  readonly say: (line: string) => void;
};

/**
 * @param write takes a finished line without its end
 * @param now epoch milliseconds
 */
export function createLog(write: (line: string) => void, now: () => number = Date.now): Log {
  return {
    event(code, fields = {}) {
      write(JSON.stringify({ at: new Date(now()).toISOString(), event: code, ...fields }));
    },
    say: write,
  };
}

/** Standard output; event lines only where wanted (a demo's terminal shows addresses, not traffic). */
export function consoleLog(options: { events: boolean }): Log {
  // Whoever read the lines may be gone (a closed terminal, a collector that starts anew): the work goes on without them. An
  // error that nobody takes would be logged, and the log be the next error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const log = createLog((line) => process.stdout.write(`${line}\n`));
  return options.events ? log : { event: () => undefined, say: log.say };
}

/** For tests and tools that want silence. */
export const silentLog: Log = { event: () => undefined, say: () => undefined };

/** What of an unexpected error may be logged: messages of libraries quote values, so they stay out. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { sqlState: error.code } : {};
  const stack = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 6)
    .map((line) => line.trim().replace(/\(?(file:\/\/)?\/\S*\/(?=server|packages|node_modules)/, '('))
    .join(' | ');
  return { error: error.name, stack, ...code };
}
