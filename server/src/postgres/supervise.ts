import { chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Place } from './place.ts';
import { endOrphans, launch, probe, runningPid, stopServer, waitUntilReady } from './processes.ts';

/** `starting` again after an end; `failing`: it has ended, or not come up, again and again. */
export type DatabaseState = 'running' | 'starting' | 'failing';

/** What the supervisor tells: lost, up again after so long, not up, and that this goes on and on. */
export type SupervisorSays = {
  readonly event: (
    code: 'database_lost' | 'database_started' | 'database_start_failed' | 'database_keeps_ending',
    facts: { readonly durationMs?: number; readonly count?: number },
  ) => void;
};

export type Supervisor = {
  readonly state: () => DatabaseState;
  /** Starts it no more, and stops it. */
  readonly stop: () => Promise<void>;
};

const LOOK_MS = 400;
/** A connection is tried at every tenth look: a process that lives may still let nobody in. */
const LOOKS_PER_PROBE = 10;
/** Pauses before a new try; the last goes on for ever. */
const BACKOFF_MS = [0, 250, 500, 1000, 2000, 5000, 10_000, 30_000] as const;
/** So many ends, or failed starts, within ten minutes are a fault that a person must look at. */
const ENDS_MAX = 5;
const ENDS_WINDOW_MS = 600_000;
const STOP_SECONDS = 10;
const RECOVERY_SECONDS = 60;

/**
 * Keeps an embedded database running: looks at its process and its socket, and starts it again when it was killed, when
 * its socket was removed, or when somebody else shut it down. It never makes a new cluster. PostgreSQL itself gets over
 * a killed backend. Tries are spaced out, and a database that ends again and again is told as such.
 */
export function supervise(place: Place, secret: string, says: SupervisorSays): Supervisor {
  let state: DatabaseState = 'running';
  let isStopping = false;
  let looks = 0;
  let ends: number[] = [];
  const wake = new AbortController();

  const pause = (milliseconds: number): Promise<void> =>
    setTimeout(milliseconds, undefined, { signal: wake.signal, ref: false }).catch(() => undefined);

  const isWell = async (): Promise<boolean> => {
    if ((await runningPid(place)) === undefined || !(await hasSocket(place))) return false;
    looks += 1;
    return looks % LOOKS_PER_PROBE !== 0 || (await probe(place, secret)) !== 'leaving';
  };

  const countEnd = (): number => {
    const now = Date.now();
    ends = [...ends.filter((at) => now - at < ENDS_WINDOW_MS), now];
    if (ends.length === ENDS_MAX) says.event('database_keeps_ending', { count: ends.length });
    state = ends.length >= ENDS_MAX ? 'failing' : 'starting';
    return ends.length;
  };

  const revive = async (): Promise<void> => {
    const lostAt = Date.now();
    says.event('database_lost', {});
    for (let count = countEnd(); !isStopping; count = countEnd()) {
      await pause(BACKOFF_MS[Math.min(count, BACKOFF_MS.length) - 1] ?? 0);
      if (isStopping) return;
      try {
        await bringUp(place, secret);
        says.event('database_started', { durationMs: Date.now() - lostAt });
        state = 'running';
        return;
      } catch {
        says.event('database_start_failed', { count });
      }
    }
  };

  const watch = async (): Promise<void> => {
    while (!isStopping) {
      await pause(LOOK_MS);
      if (!isStopping && !(await isWell()) && !isStopping) await revive();
    }
  };
  const watching = watch();

  return {
    state: () => state,
    stop: async () => {
      isStopping = true;
      wake.abort();
      // A start under way ends with the server that it waits for.
      await stopServer(place);
      await watching;
      await stopServer(place);
    },
  };
}

/** One try. @throws Error when it does not come up */
async function bringUp(place: Place, secret: string): Promise<void> {
  if ((await runningPid(place)) !== undefined) {
    // One that recovers after a crash lets nobody in for a while, and is no case for a second one.
    if ((await hasSocket(place)) && (await probe(place, secret)) !== 'leaving') {
      if (await waitUntilReady(place, secret, RECOVERY_SECONDS)) return;
      throw new Error('the database lives and lets nobody in');
    }
    await stopServer(place, STOP_SECONDS);
  }
  await endOrphans(place);
  const wasMade = await mkdir(place.socketFolder, { recursive: true, mode: 0o700 });
  if (wasMade !== undefined && place.runAs) await chown(place.socketFolder, place.runAs.uid, place.runAs.gid);
  await launch(place, secret);
}

function hasSocket(place: Place): Promise<boolean> {
  return stat(join(place.socketFolder, '.s.PGSQL.5432')).then(
    () => true,
    () => false,
  );
}
