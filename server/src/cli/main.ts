import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../app-deps.ts';
import { BackupError } from '../backup/backup-error.ts';
import { ConfigError } from '../config/config.ts';
import { StartError } from '../server.ts';
import { addSchool, addSchoolUsage } from './add-school.ts';
import { apiKeyUsage, changeApiKey } from './api-key.ts';
import { backupCommand, backupUsage } from './backup.ts';
import { clockCommand, clockUsage } from './clock.ts';
import { type ExitCode, type Io, UsageError } from './command.ts';
import { doctorUsage, runDoctor } from './doctor.ts';
import { importRegister, importUsage } from './import-register.ts';
import { intakeTryUsage, tryIntake } from './intake-try.ts';
import { jobsCommand, jobsUsage } from './jobs.ts';
import { mailboxCommand, mailboxUsage } from './mailbox.ts';
import { openOperator } from './operator.ts';
import { restoreCommand, restoreUsage } from './restore.ts';
import { setPolicy, setPolicyUsage } from './set-policy.ts';
import { showTrust, showTrustUsage } from './show-trust.ts';
import { changeStaff, staffUsage } from './staff.ts';
import { verifyText, verifyUsage } from './verify.ts';

type Command = {
  readonly usage: string;
  readonly run: (args: readonly string[], io: Io) => Promise<ExitCode>;
};

const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: { usage: doctorUsage, run: (_args, io) => runDoctor(io) },
  school: { usage: addSchoolUsage, run: withServer(addSchool) },
  policy: { usage: setPolicyUsage, run: withServer(setPolicy) },
  staff: { usage: staffUsage, run: withServer(changeStaff) },
  import: { usage: importUsage, run: withServer(importRegister) },
  key: { usage: apiKeyUsage, run: withServer(changeApiKey) },
  backup: { usage: backupUsage, run: backupCommand },
  restore: { usage: restoreUsage, run: restoreCommand },
  mailbox: { usage: mailboxUsage, run: withServer(mailboxCommand) },
  jobs: { usage: jobsUsage, run: withServer(jobsCommand) },
  clock: { usage: clockUsage, run: withServer(clockCommand) },
  trust: { usage: showTrustUsage, run: withServer(showTrust) },
  verify: { usage: verifyUsage, run: verifyText },
  'intake-try': { usage: intakeTryUsage, run: tryIntake },
};
const ABSENT = ['init'];

function withServer(
  work: (deps: AppDeps, args: readonly string[], io: Io) => Promise<ExitCode>,
): Command['run'] {
  return async (args, io) => {
    const { deps, close } = await openOperator(io.say);
    try {
      return await work(deps, args, io);
    } finally {
      await close();
    }
  };
}

function terminal(): Io {
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const readInput = (): Promise<string> => text(process.stdin);
  const now = (): number => Math.floor(Date.now() / 1000);
  const warn = (line: string): void => complain([line]);
  const io = { say, warn, readInput, input: () => process.stdin, fetch, now };
  if (!process.stdin.isTTY) return io;
  const ask = async (question: string): Promise<string> => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(question);
    lines.close();
    return answer;
  };
  const askSecret = async (question: string): Promise<string> => {
    process.stderr.write(question);
    // The line is edited as always, and what it echoes goes nowhere.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    const answer = await lines.question('');
    lines.close();
    process.stderr.write('\n');
    return answer;
  };
  return { ...io, ask, askSecret };
}

async function run(args: readonly string[]): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    complain(ABSENT.includes(name) ? [`${name} is not part of this version.`] : usageLines());
    return 2;
  }
  try {
    return await command.run(rest, terminal());
  } catch (error) {
    if (error instanceof UsageError) {
      complain([error.message, `usage: mleg ${command.usage}`]);
      return 2;
    }
    const said = reasonOf(error);
    if (said === undefined) throw error;
    complain(said);
    return 1;
  }
}

function usageLines(): string[] {
  return [
    'usage: npm run -s mleg -- <command>',
    ...Object.values(COMMANDS).map((one) => `  mleg ${one.usage}`),
  ];
}

/** A refusal in words; undefined for an accident. */
function reasonOf(error: unknown): string[] | undefined {
  if (error instanceof ConfigError) return error.problems.map((problem) => `Setting: ${problem}.`);
  if (error instanceof StartError || error instanceof BackupError) return [error.message];
  if (error instanceof DomainError) return [`Refused: ${error.type} ${JSON.stringify(error.details)}`];
  return undefined;
}

function complain(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

process.exitCode = await run(process.argv.slice(2));
