import { access, constants, mkdir, readFile, stat, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Config, ConfigError } from '../config/config.ts';
import { readEnvironment, type SecretFiles } from '../config/environment.ts';
import { checkPorts } from '../server.ts';
import { type ClockHold, readClockHold } from '../service/upkeep/clock-watch.ts';
import { isDatabaseReady } from '../store/operator.ts';
import { checkWork } from './check-work.ts';
import type { ExitCode, Io } from './command.ts';
import { openOperator } from './operator.ts';

export const doctorUsage = 'doctor';

const MEGABYTE = 1024 * 1024;
const FREE_MEGABYTES_MIN = 500;
const NODE_MIN = [22, 18] as const;

/** One thing that was looked at; `todo` says what to do about a problem. */
export type Finding = { readonly subject: string; readonly problem?: string; readonly todo?: string };

/** Looks at settings, keys, database, ports and disk, and says for each what to do. */
export async function runDoctor(io: Io): Promise<ExitCode> {
  const findings = [checkNode(process.versions.node), ...(await checkAll(io))];
  for (const line of findings.map(lineOf)) io.say(line);
  return findings.some((one) => one.problem !== undefined) ? 1 : 0;
}

/** `ok       settings` or `PROBLEM  settings: … → …`. */
export function lineOf({ subject, problem, todo }: Finding): string {
  return problem === undefined ? `ok       ${subject}` : `PROBLEM  ${subject}: ${problem} → ${todo ?? ''}`;
}

async function checkAll(io: Io): Promise<Finding[]> {
  try {
    const { config, secrets } = readEnvironment();
    const folder = resolve(config.dataFolder);
    const parts = [checkFolder(folder), checkDisk(folder), checkKeys(config, secrets)];
    return [
      { subject: `settings (${config.mode})` },
      ...(await Promise.all(parts)),
      checkProxy(config),
      ...(await checkDatabase(io)),
      await checkFreePorts(config),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ({
      subject: 'settings',
      problem,
      todo: 'correct it in the environment; docs/operations.md lists all settings',
    }));
  }
}

/** Whether this Node runs the server. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isGood = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return isGood
    ? { subject: `Node ${version}` }
    : {
        subject: 'Node',
        problem: `${version} is too old`,
        todo: `start through npm, or install ${NODE_MIN.join('.')}`,
      };
}

async function checkFolder(folder: string): Promise<Finding> {
  const subject = 'data folder';
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK);
    return { subject };
  } catch {
    return {
      subject,
      problem: 'cannot be written',
      todo: 'set MLEG_DATA_DIR to a folder of the server’s user',
    };
  }
}

async function checkDisk(folder: string): Promise<Finding> {
  const subject = 'disk';
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = Math.floor((bavail * bsize) / MEGABYTE);
    if (free >= FREE_MEGABYTES_MIN) return { subject: `${subject}: ${free} MB free` };
    return { subject, problem: `only ${free} MB free`, todo: `make room: ${FREE_MEGABYTES_MIN} MB at least` };
  } catch {
    return { subject, problem: 'its free room cannot be seen', todo: 'look at the data folder' };
  }
}

/** The demo makes its keys itself; a production server's master key must be there and nobody else's to read. */
export async function checkKeys(config: Pick<Config, 'mode'>, secrets: SecretFiles): Promise<Finding> {
  const subject = 'keys';
  const path = secrets.masterKeyFile;
  if (path === undefined) return { subject: `${subject} (made by the demo in its data folder)` };
  const todo = 'write 32 random bytes as hexadecimal into the file of MLEG_MASTER_KEY_FILE, mode 0600';
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { subject, problem: 'the master key cannot be read', todo };
  if (!/^[0-9a-f]{64}$/.test(text.trim()))
    return { subject, problem: 'the master key is not 64 hexadecimal digits', todo };
  if (((await stat(path)).mode & 0o077) !== 0)
    return { subject, problem: 'others can read the master key', todo: 'chmod 600 the file' };
  return { subject: `${subject} (${config.mode})` };
}

async function checkDatabase(io: Io): Promise<Finding[]> {
  const subject = 'database';
  const todo = 'look at MLEG_DATABASE_URL and MLEG_DATABASE_OWNER_URL, or at postgres.log in the data folder';
  try {
    const { deps, close } = await openOperator(io.say);
    const isReady = await isDatabaseReady(deps.store);
    if (!isReady) {
      await close();
      return [{ subject, problem: 'does not answer', todo }];
    }
    const found = [{ subject }, clockFinding(await readClockHold(deps)), ...(await checkWork(deps))];
    await close();
    return found;
  } catch (error) {
    const problem =
      error instanceof Error && error.name === 'StartError' ? error.message : 'cannot be opened';
    return [{ subject, problem, todo }];
  }
}

/** Whether what cannot be undone waits for a person's word on the clock. */
export function clockFinding(hold: ClockHold | undefined): Finding {
  const subject = 'clock';
  if (hold === undefined) return { subject };
  const days = Math.round(Math.abs(hold.nowAt - hold.seenAt) / 86_400);
  return {
    subject,
    problem: `${days} ${days === 1 ? 'day' : 'days'} ${hold.nowAt > hold.seenAt ? 'ahead of' : 'behind'} the last time seen; departures, replaced numbers and deletions wait`,
    todo: 'if the time is right: npm run -s mleg -- clock accept; else correct the clock',
  };
}

/** The server speaks http and its addresses are https: somebody in front ends TLS, and must be counted. */
export function checkProxy({ mode, proxyHops }: Pick<Config, 'mode' | 'proxyHops'>): Finding {
  const subject = 'proxies';
  if (mode === 'demo') return { subject: `${subject} (none before a demo)` };
  if (proxyHops > 0) return { subject: `${subject}: ${proxyHops}` };
  return {
    subject,
    problem: 'MLEG_PROXY_HOPS is 0, so everybody behind the proxy that ends TLS counts as one person',
    todo: 'set it to the number of proxies in front, usually 1',
  };
}

async function checkFreePorts(config: Config): Promise<Finding> {
  const { port } = config;
  const subject = `ports ${port} to ${port + 3}`;
  try {
    await checkPorts(config);
    return { subject: `${subject} are free` };
  } catch {
    if (await isOurs(port)) return { subject: `${subject}: the server runs` };
    return { subject, problem: 'one is taken', todo: 'stop what uses it, or choose others by MLEG_PORT' };
  }
}

async function isOurs(port: number): Promise<boolean> {
  const address = `http://localhost:${port}/healthz`;
  return fetch(address, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.ok,
    () => false,
  );
}
