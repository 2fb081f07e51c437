import { stat } from 'node:fs/promises';
import type { Log } from '../../log/log.ts';
import { acceptClock, clockSeenAt, seeClock } from '../../store/clock.ts';
import type { Store } from '../../store/pool.ts';

/** A clock that says something else than the last time would let expect; epoch seconds. */
export type ClockHold = { readonly seenAt: number; readonly nowAt: number };

/**
 * Watches the clock. What cannot be undone (departures, replaced numbers, deletions) is done by days, and a clock that is a
 * year ahead would do a year's at once: after a jump of more than a day it waits until a person says that the time is
 * right (docs/decisions/011-a-clock-that-jumped.md). Everything else goes on.
 */
export type ClockWatch = {
  /** Notes the time; the hold, if the clock has jumped since it was noted last. */
  readonly look: () => Promise<ClockHold | undefined>;
  /** What the last look found. */
  readonly held: () => ClockHold | undefined;
};

export type ClockDeps = { readonly store: Store; readonly log: Log; readonly now: () => number };

const JUMP_SECONDS = 86_400;
const TOLD_AGAIN_SECONDS = 3600;
/** The files that systemd's time service touches whenever a time server has told it the time. */
const SYNCHRONISED = ['/run/systemd/timesync/synchronized', '/var/lib/systemd/timesync/clock'] as const;

/** @param evidence files whose time of change a time server has set; see above */
export function createClockWatch(deps: ClockDeps, evidence: readonly string[] = SYNCHRONISED): ClockWatch {
  let held: ClockHold | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (nowAt: number): void => {
    if (Math.abs(nowAt - toldAt) < TOLD_AGAIN_SECONDS) return;
    toldAt = nowAt;
    deps.log.event('clock_held');
    deps.log.say(holdWords);
  };
  return {
    held: () => held,
    look: async () => {
      const nowAt = deps.now();
      const seenAt = await seeClock(deps.store, nowAt, JUMP_SECONDS);
      if (seenAt === undefined || (await isSynchronised(evidence, nowAt))) {
        if (seenAt !== undefined) await acceptClock(deps.store, nowAt);
        if (held !== undefined) deps.log.event('clock_released');
        held = undefined;
        return undefined;
      }
      held = { seenAt, nowAt };
      tell(nowAt);
      return held;
    },
  };
}

/** What log, doctor and /readyz say of a hold. */
export const holdWords =
  'The clock has jumped by more than a day (or this server was off for so long): departures, replaced numbers and deletions wait. If the time is right, run: npm run -s mleg -- clock accept. If not, correct the clock; nothing is lost.';

/** The hold without noting anything; for a command beside the server. */
export async function readClockHold(deps: Omit<ClockDeps, 'log'>): Promise<ClockHold | undefined> {
  const nowAt = deps.now();
  const seenAt = await clockSeenAt(deps.store);
  return seenAt !== undefined && Math.abs(nowAt - seenAt) > JUMP_SECONDS ? { seenAt, nowAt } : undefined;
}

async function isSynchronised(files: readonly string[], nowAt: number): Promise<boolean> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && Math.abs(found.mtimeMs / 1000 - nowAt) < JUMP_SECONDS) return true;
  }
  return false;
}
