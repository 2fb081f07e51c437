import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { after, test } from 'node:test';
import { runningPostgresUrl } from '@mleg/server/src/postgres/start.ts';
import pg from 'pg';
import {
  clearAway,
  databasePid,
  killDatabase,
  productionSettings,
  type ServerProcess,
  startServer,
  untilLine,
  untilReady,
} from './server-process.ts';

/** The embedded database is killed, crippled and taken away while the server lives; the server is stopped under load. */

const port = 33_000 + (process.pid % 3000) * 4;
const settings = await productionSettings(port);
const folder = settings['MLEG_DATA_DIR'] ?? '';
const server: ServerProcess = startServer(settings);
after(() => clearAway(server, folder));
await untilReady(server);

const at = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://localhost:${port}${path}`, init);
const ready = async (): Promise<number> => (await at('/readyz')).status;
const askToken = (): Promise<Response> =>
  at('/oid4vci/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': `1.${'A'.repeat(22)}`,
      tx_code: '12345678',
    }),
  });

async function until(status: number, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while ((await ready()) !== status) {
    assert.ok(Date.now() < end, `not ${status} within ${seconds} s: ${server.output().slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function assertLives(): Promise<void> {
  assert.equal(server.child.exitCode, null, server.output().slice(-2000));
  assert.equal((await at('/healthz')).status, 200);
  assert.equal((await at('/trust/list')).status, 200);
}

test('a killed database is there again within twenty seconds; meanwhile answers are 503 with Retry-After, and lists come from memory', async () => {
  assert.equal((await askToken()).status, 400, 'an unknown code, from a database that answers');
  const before = await databasePid(folder);
  process.kill(server.child.pid ?? 0, 'SIGSTOP');
  process.kill(before, 'SIGKILL');
  process.kill(server.child.pid ?? 0, 'SIGCONT');
  const [token, session, list, readiness] = await Promise.all([
    askToken(),
    at('/portal/api/session', { headers: { cookie: `__Host-mleg_portal=${'A'.repeat(43)}` } }),
    at('/trust/list'),
    at('/readyz'),
  ]);
  await assertLives();
  assert.equal(list.status, 200);
  assert.equal(readiness.status, 503);
  assert.match(await readiness.text(), /the database (ended|does not answer)/);
  for (const answer of [token, session]) {
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  assert.equal((await token.json()).error, 'temporarily_unavailable');
  const problem = await session.json();
  assert.deepEqual([problem.type, problem.status], ['unavailable', 503]);
  assert.match(session.headers.get('content-type') ?? '', /^application\/problem\+json/);
  await until(200, 20);
  assert.notEqual(await databasePid(folder), before);
  assert.equal((await askToken()).status, 400);
  assert.match(server.output(), /"event":"database_lost"/);
  // The line may come after the first answer.
  await untilLine(server, /"event":"database_started"/);
});

test('a killed backend, which restarts all of them, and a removed socket end in a database that answers', async () => {
  const client = new pg.Client({ connectionString: await runningPostgresUrl(folder) });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  await until(200, 20);
  await assertLives();
  const [, socketFolder = ''] = /host=(.+)$/.exec(await runningPostgresUrl(folder)) ?? [];
  await rm(decodeURIComponent(socketFolder), { recursive: true });
  const before = await databasePid(folder);
  for (const until = Date.now() + 20_000; (await databasePid(folder).catch(() => before)) === before; ) {
    assert.ok(Date.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await until(200, 20);
  await assertLives();
  assert.equal((await askToken()).status, 400);
});

test('somebody else’s shutdown of the database is answered by starting it again', async () => {
  const before = await databasePid(folder);
  process.kill(before, 'SIGTERM');
  for (const until = Date.now() + 30_000; (await databasePid(folder).catch(() => before)) === before; ) {
    assert.ok(Date.now() < until, 'still the old one');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await until(200, 20);
  await assertLives();
});

test('a database that hangs is given up by the server’s own time limit', async () => {
  const pid = await databasePid(folder);
  await askToken();
  const children = await backendsOf(pid);
  for (const one of [pid, ...children]) process.kill(one, 'SIGSTOP');
  const began = performance.now();
  const [answer, list, readiness] = await Promise.all([askToken(), at('/trust/list'), at('/readyz')]);
  const took = performance.now() - began;
  for (const one of [...children, pid]) process.kill(one, 'SIGCONT');
  assert.deepEqual([answer.status, list.status, readiness.status], [503, 200, 503]);
  assert.ok(took < 20_000, `${took} ms`);
  await until(200, 20);
  await assertLives();
});

test('a database that is killed again and again is told as such, in the log and by /readyz, and comes back in the end', async () => {
  for (let time = 0; !/"event":"database_keeps_ending"/.test(server.output()); time += 1) {
    assert.ok(time < 10);
    await killDatabase(folder);
    await until(503, 5).catch(() => undefined);
    if (!/"event":"database_keeps_ending"/.test(server.output())) await until(200, 30);
  }
  await untilLine(server, /The database ends again and again: look at postgres\.log/);
  await until(200, 45);
  await assertLives();
});

test('SIGTERM to the whole process group under keep-alive traffic ends with 0, soon, with every answer given and no database left', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const seen: (number | string)[] = [];
  const lanes = Array.from({ length: 8 }, async () => {
    for (;;) {
      const outcome = await ask(agent);
      seen.push(outcome);
      if (typeof outcome === 'string') return;
    }
  });
  const pid = await databasePid(folder);
  while (seen.length < 100) await new Promise((resolve) => setTimeout(resolve, 10));
  const began = performance.now();
  process.kill(-(server.child.pid ?? 0), 'SIGTERM');
  assert.equal(await server.ended, 0, server.output().slice(-2000));
  assert.ok(performance.now() - began < 8000, 'no connection is waited for');
  await Promise.all(lanes);
  for (const outcome of seen) assert.ok(outcome === 200 || outcome === 'ECONNREFUSED', String(outcome));
  assert.throws(() => process.kill(pid, 0), 'the database is stopped');
  await assert.rejects(databasePid(folder));
  agent.destroy();
});

/** Processes whose parent is the postmaster. */
async function backendsOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(name));
  }
  return found;
}

function ask(agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    get({ host: 'localhost', port, path: '/trust/list', agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    }).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
  });
}
