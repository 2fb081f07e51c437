import type { AppDeps } from '../app-deps.ts';
import { SEND_JOB } from '../outbox/outbox.ts';
import { findBrokenAudits } from '../service/upkeep/upkeep.ts';
import { schoolNumbers } from '../store/audit.ts';
import { type JobRow, listJobs } from '../store/jobs.ts';
import { listOutbox } from '../store/outbox.ts';
import { inSchool } from '../store/tenant.ts';
import type { Finding } from './doctor.ts';

type WorkDeps = Pick<AppDeps, 'store' | 'log' | 'now'>;

const SHOWN_MAX = 1000;
/** So many failures of one job in a row are no accident. */
const FAILURES_MAX = 3;
const DAY_SECONDS = 86_400;

/** History, jobs and what has to leave the house. */
export async function checkWork(deps: WorkDeps): Promise<Finding[]> {
  const jobs = await listJobs(deps.store, { max: SHOWN_MAX });
  return [await checkHistory(deps), ...jobFindings(jobs), await checkOutbox(deps)];
}

async function checkHistory(deps: WorkDeps): Promise<Finding> {
  const subject = 'history (audit log)';
  const broken = await findBrokenAudits(deps);
  if (broken.length === 0) return { subject };
  const where = broken.map(({ school, number }) => `school ${school} from row ${number} on`).join(', ');
  return {
    subject,
    problem: `it was changed behind the server's back: ${where}`,
    todo: 'change nothing, keep a copy of the database, tell the data protection officer, and compare with the last backup to see what was done and by whom',
  };
}

/** What was given up, and what fails again and again. */
export function jobFindings(jobs: readonly JobRow[]): Finding[] {
  const subject = 'jobs';
  const dead = jobs.filter(({ state, kind }) => state === 'dead' && kind !== SEND_JOB);
  const failing = jobs.filter(
    ({ state, kind, attempts }) => state === 'waiting' && kind !== SEND_JOB && attempts >= FAILURES_MAX,
  );
  const findings = [
    ...dead.map(({ id, lastError }) => ({
      subject,
      problem: `${id} was given up (${lastError ?? 'its process ended'})`,
      todo: `look for job_failed in the log; then npm run -s mleg -- jobs retry ${id}, or jobs drop ${id}`,
    })),
    ...failing.map(({ id, attempts, lastError }) => ({
      subject,
      problem: `${id} has failed ${attempts} times (${lastError ?? 'its process ended'})`,
      todo: 'look for job_failed in the log; it is tried again by itself',
    })),
  ];
  return findings.length > 0 ? findings : [{ subject }];
}

async function checkOutbox({ store, now }: WorkDeps): Promise<Finding> {
  const subject = 'mail';
  let lost = 0;
  let error: string | null = null;
  for (const school of await schoolNumbers(store)) {
    const query = { sinceAt: now() - DAY_SECONDS, max: SHOWN_MAX };
    for (const row of await inSchool(store, school, (tx) => listOutbox(tx, query))) {
      const isInTrouble = row.state === 'waiting' && row.lastError !== null;
      if (row.state !== 'failed' && row.state !== 'expired' && !isInTrouble) continue;
      lost += 1;
      error = row.lastError ?? error;
    }
  }
  if (lost === 0) return { subject };
  return {
    subject,
    problem: `${lost} ${lost === 1 ? 'letter' : 'letters'} of the last day did not leave (${error ?? 'no server sent them'})`,
    todo: 'look at MLEG_MAIL_URL and MLEG_MAIL_FROM and whether the mail server takes letters; people ask for a new link',
  };
}
