import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromChild, ToChild } from './child.ts';
import { databaseCpuSeconds } from './database-cpu.ts';
import { weighFaces } from './faces.ts';
import { COMPARISON, drive, makeWallet, PRODUCT, type Profile, quantile, type Target } from './load.ts';
import { measureMinting } from './minting.ts';
import { measureInOneProcess } from './one-process.ts';

/**
 * `npm run bench`: complete activations against the real server and database, beside the bare floor in the same run.
 * Arguments: `--count N` activations a measurement (1,000), `--cpu-prof FOLDER` profiles the server.
 */

const PORT = 19_080;
const WARM_UP = 1000;
const ALONE = 150;
const LANES = 12;
const WALLETS = 300;

type Measured = {
  readonly perCpuSecond: number;
  readonly databaseCpuPerActivationMs: number | null;
  readonly p50: number;
  readonly p99: number;
  readonly aloneP50: number;
  readonly perSecond: number;
  readonly rssMb: number;
};

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

class Measurement {
  readonly #child: ChildProcess;

  constructor(profileFolder: string | undefined) {
    const execArgv = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
    this.#child = fork(new URL('./child.ts', import.meta.url), { execArgv });
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

async function measure(
  start: ToChild,
  profile: Profile,
  profileFolder?: string,
): Promise<[Measured, readonly Target[]]> {
  const measurement = new Measurement(profileFolder);
  const ready = await measurement.ask(start);
  if (ready.is !== 'ready') throw new Error('unexpected answer');
  const { targets, databasePid } = ready;
  const wallets = Array.from({ length: WALLETS }, () => makeWallet(profile.batch));
  const alone = targets.slice(WARM_UP, WARM_UP + ALONE);
  const many = targets.slice(WARM_UP + ALONE);
  await drive(PORT, profile, targets.slice(0, WARM_UP), wallets, LANES);
  const aloneTimes = await drive(PORT, profile, alone, wallets, 1);
  const databaseBefore = databasePid === null ? null : await databaseCpuSeconds(databasePid);
  const before = await measurement.usage();
  const from = performance.now();
  const times = await drive(PORT, profile, many, wallets, LANES);
  const seconds = (performance.now() - from) / 1000;
  const after = await measurement.usage();
  const databaseAfter = databasePid === null ? null : await databaseCpuSeconds(databasePid);
  await measurement.stop();
  const measured = {
    perCpuSecond: many.length / (after.cpuSeconds - before.cpuSeconds),
    databaseCpuPerActivationMs:
      databaseBefore === null || databaseAfter === null
        ? null
        : ((databaseAfter - databaseBefore) * 1000) / many.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    aloneP50: quantile(aloneTimes, 0.5),
    perSecond: many.length / seconds,
    rssMb: after.rssMb,
  };
  return [measured, targets];
}

function row(name: string, measured: Measured): string {
  const database =
    measured.databaseCpuPerActivationMs === null
      ? '      -'
      : `${measured.databaseCpuPerActivationMs.toFixed(2)} ms`;
  return [
    name.padEnd(8),
    `${measured.perCpuSecond.toFixed(0).padStart(6)}/CPU-s`,
    `database CPU each ${database}`,
    `one wallet p50 ${measured.aloneP50.toFixed(1)} ms`,
    `${LANES} wallets p50 ${measured.p50.toFixed(1)} p99 ${measured.p99.toFixed(1)} ms`,
    `${measured.perSecond.toFixed(0)}/s`,
    `${measured.rssMb.toFixed(0)} MB`,
  ].join('   ');
}

const activations = Number(option('--count') ?? 1000) + WARM_UP + ALONE;
const wanted = option('--profile');
for (const profile of [COMPARISON, PRODUCT].filter(({ name }) => wanted === undefined || wanted === name)) {
  const description = `${profile.dpop ? 'DPoP' : 'Bearer'}, batch ${profile.batch}, picture ${profile.pictureBytes} B`;
  say(`\nActivations, ${profile.name} profile (${description}); 18 disclosures on both sides`);
  const start = { ask: 'server', port: PORT, profile, activations } as const;
  const [server, targets] = await measure(start, profile, option('--cpu-prof'));
  say(row('server', server));
  const [floor] = await measure({ ask: 'floor', port: PORT, profile, targets }, profile);
  say(row('floor', floor));
  say(`server / floor = ${(server.perCpuSecond / floor.perCpuSecond).toFixed(2)}`);
}
if (wanted === undefined) {
  for (const line of await measureMinting()) say(line);
  for (const line of await measureInOneProcess()) say(line);
  for (const line of await weighFaces()) say(line);
}
