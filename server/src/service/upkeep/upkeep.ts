import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { RunningJob } from '../../jobs/job-kind.ts';
import type { LogEvent } from '../../log/events.ts';
import { errorFields, type Log } from '../../log/log.ts';
import { firstBrokenAudit, schoolNumbers, sealAudit } from '../../store/audit.ts';
import { forgetAnswers, forgetKeys } from '../../store/idempotency.ts';
import { sweepStatements } from '../../store/issuing.ts';
import { sweepJobs } from '../../store/jobs.ts';
import { pupilsOffPaper, replacedMobileIds } from '../../store/mobile-ids.ts';
import { sweepTypedCodes } from '../../store/offers.ts';
import { sweepOutbox } from '../../store/outbox.ts';
import type { Store } from '../../store/pool.ts';
import { inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { pupilsDueToLeave } from '../../store/pupils.ts';
import { sweepSessions } from '../../store/sessions.ts';
import { inSchool } from '../../store/tenant.ts';
import { answerKeptSeconds } from '../integration/answer-once.ts';
import { followPaperId } from '../mobile-id/follow-paper-id.ts';
import { leaveAsAnnounced } from '../register/leave.ts';
import { replacedSeconds, supersedeReplaced } from '../register/save-paper-id.ts';
import type { SchoolDeps } from '../school-deps.ts';
import type { ClockWatch } from './clock-watch.ts';

export type UpkeepDeps = { readonly store: Store; readonly log: Log; readonly now: () => number };

/** Messages to families are sealed. */
export type DueDeps = UpkeepDeps & Pick<SchoolDeps, 'vault'> & { readonly clock?: ClockWatch };

/** How a long piece of work hears that it is to stop, and tells how far it is. */
export type Course = Pick<RunningJob, 'signal' | 'progress'>;

/** An expired code is still needed to answer its replay rightly, a while. */
const KEPT_SECONDS = 3600;
/** A repeated request is known as one for a week; its answer is forgotten after ten minutes. */
const REQUEST_KEPT_SECONDS = 7 * 86_400;
const DAY_SECONDS = 86_400;
/** What was sent when, and what failed, without its content. */
const SENT_KEPT_SECONDS = 30 * DAY_SECONDS;

/** Every school in turn, as long as the course goes on. */
async function* schoolsOf({ store }: UpkeepDeps, course?: Course): AsyncGenerator<number> {
  const schools = await schoolNumbers(store);
  for (const [done, school] of schools.entries()) {
    course?.signal.throwIfAborted();
    yield school;
    await course?.progress(done + 1, schools.length);
  }
}

/** Seals new audit rows of every school into its chain. */
export async function sealAllAudits(deps: UpkeepDeps, course?: Course): Promise<void> {
  for await (const school of schoolsOf(deps, course)) await sealAudit(deps.store, school);
}

/** A school whose history does not follow from itself, and the first row that does not. */
export type BrokenAudit = { readonly school: number; readonly number: number };

/** Goes through the sealed history of every school: what somebody altered, moved or took out of it (security H8). */
export async function findBrokenAudits(deps: UpkeepDeps, course?: Course): Promise<BrokenAudit[]> {
  const broken: BrokenAudit[] = [];
  for await (const school of schoolsOf(deps, course)) {
    const number = await firstBrokenAudit(deps.store, school);
    if (number === null) continue;
    deps.log.event('audit_broken', { school, count: number });
    broken.push({ school, number });
  }
  return broken;
}

/**
 * Forgets codes, tokens, links, sessions and used values that ended an hour ago, answers kept for a repeated request, jobs
 * that are over and what was sent.
 */
export async function sweepExpired(deps: UpkeepDeps, course?: Course): Promise<void> {
  const before = deps.now() - KEPT_SECONDS;
  await sweepSessions(deps.store, before);
  await sweepTypedCodes(deps.store, before);
  await sweepJobs(deps.store, deps.now() - DAY_SECONDS, deps.now() - SENT_KEPT_SECONDS);
  for await (const school of schoolsOf(deps, course)) {
    await inSchool(deps.store, school, async (tx) => {
      for (const statement of sweepStatements) await tx.run(statement, [school, before]);
      await forgetAnswers(tx, deps.now() - answerKeptSeconds);
      await forgetKeys(tx, deps.now() - REQUEST_KEPT_SECONDS);
      await sweepOutbox(tx, deps.now() - SENT_KEPT_SECONDS);
    });
  }
}

/**
 * Carries out what a day brings: departures that were announced (rules.md V2), numbers of paper IDs that were replaced
 * (V1), last days of paper IDs that were shortened (V6). Each pupil in a transaction of its own, which looks again: whatever stops it, the next run goes on; what fails
 * for one pupil keeps no other waiting.
 */
export async function carryOutDue(deps: DueDeps, course?: Course): Promise<void> {
  const today = warsawDayOf(deps.now());
  const replacedBy = deps.now() - replacedSeconds;
  for await (const school of schoolsOf(deps, course)) {
    const due = await inSchool(deps.store, school, async (tx) => ({
      leaving: await pupilsDueToLeave(tx, today),
      replaced: await replacedMobileIds(tx, replacedBy),
      offPaper: await pupilsOffPaper(tx, today),
    }));
    type Work = (pupilCase: PupilCase) => Promise<unknown>;
    const each = (code: LogEvent, pupilId: string, work: Work): Promise<unknown> =>
      inPupilCase(deps, { school, pupilId }, work).catch((error: unknown) =>
        deps.log.event(code, errorFields(error)),
      );
    for (const pupilId of due.leaving)
      await each('departure_failed', pupilId, (pupilCase) => leaveAsAnnounced(deps, pupilCase));
    for (const pupilId of due.offPaper)
      await each('paper_id_day_failed', pupilId, (pupilCase) => followPaperId(deps, pupilCase));
    for (const { pupilId, mobileIds } of due.replaced)
      await each('supersede_failed', pupilId, (pupilCase) => supersedeReplaced(deps, pupilCase, mobileIds));
  }
}
