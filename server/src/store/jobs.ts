import type { RunStatement, Store } from './pool.ts';
import { firstRow } from './tenant.ts';

/** The database, or a transaction of whichever school: jobs stand before the walls. */
type Runner = { readonly run: RunStatement };

export type JobState = 'waiting' | 'done' | 'dead';

/** A job that this process holds: nobody else has it until its lease ends. */
export type ClaimedJob = {
  readonly id: string;
  readonly kind: string;
  readonly school: number | null;
  readonly subject: string | null;
  /** This run counted. */
  readonly attempts: number;
  readonly deadlineAt: number | null;
  readonly lease: string;
};

/** A job as people are shown it; codes and ids only. */
export type JobRow = {
  readonly id: string;
  readonly kind: string;
  readonly school: number | null;
  readonly subject: string | null;
  readonly state: JobState;
  readonly isRunning: boolean;
  readonly dueAt: number;
  readonly attempts: number;
  readonly progressDone: number;
  readonly progressTotal: number | null;
  readonly lastError: string | null;
  readonly note: string | null;
  readonly endedAt: number | null;
};

export type NewJob = {
  readonly id: string;
  readonly kind: string;
  readonly school?: number;
  readonly subject?: string;
  readonly dueAt: number;
  readonly waitSecondsMax: number;
  readonly deadlineAt?: number;
  readonly createdAt: number;
};

