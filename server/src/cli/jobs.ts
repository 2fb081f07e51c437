import type { AppDeps } from '../app-deps.ts';
import { type JobRow, listJobs, removeJob, reviveJob } from '../store/jobs.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';

export const jobsUsage = 'jobs [retry <id> | drop <id>]';

const SHOWN_MAX = 200;

/** Shows the server's jobs; `retry` lets one that was given up be tried again, `drop` forgets it. */
export async function jobsCommand(
  deps: Pick<AppDeps, 'store' | 'now'>,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const [act, id, ...rest] = readFlags(args, {}).positionals;
  if (act === undefined) {
    for (const job of await listJobs(deps.store, { max: SHOWN_MAX })) io.say(lineOf(job));
    return 0;
  }
  if (id === undefined || rest.length > 0 || (act !== 'retry' && act !== 'drop'))
    throw new UsageError('jobs, jobs retry <id>, or jobs drop <id>');
  const isDone =
    act === 'retry' ? await reviveJob(deps.store, id, deps.now()) : await removeJob(deps.store, id);
  io.say(isDone ? 'Done.' : 'No job of this id was given up.');
  return isDone ? 0 : 1;
}

function lineOf(job: JobRow): string {
  const state = job.isRunning ? 'running' : job.state;
  const part = job.isRunning && job.progressTotal !== null ? ` ${job.progressDone}/${job.progressTotal}` : '';
  const next = job.state === 'waiting' && !job.isRunning ? `, due ${textOf(job.dueAt)}` : '';
  const tries = job.attempts > 0 ? `, ${job.attempts} tries` : '';
  const said = [job.lastError, job.note].filter((one) => one !== null);
  return `${job.id}: ${state}${part}${next}${tries}${said.length > 0 ? ` (${said.join('; ')})` : ''}`;
}

function textOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
