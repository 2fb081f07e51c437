import { errorFields, type Log } from '../../log/log.ts';
import { schoolNumbers, sealAudit } from '../../store/audit.ts';
import { sweepChecks } from '../../store/checks.ts';
import { forgetAnswers, forgetKeys } from '../../store/idempotency.ts';
import { sweepStatements } from '../../store/issuing.ts';
import type { Store } from '../../store/pool.ts';
import { inSchool } from '../../store/tenant.ts';
import { answerKeptSeconds } from '../integration/answer-once.ts';

export type UpkeepDeps = { readonly store: Store; readonly log: Log; readonly now: () => number };

const SEAL_INTERVAL_MS = 10_000;
const SWEEP_INTERVAL_MS = 600_000;
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

/** Forgets codes, tokens and used values that expired an hour ago, and answers kept for a repeated request. */
export async function sweepExpired(deps: UpkeepDeps): Promise<void> {
  const before = deps.now() - KEPT_SECONDS;
  for (const school of await schoolNumbers(deps.store)) {
    await inSchool(deps.store, school, async (tx) => {
      for (const statement of sweepStatements) await tx.run(statement, [school, before]);
      await forgetAnswers(tx, deps.now() - answerKeptSeconds);
      await forgetKeys(tx, deps.now() - REQUEST_KEPT_SECONDS);
    });
  }
}

/** Starts both on timers; the returned function stops them and waits for a running one. */
export function startUpkeep(deps: UpkeepDeps): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const every = (milliseconds: number, code: string, work: () => Promise<unknown>): NodeJS.Timeout =>
    setInterval(() => {
      running = running.then(async () => {
        await work().catch((error: unknown) => deps.log.event(code, errorFields(error)));
      });
    }, milliseconds).unref();
  const timers = [
    every(SEAL_INTERVAL_MS, 'audit_seal_failed', () => sealAllAudits(deps)),
    every(SWEEP_INTERVAL_MS, 'sweep_failed', () => sweepExpired(deps)),
    every(CHECK_SWEEP_INTERVAL_MS, 'check_sweep_failed', () => sweepChecks(deps.store, deps.now())),
  ];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await running;
  };
}
