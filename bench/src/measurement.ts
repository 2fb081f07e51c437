import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromChild, ToChild } from './child.ts';
import { databaseCpuSeconds } from './database-cpu.ts';
import {
  type Connection,
  drive,
  makeOffer,
  makeWallet,
  type Profile,
  quantile,
  type Target,
} from './load.ts';

/** One measured process, driven with so many wallets at once as are asked for, one number after the other. */

export const PORT = 19_080;
const WARM_UP = 1000;
const ALONE = 150;
const WALLETS = 300;

/** What was measured with a number of wallets at once. */
export type Measured = {
  readonly lanes: number;
  readonly perCpuSecond: number;
  readonly databaseCpuPerActivationMs: number | null;
  readonly p50: number;
  readonly p99: number;
  readonly aloneP50: number;
  readonly perSecond: number;
  readonly rssMb: number;
};

/** Activations of each number of wallets; one wallet by itself takes too long for all of them. */
export const countOf = (lanes: number, count: number): number => (lanes === 1 ? Math.min(count, 300) : count);

/** How many offers a measurement needs. */
export function targetsFor(lanesOf: readonly number[], count: number): number {
  return WARM_UP + ALONE + lanesOf.reduce((sum, lanes) => sum + countOf(lanes, count), 0);
}

class Measurement {
  readonly #child: ChildProcess;

  constructor(profileFolder: string | undefined, program = './child.ts') {
    const execArgv = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
    this.#child = fork(new URL(program, import.meta.url), { execArgv });
  }

  async ask(message: ToChild): Promise<FromChild> {
    this.#child.send(message);
    const ended = once(this.#child, 'exit').then(() => {
      throw new Error('the measured process ended');
    });
    const [answer] = (await Promise.race([once(this.#child, 'message'), ended])) as [FromChild];
    return answer;
  }

  async usage(): Promise<{ cpuSeconds: number; rssMb: number }> {
    const answer = await this.ask({ ask: 'usage' });
    if (answer.is !== 'usage') throw new Error('unexpected answer');
    return { cpuSeconds: answer.cpuMicroseconds / 1e6, rssMb: answer.rssBytes / 2 ** 20 };
  }

  async stop(): Promise<void> {
    this.#child.send({ ask: 'stop' } satisfies ToChild);
    await once(this.#child, 'exit');
  }
}

/** What runs in the measured process, and how it is driven. */
export type Subject = {
  readonly start: ToChild;
  readonly program?: string;
  readonly profileFolder?: string | undefined;
};

/** Measures a process whose offers are made while the clock runs: offer and activation together. */
export async function measureWithOffer(
  { start, program }: Subject,
  profile: Profile,
  lanesOf: readonly number[],
  count: number,
): Promise<Measured[]> {
  const measurement = new Measurement(undefined, program);
  const ready = await measurement.ask(start);
  if (ready.is !== 'ready' || ready.offersFrom === undefined) throw new Error('unexpected answer');
  const { databasePid, offersFrom } = ready;
  const wallets = Array.from({ length: WALLETS }, () => makeWallet(profile.batch));
  let next = 0;
  const run = (many: number, lanes: number): Promise<number[]> => {
    const targets = Array.from({ length: many }, () => {
      const number = next++;
      return (connection: Connection) => makeOffer(connection, offersFrom, number);
    });
    return drive(PORT, profile, targets, wallets, lanes);
  };
  await run(WARM_UP, 12);
  const aloneP50 = quantile(await run(ALONE, 1), 0.5);
  const measured: Measured[] = [];
  for (const lanes of lanesOf) {
    const one = await measureLanes(measurement, databasePid, () => run(countOf(lanes, count), lanes));
    measured.push({ lanes, aloneP50, ...one });
  }
  await measurement.stop();
  return measured;
}

/** Measures a process; gives back its offers too, for the floor. */
export async function measure(
  { start, program, profileFolder }: Subject,
  profile: Profile,
  lanesOf: readonly number[],
  count: number,
): Promise<{ measured: Measured[]; targets: readonly Target[] }> {
  const measurement = new Measurement(profileFolder, program);
  const ready = await measurement.ask(start);
  if (ready.is !== 'ready') throw new Error('unexpected answer');
  const { targets, databasePid } = ready;
  const wallets = Array.from({ length: WALLETS }, () => makeWallet(profile.batch));
  await drive(PORT, profile, targets.slice(0, WARM_UP), wallets, 12);
  const alone = await drive(PORT, profile, targets.slice(WARM_UP, WARM_UP + ALONE), wallets, 1);
  const measured: Measured[] = [];
  let from = WARM_UP + ALONE;
  for (const lanes of lanesOf) {
    const some = targets.slice(from, from + countOf(lanes, count));
    from += some.length;
    const one = await measureLanes(measurement, databasePid, () =>
      drive(PORT, profile, some, wallets, lanes),
    );
    measured.push({ lanes, aloneP50: quantile(alone, 0.5), ...one });
  }
  await measurement.stop();
  return { measured, targets };
}

async function measureLanes(
  measurement: Measurement,
  databasePid: number | null,
  work: () => Promise<number[]>,
): Promise<Omit<Measured, 'lanes' | 'aloneP50'>> {
  const cpuOf = () => (databasePid === null ? null : databaseCpuSeconds(databasePid));
  const databaseBefore = await cpuOf();
  const before = await measurement.usage();
  const from = performance.now();
  const times = await work();
  const seconds = (performance.now() - from) / 1000;
  const after = await measurement.usage();
  const databaseAfter = await cpuOf();
  const database =
    databaseBefore === null || databaseAfter === null
      ? null
      : ((databaseAfter - databaseBefore) * 1000) / times.length;
  return {
    perCpuSecond: times.length / (after.cpuSeconds - before.cpuSeconds),
    databaseCpuPerActivationMs: database,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    perSecond: times.length / seconds,
    rssMb: after.rssMb,
  };
}

/** CPU of one activation, of the process and of its database, in milliseconds. */
export function bothCpus({ perCpuSecond, databaseCpuPerActivationMs }: Measured): number {
  return 1000 / perCpuSecond + (databaseCpuPerActivationMs ?? 0);
}

/** One line of the table. */
export function row(name: string, measured: Measured): string {
  const database =
    measured.databaseCpuPerActivationMs === null
      ? '      -'
      : `${measured.databaseCpuPerActivationMs.toFixed(2)} ms`;
  return [
    name.padEnd(8),
    `${measured.perCpuSecond.toFixed(0).padStart(6)}/CPU-s`,
    `database CPU each ${database}`,
    `one wallet p50 ${measured.aloneP50.toFixed(1)} ms`,
    `${measured.lanes} wallets p50 ${measured.p50.toFixed(1)} p99 ${measured.p99.toFixed(1)} ms`,
    `${measured.perSecond.toFixed(0)}/s`,
    `${measured.rssMb.toFixed(0)} MB`,
  ].join('   ');
}
