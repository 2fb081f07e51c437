import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '@mleg/server/src/config/data-folder.ts';
import { forgetPlace } from '@mleg/server/src/postgres/place.ts';
import { startPostgres } from '@mleg/server/src/postgres/start.ts';

/** The demo's whole life by its commands: backed up while it runs, put back elsewhere although that is killed, started. */

const MAIN = fileURLToPath(import.meta.resolve('@mleg/server/src/main.ts'));
const COMMANDS = fileURLToPath(import.meta.resolve('@mleg/server/src/cli/main.ts'));
const port = 31_000 + (process.pid % 8000);
const [first, second, aside] = await Promise.all(
  ['first', 'second', 'aside'].map((name) => mkdtemp(join(tmpdir(), `mleg-${name}-`))),
);
assert.ok(first && second && aside);
const children: ChildProcess[] = [];
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of [first, second]) {
    const database = await startPostgres({ dataDir: folder }).catch(() => undefined);
    await database?.stop();
    await forgetPlace(folder).catch(() => undefined);
  }
  for (const folder of [first, second, aside]) await rm(folder, { recursive: true, force: true });
});

function start(folder: string, program: readonly string[]) {
  const env = { ...process.env, MLEG_DATA_DIR: folder, MLEG_PORT: String(port) };
  const child = spawn(process.execPath, [...program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, said, ended };
}
async function run(folder: string, ...args: string[]): Promise<{ code: number | string; text: string }> {
  const { said, ended } = start(folder, [COMMANDS, ...args]);
  return { code: await ended, text: said.text };
}
async function untilReady(folder: string) {
  const server = start(folder, [MAIN]);
  while (!/Ctrl-C stops it/.test(server.said.text)) {
    assert.equal(server.child.exitCode, null, server.said.text);
    await new Promise((go) => setTimeout(go, 50));
  }
  return server;
}
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const passphrase = join(aside, 'passphrase');
const file = join(aside, 'demo.backup');
const flags = ['--passphrase-file', passphrase];
await writeFile(passphrase, 'bardzo długie hasło do kopii\n', { mode: 0o600 });

const LONG = process.env['TEST_LONG'] === undefined ? { skip: 'TEST_LONG=1 starts two whole demos' } : {};

test(
  'the demo is backed up while it runs, and put back elsewhere although that was killed again and again',
  LONG,
  async () => {
    const server = await untilReady(first);
    const before = await readFile(dataFolder(first).demoReady, 'utf8');
    const made = await run(first, 'backup', '--to', file, ...flags);
    assert.equal(made.code, 0, made.text);
    assert.match(made.text, /Backed up and read back: schools: 1, pupils: 300/);
    const beside = await run(first, 'restore', '--from', file, ...flags, '--replace');
    assert.equal(beside.code, 1);
    assert.match(beside.text, /already runs on this data folder/);
    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0);
    const onto = await run(first, 'restore', '--from', file, ...flags);
    assert.deepEqual([onto.code, /database is not empty/.test(onto.text)], [1, true], onto.text);

    for (const wait of [0, 200, 900]) {
      const { child, ended } = start(second, [COMMANDS, 'restore', '--from', file, ...flags]);
      while (!(await isThere(dataFolder(second).restoring))) {
        assert.equal(child.exitCode, null);
        await new Promise((go) => setTimeout(go, 5));
      }
      await new Promise((go) => setTimeout(go, wait));
      child.kill('SIGKILL');
      assert.equal(await ended, 'SIGKILL');
    }
    const early = start(second, [MAIN]);
    assert.equal(await early.ended, 1);
    assert.match(early.said.text, /has not come to its end/);
    const done = await run(second, 'restore', '--from', file, ...flags);
    assert.equal(done.code, 0, done.text);
    assert.match(done.text, /Restored as of .* UTC: schools: 1, pupils: 300/);
    assert.match(done.text, /To be done again/);
    assert.equal(await isThere(dataFolder(second).restoring), false);

    const again = await untilReady(second);
    assert.doesNotMatch(again.said.text, /Seeding/);
    assert.equal(await readFile(dataFolder(second).demoReady, 'utf8'), before, 'the same people and links');
    const { staff, urls } = JSON.parse(before) as {
      staff: { loginUrl: string }[];
      urls: { panel: string; trustList: string };
    };
    const token = staff[0]?.loginUrl.split('#token=')[1];
    const session = await fetch(`${urls.panel}/api/session`, {
      method: 'POST',
      headers: { origin: urls.panel, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    assert.equal(session.status, 204);
    assert.equal((await fetch(urls.trustList)).status, 200);
    const doctor = await run(second, 'doctor');
    for (const subject of ['history', 'jobs', 'mail', 'clock'])
      assert.match(doctor.text, new RegExp(`ok {7}${subject}`), doctor.text);
    const jobs = await run(second, 'jobs');
    for (const kind of ['carry_out_due', 'seal_audit', 'sweep_checks', 'sweep_expired', 'verify_audit'])
      assert.match(jobs.text, new RegExp(`^${kind}: (waiting|running)`, 'm'));
    again.child.kill('SIGTERM');
    assert.equal(await again.ended, 0);
  },
);

test('what is called wrongly is said, before anything is asked or touched', async () => {
  for (const [args, words] of [
    [['backup'], /--to is missing/],
    [['backup', '--to', join(aside, 'x')], /--passphrase-file or a key is missing/],
    [['backup', 'all', '--to', join(aside, 'x')], /backup, or backup key/],
    [['backup', '--to', join(aside, 'x'), ...flags, '--for', 'x'], /either --passphrase-file or --for/],
    [['restore'], /--from names one file/],
    [['restore', '--from', file, ...flags, '--key-file', 'x'], /either --passphrase-file or --key-file/],
  ] as const) {
    const { code, text } = await run(second, ...args);
    assert.deepEqual([code, words.test(text)], [2, true], text);
  }
  const key = join(aside, 'private');
  const made = await run(second, 'backup', 'key', '--to', key);
  assert.equal(made.code, 0);
  assert.match(made.text, /--for mleg-backup-for-[\w-]{43}/);
  assert.equal(((await stat(key)).mode & 0o777).toString(8), '600');
  assert.match((await run(second, 'backup', 'key', '--to', key)).text, /there already/);
});
