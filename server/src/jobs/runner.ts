import { errorFields } from '../log/log.ts';
import { type ClaimedJob, claimJob, giveBackJob, insertJob } from '../store/jobs.ts';
import type { JobKind } from './job-kind.ts';
import { type JobDeps, leasesOf, newLease, runClaimed } from './run-job.ts';

/** Whether the clock is believed: `look` asks, `held` is what the last look found; undefined while it is. */
export type ClockPort = {
  readonly look: () => Promise<unknown>;
  readonly held: () => unknown;
};

export type RunnerDeps = JobDeps & { readonly clock?: ClockPort };

export type JobRunner = {
  /** Looks for due jobs from now on. @returns stops looking, interrupts what runs and waits for it */
  readonly start: () => () => Promise<void>;
  /** Does all that is due now, one after another. @returns names of the kinds, in the order in which they were done */
  readonly runDue: () => Promise<string[]>;
};

/** One statement every so often is all that a server without work asks. */
const LOOK_MS = 2000;
/** Of a database that is away. */
const LOOK_AFTER_ERROR_MS = 10_000;
/** The time is noted so often, and what waited for a person's word is done so soon after it. */
const CLOCK_MS = 30_000;

/**
 * The part of a server process that does jobs. Any number of processes may run: each takes a job by one statement, and none
 * takes what another has. Each kind has places of its own, so that what hangs or fails holds up nothing else.
 */
export function createJobRunner(deps: RunnerDeps, kinds: readonly JobKind[]): JobRunner {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  const busy = new Map<string, number>();
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  const looks = { clockAt: Number.NEGATIVE_INFINITY };
  const isKept = new Set<string>();

  const prepare = async (): Promise<void> => {
    await keepRecurring(deps, kinds, isKept);
    if (performance.now() - looks.clockAt < CLOCK_MS) return;
    await deps.clock?.look();
    looks.clockAt = performance.now();
  };
  const claimNext = async (among: readonly JobKind[]): Promise<ClaimedJob | undefined> => {
    const isHeld = deps.clock?.held() !== undefined;
    const free = among.filter((kind) => !(isHeld && kind.isIrreversible));
    if (free.length === 0) return undefined;
    return claimJob(deps.store, { lease: newLease(), kinds: leasesOf(free), nowAt: deps.now() });
  };
  const run = async (job: ClaimedJob): Promise<void> => {
    const kind = byName.get(job.kind);
    if (kind === undefined) return;
    // The clock may have jumped since the last look: what cannot be undone asks once more, and is then as if not begun.
    if (kind.isIrreversible && (await deps.clock?.look()) !== undefined) {
      const again = { dueAt: deps.now(), attempts: job.attempts - 1, error: null };
      return giveBackJob(deps.store, job, again);
    }
    await runClaimed(deps, kind, job, stopping.signal);
  };
  const hasRoom = ({ name, atOnce }: JobKind): boolean => (busy.get(name) ?? 0) < atOnce;
  const begin = (job: ClaimedJob): void => {
    busy.set(job.kind, (busy.get(job.kind) ?? 0) + 1);
    const work = run(job)
      .catch((error: unknown) => deps.log.event('job_not_ended', errorFields(error)))
      .finally(() => {
        busy.set(job.kind, (busy.get(job.kind) ?? 1) - 1);
        running.delete(work);
      });
    running.add(work);
  };
  const look = async (): Promise<number> => {
    try {
      await prepare();
      while (!stopping.signal.aborted) {
        const job = await claimNext(kinds.filter(hasRoom));
        if (job === undefined) break;
        begin(job);
      }
      return LOOK_MS;
    } catch (error) {
      deps.log.event('jobs_unseen', errorFields(error));
      return LOOK_AFTER_ERROR_MS;
    }
  };

  return {
    start: () => {
      let timer: NodeJS.Timeout | undefined;
      let looking = Promise.resolve();
      const next = (milliseconds: number): void => {
        timer = setTimeout(() => {
          looking = look().then((wait) => {
            if (!stopping.signal.aborted) next(wait);
          });
        }, milliseconds).unref();
      };
      next(0);
      return async () => {
        stopping.abort(new Error('the server stops'));
        clearTimeout(timer);
        await looking;
        await Promise.all(running);
      };
    },
    runDue: async () => {
      looks.clockAt = Number.NEGATIVE_INFINITY;
      await prepare();
      const done: string[] = [];
      for (let job = await claimNext(kinds); job !== undefined; job = await claimNext(kinds)) {
        await run(job);
        done.push(job.kind);
      }
      return done;
    },
  };
}

/** One row for each kind that recurs, due at once where there was none. */
async function keepRecurring(
  { store, now }: JobDeps,
  kinds: readonly JobKind[],
  isKept: Set<string>,
): Promise<void> {
  for (const { name, nextAt, waitSecondsMax } of kinds) {
    if (nextAt === undefined || isKept.has(name)) continue;
    await insertJob(store, { id: name, kind: name, dueAt: now(), waitSecondsMax, createdAt: now() });
    isKept.add(name);
  }
}