const INSERT = {
  name: 'job-insert',
  text: `insert into job (id, kind, school_id, subject, due_at, wait_seconds_max, deadline_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
};
const IS_DUE = `state = 'waiting' and (leased_until is null or leased_until < clock_timestamp())`;
// The longest waiting first; a row that another process is just taking is passed over, not waited for.
const claim = (name: string, which: string) => ({
  name,
  text: `with one as (select id from job where ${which} and ${IS_DUE} order by due_at limit 1 for update skip locked)
    update job set lease = $1, attempts = job.attempts + 1, progress_done = 0, progress_total = null,
      leased_until = clock_timestamp() + make_interval(secs => ($2::jsonb ->> job.kind)::integer)
    from one where job.id = one.id
    returning job.id, job.kind, job.school_id as school, job.subject, job.attempts, job.deadline_at as "deadlineAt",
      job.lease`,
});
const CLAIM_NEXT = claim(
  'job-claim',
  `kind in (select jsonb_object_keys($2::jsonb)) and (due_at <= $3 or due_at > $3::bigint + wait_seconds_max)`,
);
const CLAIM_ONE = claim('job-claim-one', 'id = $3');
const HELD = 'where id = $1 and lease = $2';
const DONE = {
  name: 'job-done',
  text: `update job set state = 'done', ended_at = $3, note = $4, lease = null, leased_until = null ${HELD}`,
};
const AGAIN = {
  name: 'job-again',
  text: `update job set due_at = $3, attempts = $4, last_error = $5, note = coalesce($6, note), lease = null,
    leased_until = null ${HELD}`,
};
const DEAD = {
  name: 'job-dead',
  text: `update job set state = 'dead', ended_at = $3, last_error = coalesce($4, last_error), lease = null,
    leased_until = null ${HELD}`,
};
const PROGRESS = {
  name: 'job-progress',
  text: `update job set progress_done = $3, progress_total = $4 ${HELD}`,
};
const LIST = {
  name: 'job-list',
  text: `select id, kind, school_id as school, subject, state,
      coalesce(leased_until > clock_timestamp(), false) as "isRunning", due_at as "dueAt", attempts,
      progress_done as "progressDone", progress_total as "progressTotal", last_error as "lastError", note,
      ended_at as "endedAt"
    from job where ($1::text is null or state = $1) and ($2::integer is null or school_id = $2)
    order by created_at desc, id limit $3`,
};
const SWEEP = {
  name: 'job-sweep',
  text: `delete from job where (state = 'done' and ended_at < $1) or (state = 'dead' and ended_at < $2)`,
};
const REVIVE = {
  name: 'job-revive',
  text: `update job set state = 'waiting', due_at = $2, attempts = 0, ended_at = null, deadline_at = null
    where id = $1 and state = 'dead' returning id`,
};
const REMOVE = { name: 'job-remove', text: `delete from job where id = $1 and state = 'dead' returning id` };

const RELEASE_ALL = {
  name: 'job-release-all',
  text: 'update job set leased_until = null, lease = null where leased_until is not null',
};

/** Takes every job from whoever holds it: for the one process that has the database to itself, when it starts. */
export async function releaseAllJobs(runner: Runner): Promise<void> {
  await runner.run(RELEASE_ALL, []);
}

/** Writes a job, best in the transaction of the change that asks for it. One with the same id stays as it is. */
export async function insertJob(runner: Runner, job: NewJob): Promise<void> {
  const {
    id,
    kind,
    school = null,
    subject = null,
    dueAt,
    waitSecondsMax,
    deadlineAt = null,
    createdAt,
  } = job;
  await runner.run(INSERT, [id, kind, school, subject, dueAt, waitSecondsMax, deadlineAt, createdAt]);
}

/**
 * Takes the job of these kinds that has been due longest, for one owner among all processes; one whose owner was killed is
 * due again when its lease has ended. The run is counted before it begins, so that a job that ends its process is not
 * tried for ever.
 * @param kinds how long a run of each may take, in seconds, its grace included
 */
export async function claimJob(
  store: Store,
  claim: { lease: string; kinds: Readonly<Record<string, number>>; nowAt: number },
): Promise<ClaimedJob | undefined> {
  const values = [claim.lease, JSON.stringify(claim.kinds), claim.nowAt];
  return firstRow(await store.run<ClaimedJob>(CLAIM_NEXT, values));
}

/** Takes one job whether it is due or not; undefined where somebody has it, or it has ended. */
export async function claimJobById(
  store: Store,
  claim: { lease: string; kinds: Readonly<Record<string, number>>; id: string },
): Promise<ClaimedJob | undefined> {
  const values = [claim.lease, JSON.stringify(claim.kinds), claim.id];
  return firstRow(await store.run<ClaimedJob>(CLAIM_ONE, values));
}

type Held = Pick<ClaimedJob, 'id' | 'lease'>;

/** Ends a job well. @param note what it found, in codes and ids */
export async function endJob(store: Store, { id, lease }: Held, at: number, note?: string): Promise<void> {
  await store.run(DONE, [id, lease, at, note ?? null]);
}

/** Gives a job back for a later time; `error` is null after a run that went well. */
export async function giveBackJob(
  store: Store,
  { id, lease }: Held,
  next: { dueAt: number; attempts: number; error: string | null; note?: string | undefined },
): Promise<void> {
  await store.run(AGAIN, [id, lease, next.dueAt, next.attempts, next.error, next.note ?? null]);
}

/** Gives a job up: it stays for people to see. */
export async function buryJob(
  store: Store,
  { id, lease }: Held,
  at: number,
  error: string | null,
): Promise<void> {
  await store.run(DEAD, [id, lease, at, error]);
}

/** How far a run has come. */
export async function noteProgress(
  store: Store,
  { id, lease }: Held,
  done: number,
  total: number,
): Promise<void> {
  await store.run(PROGRESS, [id, lease, done, total]);
}

/** Jobs with state and progress, the newest first: for the panel (of its school), the operator's commands and doctor. */
export function listJobs(
  store: Pick<Store, 'run'>,
  query: { state?: JobState; school?: number; max: number },
): Promise<JobRow[]> {
  return store.run<JobRow>(LIST, [query.state ?? null, query.school ?? null, query.max]);
}

/** Forgets jobs that ended well before the first moment, and dead ones that ended before the second. */
export async function sweepJobs(store: Store, doneBeforeAt: number, deadBeforeAt: number): Promise<void> {
  await store.run(SWEEP, [doneBeforeAt, deadBeforeAt]);
}

/** Lets a dead job be tried again; false for one that is not dead. */
export async function reviveJob(store: Store, id: string, dueAt: number): Promise<boolean> {
  return (await store.run(REVIVE, [id, dueAt])).length > 0;
}

/** Forgets a dead job; false for one that is not dead. */
export async function removeJob(store: Store, id: string): Promise<boolean> {
  return (await store.run(REMOVE, [id])).length > 0;
}
