import { DomainError } from '@mleg/core/errors';

/** Why the database could not be asked: `busy` passes by itself within seconds, `database` when it is back. */
export type UnavailableReason = 'busy' | 'database';

/** Nothing is known to have happened: whoever asked may ask again. */
export function unavailable(reason: UnavailableReason, cause?: unknown): DomainError {
  return new DomainError('unavailable', { reason }, { cause });
}

/** What the operating system says of a connection that is gone or never came about. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOENT', 'EACCES', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL'],
]);

/** The driver's own words; these errors carry no code. */
const DRIVER_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after calling end|The server does not support SSL)/;

/**
 * SQLSTATE of a session that has ended: connection exceptions (class 08), ended by an administrator, a crash or a
 * shutdown (57P01-57P03), by a time limit of the session (57P05, 25P03, 25P04); also logins that are refused (class 28,
 * 3D000), which a database that is being rebuilt or taken over does.
 */
const LOST_STATES = /^(08...|57P0[1-5]|25P0[34]|28...|3D000)$/;

/**
 * SQLSTATE of a database that lives and cannot: read-only (25006, a replica that was not promoted yet), no room (class
 * 53: disk, memory, connections), a fault of its machine (class 58), broken files (class XX but XX000).
 */
const UNABLE_STATES = /^(25006|53...|58...|XX00[12])$/;

const TOO_LONG = '57014';
/** Waited too long for somebody else's lock, ran too long, or lost a race again and again. */
const BUSY_STATES: ReadonlySet<string> = new Set(['55P03', TOO_LONG, '40001', '40P01', '53300']);

/** Whether the connection can neither answer nor roll back any more. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DomainError) return false;
  const code = codeOf(error);
  if (code === undefined) return DRIVER_WORDS.test(error.message);
  return SYSTEM_CODES.has(code) || LOST_STATES.test(code);
}

/** Whether the database itself says that the statement failed and nothing of it is left; not where it ran too long. */
export function isRolledBack(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DomainError) return false;
  const code = codeOf(error) ?? '';
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && !SYSTEM_CODES.has(code);
  return isSqlState && !LOST_STATES.test(code) && !UNABLE_STATES.test(code) && code !== TOO_LONG;
}

/** The error as it leaves the store: what is only a database that is away or busy becomes `unavailable`. */
export function asUnavailable(error: unknown): unknown {
  const reason = unavailableReason(error);
  return reason === undefined ? error : unavailable(reason, error);
}

function unavailableReason(error: unknown): UnavailableReason | undefined {
  if (!(error instanceof Error) || error instanceof DomainError) return undefined;
  const code = codeOf(error) ?? '';
  if (BUSY_STATES.has(code)) return 'busy';
  return isLostConnection(error) || UNABLE_STATES.test(code) ? 'database' : undefined;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
