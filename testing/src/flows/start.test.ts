import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { forgetPlace } from '@mleg/server/src/postgres/place.ts';

const MAIN = fileURLToPath(import.meta.resolve('@mleg/server/src/main.ts'));
const COMMANDS = fileURLToPath(import.meta.resolve('@mleg/server/src/cli/main.ts'));
const READY = /Wallet {4}http/;
const folder = await mkdtemp(join(tmpdir(), 'mleg-start-'));
const folders = [folder];
const port = 21_000 + (process.pid % 8000);
const children: ChildProcess[] = [];
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const one of folders) {
    await forgetPlace(one).catch(() => undefined);
    await rm(one, { recursive: true, force: true });
  }
});

type Started = {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
};

function start(environment: Record<string, string> = {}, program: readonly string[] = [MAIN]): Started {
  const env = { ...process.env, MLEG_DATA_DIR: folder, MLEG_PORT: String(port), ...environment };
  const child = spawn(process.execPath, [...program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, output: () => output, ended };
}

const untilReady = (started: Started): Promise<void> => until(started, READY);

async function until(started: Started, line: RegExp): Promise<void> {
  while (!line.test(started.output())) {
    if (started.child.exitCode !== null) throw new Error(`it ended: ${started.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(started: Started): Promise<number | null> {
  started.child.kill('SIGTERM');
  return started.ended;
}

const answer = async (): Promise<number> => (await fetch(`http://localhost:${port}/readyz`)).status;

type DemoFile = {
  readonly urls: Readonly<Record<string, string>>;
  readonly staff: readonly { readonly loginUrl: string; readonly name: string }[];
  readonly guardians: readonly { readonly name: string }[];
  readonly pupils: readonly { readonly name: string }[];
};
const readDemoFile = async (folder: string): Promise<DemoFile> =>
  JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8')) as DemoFile;

test('starts, answers, stops at once when asked, and starts again on the same data and log-ins', async () => {
  const files: DemoFile[] = [];
  for (let time = 0; time < 2; time += 1) {
    const started = start();
    await untilReady(started);
    assert.equal(await answer(), 200);
    const demo = await readDemoFile(folder);
    assert.ok(started.output().includes(demo.staff[0]?.loginUrl ?? 'nobody'));
    for (const { name } of [...demo.staff, ...demo.guardians, ...demo.pupils])
      assert.ok(!started.output().includes(name), 'no log names a person');
    files.push(demo);
    assert.equal(await stop(started), 0);
    await assert.rejects(readDemoFile(folder), 'the file says that a server runs');
  }
  assert.deepEqual(files[1], files[0]);
  assert.equal(files[0]?.urls['panel'], `http://localhost:${port + 3}`);
});

test('a first start that was killed while it filled the demo is no demo; the next one completes it', async () => {
  const other = { MLEG_DATA_DIR: await mkdtemp(join(tmpdir(), 'mleg-start-')), MLEG_PORT: String(port + 24) };
  folders.push(other.MLEG_DATA_DIR);
  const first = start(other);
  await until(first, /Seeding: \d+ of/);
  first.child.kill('SIGKILL');
  await first.ended;
  await assert.rejects(readDemoFile(other.MLEG_DATA_DIR));
  const second = start(other);
  await untilReady(second);
  assert.match(second.output(), /Seeding an invented school/);
  assert.equal((await readDemoFile(other.MLEG_DATA_DIR)).pupils.length, 300);
  await stop(second);
});

test('production is never filled with invented pupils', async () => {
  const data = await mkdtemp(join(tmpdir(), 'mleg-start-'));
  folders.push(data);
  const masterKey = join(data, 'master-key');
  await writeFile(masterKey, '5a'.repeat(32), { mode: 0o600 });
  const names = ['SCHOOL', 'WALLET', 'VERIFIER', 'PANEL'];
  const started = start({
    MLEG_ENV: 'production',
    MLEG_DATA_DIR: data,
    MLEG_PORT: String(port + 32),
    MLEG_HOST: 'localhost',
    MLEG_MASTER_KEY_FILE: masterKey,
    MLEG_SIGNER_FOLDER: join(data, 'signers'),
    MLEG_MAIL_URL: 'smtp://localhost:1',
    MLEG_MAIL_FROM: 'mleg@school.example',
    MLEG_OPERATOR_NAME: 'Operator',
    MLEG_PROXY_HOPS: '1',
    ...Object.fromEntries(
      names.map((name) => [`MLEG_${name}_ORIGIN`, `https://${name.toLowerCase()}.example`]),
    ),
  });
  await untilReady(started);
  assert.doesNotMatch(started.output(), /Seeding|DEMO|token=/);
  await assert.rejects(readDemoFile(data));
  assert.equal(await stop(started), 0);
});

test('a second start on the same data says so, and the first goes on', async () => {
  const first = start();
  await untilReady(first);
  const second = start({ MLEG_PORT: String(port + 8) });
  assert.equal(await second.ended, 1);
  assert.match(second.output(), /already runs on this data folder/);
  assert.equal(await answer(), 200);
  await stop(first);
});

test('an operator’s command works beside the running server, which goes on, and alone after it', async () => {
  const first = start();
  await untilReady(first);
  const beside = start({}, [COMMANDS, 'trust']);
  assert.equal(await beside.ended, 0);
  assert.equal(JSON.parse(beside.output()).trustList, `http://localhost:${port}/trust/list`);
  // So many at once need new connections: the server's own passwords are as they were.
  const answers = await Promise.all(Array.from({ length: 12 }, answer));
  assert.deepEqual([...new Set(answers)], [200]);
  await stop(first);
  const alone = start({}, [COMMANDS, 'doctor']);
  assert.equal(await alone.ended, 0);
  assert.match(alone.output(), /^ok {7}database$/m);
  const absent = start({}, [COMMANDS, 'init']);
  assert.equal(await absent.ended, 2);
  assert.match(absent.output(), /init is not part of this version/);
});

test('a start after kill -9 of the server alone takes over the database that was left', async () => {
  const first = start();
  await untilReady(first);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = start();
  await untilReady(second);
  assert.equal(await answer(), 200);
  assert.match(second.output(), /Took over the database/);
  await stop(second);
});

test('a taken port is named before anything is started', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen({ port: port + 2, host: 'localhost' }, resolve));
  const started = start();
  assert.equal(await started.ended, 1);
  assert.match(started.output(), new RegExp(`Port ${port + 2} is taken`));
  await new Promise((resolve) => other.close(resolve));
});

test('another port on the same data is refused with the reason: phones hold credentials of the first', async () => {
  const started = start({ MLEG_PORT: String(port + 16) });
  assert.equal(await started.ended, 1);
  assert.match(started.output(), new RegExp(`These data belong to http://localhost:${port},`));
});

test('wrong settings are all named, and nothing is started', async () => {
  const started = start({ MLEG_PORT: 'x', MLEG_PROT: '1' });
  assert.equal(await started.ended, 1);
  assert.match(started.output(), /MLEG_PORT must be a whole number/);
  assert.match(started.output(), /MLEG_PROT is not a setting/);
});
