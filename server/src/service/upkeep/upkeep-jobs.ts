import { warsawDayOf, warsawDayStartAt } from '@mleg/core/calendar/warsaw';
import type { JobKind, RunningJob } from '../../jobs/job-kind.ts';
import { createJobRunner, type JobRunner } from '../../jobs/runner.ts';
import { errorFields } from '../../log/log.ts';
import { type SendDeps, sendOutboxJob } from '../../outbox/send-outbox.ts';
import { schoolNumbers } from '../../store/audit.ts';
import { sweepChecks } from '../../store/checks.ts';
import { schoolsWithMailbox } from '../../store/mailboxes.ts';
import { deleteOldLetters, type MailboxDeps, type PassedOver, readMailbox } from '../mailbox/read-mailbox.ts';
import { carryOutDue, type DueDeps, findBrokenAudits, sealAllAudits, sweepExpired } from './upkeep.ts';

export type UpkeepJobsDeps = DueDeps & SendDeps & MailboxDeps;

const DAY_SECONDS = 86_400;
/** Three in the morning, when nobody waits for the database. */
const NIGHT_SECONDS = 3 * 3600;

type Recurring = {
  readonly name: string;
  readonly everySeconds: number;
  readonly runSeconds: number;
  readonly isIrreversible?: boolean;
  /** In place of `everySeconds` after the last run. */
  readonly nextAt?: (nowAt: number) => number;
  readonly run: (job: RunningJob) => Promise<string | undefined>;
};

function recurring({
  name,
  everySeconds,
  runSeconds,
  isIrreversible = false,
  nextAt,
  run,
}: Recurring): JobKind {
  return {
    name,
    runSeconds,
    atOnce: 1,
    isIrreversible,
    attemptsMax: 1,
    nextAt: nextAt ?? ((nowAt) => nowAt + everySeconds),
    waitSecondsMax: everySeconds,
    run,
  };
}

/** The next night that begins after a moment. */
function nextNight(nowAt: number): number {
  const tonight = warsawDayStartAt(warsawDayOf(nowAt)) + NIGHT_SECONDS;
  return tonight > nowAt ? tonight : warsawDayStartAt(warsawDayOf(nowAt + DAY_SECONDS)) + NIGHT_SECONDS;
}

/** All that the server does by itself. What is irreversible belongs behind the clock's hold (decision 011). */
export function upkeepJobs(deps: UpkeepJobsDeps): JobKind[] {
  return [
    recurring({
      name: 'seal_audit',
      everySeconds: 10,
      runSeconds: 300,
      run: async (job) => {
        await sealAllAudits(deps, job);
        return undefined;
      },
    }),
    recurring({
      name: 'carry_out_due',
      // What a day brings takes effect so soon after midnight.
      everySeconds: 60,
      runSeconds: 1800,
      isIrreversible: true,
      run: async (job) => {
        await carryOutDue(deps, job);
        return undefined;
      },
    }),
    recurring({
      name: 'sweep_expired',
      everySeconds: 600,
      runSeconds: 1800,
      isIrreversible: true,
      run: async (job) => {
        await sweepExpired(deps, job);
        return undefined;
      },
    }),
    recurring({
      name: 'sweep_checks',
      // What was disclosed in a check is gone soon after its five minutes.
      everySeconds: 15,
      runSeconds: 60,
      run: async () => {
        await sweepChecks(deps.store, deps.now());
        return undefined;
      },
    }),
    recurring({
      name: 'verify_audit',
      // A day has up to 25 hours.
      everySeconds: DAY_SECONDS + 3600,
      runSeconds: 4 * 3600,
      nextAt: nextNight,
      run: async (job) => {
        const broken = await findBrokenAudits(deps, job);
        return broken.length === 0 ? 'whole' : `broken ${broken.map(({ school }) => school).join(' ')}`;
      },
    }),
    ...mailboxJobs(deps),
    sendOutboxJob(deps),
  ];
}

/** Letters are looked for so often that a parent's receipt leaves within seconds. */
const MAILBOX_SECONDS = 3;

/** A mail server that does not answer takes one place, not everybody's turn. */
const MAILBOXES_AT_ONCE = 8;

function mailboxJobs(deps: UpkeepJobsDeps): JobKind[] {
  const passed: PassedOver = new Map();
  const eachSchool = async (
    job: RunningJob,
    schools: number[],
    work: (school: number) => Promise<unknown>,
  ): Promise<undefined> => {
    const goOn = async (): Promise<void> => {
      for (let next = schools.shift(); next !== undefined; next = schools.shift()) {
        if (job.signal.aborted) return;
        const school = next;
        // What is wrong with one school's mailbox keeps no other waiting.
        await work(school).catch((error: unknown) =>
          deps.log.event('mailbox_failed', { school, ...errorFields(error) }),
        );
      }
    };
    await Promise.all(Array.from({ length: MAILBOXES_AT_ONCE }, goOn));
    return undefined;
  };
  return [
    recurring({
      name: 'read_mailboxes',
      everySeconds: MAILBOX_SECONDS,
      // Who is killed in the middle holds it no longer than this and the grace.
      runSeconds: 30,
      run: async (job) => {
        const look = { passed, signal: job.signal };
        return eachSchool(job, await schoolsWithMailbox(deps.store), (school) =>
          readMailbox(deps, school, look),
        );
      },
    }),
    recurring({
      name: 'delete_letters',
      everySeconds: 3600,
      runSeconds: 1800,
      isIrreversible: true,
      // Of every school: a journal's messages come without a mailbox.
      run: async (job) =>
        eachSchool(job, await schoolNumbers(deps.store), (school) => deleteOldLetters(deps, school)),
    }),
  ];
}

/** The runner of a server process. */
export function createUpkeep(deps: UpkeepJobsDeps): JobRunner {
  return createJobRunner(deps, upkeepJobs(deps));
}
