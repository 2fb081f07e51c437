import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../harness/free-ports.ts';

const PROGRAM = '/usr/sbin/dovecot';

/** Dovecot on this machine's own address, with one account. */
export type Dovecot = {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The Maildir that it serves. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
};

/** Why there is no IMAP server to try; undefined where there is one, or the long run has installed it. */
export function dovecotMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'an IMAP server is started by root only';
  if (existsSync(PROGRAM)) return undefined;
  if (process.env['TEST_LONG'] !== '1') return 'Dovecot is not installed; the long run installs it';
  spawnSync('/usr/bin/apt-get', ['install', '-y', '--no-install-recommends', 'dovecot-imapd']);
  return existsSync(PROGRAM) ? undefined : 'Dovecot could not be installed (apt-get install dovecot-imapd)';
}

/** Starts Dovecot with a folder of its own. */
export async function startDovecot(): Promise<Dovecot> {
  const root = await mkdtemp(join(tmpdir(), 'mleg-imap-'));
  await chmod(root, 0o755);
  const [port, user, password] = [await freePorts(1), 'legitymacje', 'haslo-do-prob'];
  const folder = join(root, 'mail');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(folder, place), { recursive: true });
  spawnSync('chown', ['-R', 'nobody:nogroup', folder]);
  const config = join(root, 'dovecot.conf');
  await writeFile(
    config,
    `protocols = imap
listen = 127.0.0.1
base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/log
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${folder}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${root}/home
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`,
  );
  const child = spawn(PROGRAM, ['-F', '-c', config], { stdio: 'ignore' });
  await untilAnswers(port, child);
  return {
    ...{ port, user, password, folder },
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function untilAnswers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode}`);
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Dovecot does not answer');
}
