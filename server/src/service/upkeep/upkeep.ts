import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { LogEvent } from '../../log/events.ts';
import { errorFields, type Log } from '../../log/log.ts';
import { schoolNumbers, sealAudit } from '../../store/audit.ts';
import { sweepChecks } from '../../store/checks.ts';
import { forgetAnswers, forgetKeys } from '../../store/idempotency.ts';
import { sweepStatements } from '../../store/issuing.ts';
import { pupilsOffPaper, replacedMobileIds } from '../../store/mobile-ids.ts';
import { sweepTypedCodes } from '../../store/offers.ts';
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

const SEAL_INTERVAL_MS = 10_000;
const SWEEP_INTERVAL_MS = 600_000;
/** The time is noted so often, and what waited for a person's word is done so soon after it. */
const CLOCK_INTERVAL_MS = 30_000;
/** What a day brings takes effect so soon after midnight. */
const DUE_INTERVAL_MS = 60_000;
/** What was disclosed in a check is gone soon after its five minutes. */
const CHECK_SWEEP_INTERVAL_MS = 15_000;
/** An expired code is still needed to answer its replay rightly, a while. */
const KEPT_SECONDS = 3600;
/** A repeated request is known as one for a week; its answer is forgotten after ten minutes. */
const REQUEST_KEPT_SECONDS = 7 * 86_400;

/** Seals new audit rows of every school into its chain. */
export async function sealAllAudits(deps: UpkeepDeps): Promise<number> {
  let sealed = 0;
  for (const school of await schoolNumbers(deps.store)) sealed += await sealAudit(deps.store, school);
  return sealed;
}

/** Forgets codes, tokens, links, sessions and used values that ended an hour ago, and answers kept for a repeated request. */
export async function sweepExpired(deps: UpkeepDeps): Promise<void> {
  const before = deps.now() - KEPT_SECONDS;
  await sweepSessions(deps.store, before);
  await sweepTypedCodes(deps.store, before);
  for (const school of await schoolNumbers(deps.store)) {
    await inSchool(deps.store, school, async (tx) => {
      for (const statement of sweepStatements) await tx.run(statement, [school, before]);
      await forgetAnswers(tx, deps.now() - answerKeptSeconds);
      await forgetKeys(tx, deps.now() - REQUEST_KEPT_SECONDS);
    });
  }
}

/**
 * Carries out what a day brings: departures that were announced (rules.md V2), numbers of paper IDs that were replaced
 * (V1), last days of paper IDs that were shortened (V6). Each pupil in a transaction of its own, which looks again: whatever stops it, the next run goes on; what fails
 * for one pupil keeps no other waiting.
 */
export async function carryOutDue(deps: DueDeps): Promise<void> {
  const today = warsawDayOf(deps.now());
  const replacedBy = deps.now() - replacedSeconds;
  for (const school of await schoolNumbers(deps.store)) {
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

/** Starts all of it, what a day brings also at once; the returned function stops the timers and waits for a running one. */
export function startUpkeep(deps: DueDeps): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const run = (code: LogEvent, work: () => Promise<unknown>): void => {
    running = running.then(async () => {
      await work().catch((error: unknown) => deps.log.event(code, errorFields(error)));
    });
  };
  const every = (milliseconds: number, code: LogEvent, work: () => Promise<unknown>): NodeJS.Timeout =>
    setInterval(() => run(code, work), milliseconds).unref();
  // What cannot be undone waits while the clock is not believed.
  const onTime = (work: () => Promise<unknown>) => async (): Promise<void> => {
    if ((await deps.clock?.look()) === undefined) await work();
  };
  const due = onTime(() => carryOutDue(deps));
  let wasHeld = false;
  const lookAtClock = async (): Promise<void> => {
    const isHeld = (await deps.clock?.look()) !== undefined;
    if (wasHeld && !isHeld) await due();
    wasHeld = isHeld;
  };
  run('due_failed', due);
  const timers = [
    every(SEAL_INTERVAL_MS, 'audit_seal_failed', () => sealAllAudits(deps)),
    every(CLOCK_INTERVAL_MS, 'clock_failed', lookAtClock),
    every(DUE_INTERVAL_MS, 'due_failed', due),
    every(
      SWEEP_INTERVAL_MS,
      'sweep_failed',
      onTime(() => sweepExpired(deps)),
    ),
    every(CHECK_SWEEP_INTERVAL_MS, 'check_sweep_failed', () => sweepChecks(deps.store, deps.now())),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
  };
}
