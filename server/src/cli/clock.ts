import type { AppDeps } from '../app-deps.ts';
import { readClockHold } from '../service/upkeep/clock-watch.ts';
import { acceptClock } from '../store/clock.ts';
import { type ExitCode, type Io, readFlags, UsageError } from './command.ts';

export const clockUsage = 'clock [accept]';

/** Shows whether the clock is believed; `accept` says that it is right, and what waited for it is done. */
export async function clockCommand(
  deps: Pick<AppDeps, 'store' | 'now'>,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const [act, ...rest] = readFlags(args, {}).positionals;
  if (rest.length > 0 || (act !== undefined && act !== 'accept'))
    throw new UsageError('clock, or clock accept');
  const hold = await readClockHold(deps);
  io.say(`Now it is ${textOf(deps.now())} by this machine's clock.`);
  if (hold === undefined) {
    io.say('The clock is believed; nothing waits for it.');
    return 0;
  }
  io.say(`The last time that was seen is ${textOf(hold.seenAt)}.`);
  if (act === undefined) {
    io.say('Departures, replaced numbers and deletions wait. If the time is right: mleg clock accept');
    return 1;
  }
  await acceptClock(deps.store, deps.now());
  io.say('Accepted. A running server does within a minute what has waited.');
  return 0;
}

function textOf(at: number): string {
  return new Date(at * 1000).toISOString().replace('T', ' ').slice(0, 16).concat(' UTC');
}
