import { randomBytes } from 'node:crypto';
import { errorFields, type Log } from '../log/log.ts';
import { buryJob, type ClaimedJob, claimJobById, endJob, giveBackJob, noteProgress } from '../store/jobs.ts';
import type { Store } from '../store/pool.ts';
import { backoffSeconds, GRACE_SECONDS, type JobKind, type RunningJob } from './job-kind.ts';

export type JobDeps = {
  readonly store: Store;
  readonly log: Log;
  /** Epoch seconds. */
  readonly now: () => number;
};

export type JobOutcome = 'done' | 'failed' | 'interrupted' | 'dead';

const PROGRESS_MS = 1000;

/** How long a run of each kind may be held. */
export function leasesOf(kinds: readonly JobKind[]): Readonly<Record<string, number>> {
  return Object.fromEntries(kinds.map(({ name, runSeconds }) => [name, runSeconds + GRACE_SECONDS]));
}

/** Whose a claim is: random, so that nobody ends what he no longer has. */
export function newLease(): string {
  return randomBytes(16).toString('base64url');
}

/**
 * Does a job that this process has claimed, within its time, and writes down how it went: never throws for the job's own
 * failure. Claim, run and end are three short transactions at most; the handler runs outside them.
 * @param stopped aborted when the server stops: the run is then given back as if it had not been
 * @throws DomainError unavailable when the end cannot be written; the lease's end then gives the job back
 */
export async function runClaimed(
  deps: JobDeps,
  kind: JobKind,
  job: ClaimedJob,
  stopped?: AbortSignal,
): Promise<JobOutcome> {
  const isPast = job.deadlineAt !== null && job.deadlineAt <= deps.now();
  const isUsedUp = kind.nextAt === undefined && job.attempts > kind.attemptsMax;
  if (isPast || isUsedUp) return giveUp(deps, kind, job, null);
  try {
    const note = await withinTime(deps, kind, job, stopped);
    await endWell(deps, kind, job, note);
    return 'done';
  } catch (error) {
    if (stopped?.aborted) {
      const again = { dueAt: deps.now(), attempts: job.attempts - 1, error: null };
      await giveBackJob(deps.store, job, again);
      return 'interrupted';
    }
    return fail(deps, kind, job, error);
  }
}

/**
 * Does one job at once, in this process, if nobody has it; whoever wrote it need not wait for the next look.
 * @throws DomainError unavailable when the database is away
 */
export async function runJobNow(deps: JobDeps, kind: JobKind, id: string): Promise<JobOutcome | undefined> {
  const job = await claimJobById(deps.store, { lease: newLease(), kinds: leasesOf([kind]), id });
  return job && runClaimed(deps, kind, job);
}

async function withinTime(
  deps: JobDeps,
  kind: JobKind,
  job: ClaimedJob,
  stopped: AbortSignal | undefined,
): Promise<string | undefined> {
  const late = new AbortController();
  const signal = stopped === undefined ? late.signal : AbortSignal.any([late.signal, stopped]);
  const timers: NodeJS.Timeout[] = [];
  const tooLong = new Promise<never>((_, reject) => {
    const abort = (): void => {
      late.abort(new Error('the run took too long'));
      // It may still come to its own end; a handler that hears nothing is waited for no longer than its lease.
      timers.push(setTimeout(() => reject(late.signal.reason), (GRACE_SECONDS / 2) * 1000).unref());
    };
    timers.push(setTimeout(abort, kind.runSeconds * 1000).unref());
  });
  try {
    const running: RunningJob = { ...job, signal, progress: progressOf(deps, job) };
    const note = await Promise.race([kind.run(running), tooLong]);
    // A handler that swallowed the abort has not done its work.
    late.signal.throwIfAborted();
    return note;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function progressOf({ store }: JobDeps, job: ClaimedJob): RunningJob['progress'] {
  let writtenAt = Number.NEGATIVE_INFINITY;
  return async (done, total) => {
    const at = performance.now();
    if (done < total && at - writtenAt < PROGRESS_MS) return;
    writtenAt = at;
    await noteProgress(store, job, done, total);
  };
}

async function endWell(
  { store, now }: JobDeps,
  kind: JobKind,
  job: ClaimedJob,
  note: string | undefined,
): Promise<void> {
  if (kind.nextAt === undefined) return endJob(store, job, now(), note);
  const dueAt = kind.nextAt(now());
  return giveBackJob(store, job, { dueAt, attempts: 0, error: null, note: note ?? 'ok' });
}

async function fail(deps: JobDeps, kind: JobKind, job: ClaimedJob, error: unknown): Promise<JobOutcome> {
  const words = wordsOf(error);
  deps.log.event('job_failed', { ...errorFields(error), outcome: kind.name, count: job.attempts });
  if (kind.nextAt === undefined && job.attempts >= kind.attemptsMax) return giveUp(deps, kind, job, words);
  const dueAt = deps.now() + backoffSeconds(job.attempts, kind.waitSecondsMax);
  await giveBackJob(deps.store, job, { dueAt, attempts: job.attempts, error: words });
  return 'failed';
}

async function giveUp(
  { store, log, now }: JobDeps,
  kind: JobKind,
  job: ClaimedJob,
  words: string | null,
): Promise<JobOutcome> {
  log.event('job_dead', { outcome: kind.name, count: job.attempts });
  await kind.givenUp?.(job);
  await buryJob(store, job, now(), words);
  return 'dead';
}

/** Class and code of an error; messages of libraries quote values, so they stay out. */
export function wordsOf(error: unknown): string {
  const { error: name = 'Error', sqlState } = errorFields(error);
  return sqlState === undefined ? name : `${name} ${sqlState}`;
}
