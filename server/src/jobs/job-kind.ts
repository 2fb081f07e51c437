import type { ClaimedJob } from '../store/jobs.ts';

/** What a handler has of the job that it does. */
export type RunningJob = Pick<ClaimedJob, 'id' | 'kind' | 'school' | 'subject' | 'attempts'> & {
  /** Aborted when the run's time is over or the server stops; a handler looks at it between its steps. */
  readonly signal: AbortSignal;
  /** Says how far the run has come; written a second apart at most. */
  readonly progress: (done: number, total: number) => Promise<void>;
};

/**
 * One kind of work. It is done **at least once**: a process that is killed in the middle leaves a job that the next one does
 * again from the start, so a handler must be able to repeat what it has done. Two processes never do one job at once as
 * long as the handler ends within its time and grace; they look at `signal`.
 */
export type JobKind = {
  readonly name: string;
  /** A run may take so long; then it is aborted and counts as failed. */
  readonly runSeconds: number;
  /** Jobs of this kind that one process does at once. */
  readonly atOnce: number;
  /** What cannot be undone waits while the clock is not believed (docs/decisions/011-a-clock-that-jumped.md). */
  readonly isIrreversible: boolean;
  /** After so many failed runs it is given up; a recurring one never is. */
  readonly attemptsMax: number;
  /** For work that recurs: when it is due next. One row of this name is kept. */
  readonly nextAt?: (nowAt: number) => number;
  /** No wait is longer than this: neither a backoff nor, for what recurs, the time to the next run. */
  readonly waitSecondsMax: number;
  /** @returns what it found, in codes and ids, if that is worth keeping */
  readonly run: (job: RunningJob) => Promise<string | undefined>;
  /** Tidies up after a job that is given up; may be called again. */
  readonly givenUp?: (job: ClaimedJob) => Promise<void>;
};

/** Beyond its time an aborted run has so long to come to an end before another process may take the job. */
export const GRACE_SECONDS = 60;

const FIRST_WAIT_SECONDS = 5;

/** How long to wait after so many failures: doubled each time, up to the kind's longest wait. */
export function backoffSeconds(attempts: number, waitSecondsMax: number): number {
  return Math.min(FIRST_WAIT_SECONDS * 2 ** Math.min(attempts - 1, 30), waitSecondsMax);
}
