import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { DataFolderInUse } from './lock.ts';
import { forgetPlace } from './place.ts';
import { startPostgres } from './start.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'mleg-pg-'));
after(async () => {
  await forgetPlace(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<{ v: string }>(text);
    return result.rows.map((row) => row.v);
  } finally {
    await client.end();
  }
}

/** A process that starts the database, commits a row and is killed the hard way. */
async function startAndDie(): Promise<void> {
  const code = `
    import { startPostgres } from ${JSON.stringify(new URL('./start.ts', import.meta.url).href)};
    import pg from ${JSON.stringify(import.meta.resolve('pg'))};
    const { ownerUrl } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query("create table kept (v text); insert into kept values ('still here')");
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const signal = await new Promise((resolve) => child.once('exit', (_, name) => resolve(name)));
  assert.equal(signal, 'SIGKILL');
}

test('a server killed with kill -9 leaves a database that the next start adopts, with every committed row', async () => {
  await startAndDie();
  const postgres = await startPostgres({ dataDir });
  try {
    assert.equal(postgres.adopted, true);
    assert.deepEqual(await query(postgres.ownerUrl, 'select v from kept'), ['still here']);
  } finally {
    await postgres.stop();
  }
});

test('a second start on the same data folder is refused and names the process that holds it', async () => {
  const postgres = await startPostgres({ dataDir });
  try {
    await assert.rejects(
      startPostgres({ dataDir }),
      (error: unknown) => error instanceof DataFolderInUse && error.pid === process.pid,
    );
  } finally {
    await postgres.stop();
  }
});

test('the database listens on no network address and lets nobody in without the secret', async () => {
  const postgres = await startPostgres({ dataDir });
  try {
    assert.deepEqual(await query(postgres.ownerUrl, "select current_setting('listen_addresses') as v"), ['']);
    assert.deepEqual(await query(postgres.ownerUrl, "select current_setting('fsync') as v"), ['on']);
    const withoutSecret = postgres.ownerUrl.replace(/:[^:@]+@/, ':wrong@');
    await assert.rejects(query(withoutSecret, 'select 1'), /authentication/);
  } finally {
    await postgres.stop();
  }
});

test('the database sorts Polish names by the Polish alphabet', async () => {
  const postgres = await startPostgres({ dataDir });
  try {
    const sorted = await query(
      postgres.ownerUrl,
      "select v from (values ('Zet'), ('Łoś'), ('Lis'), ('Mak'), ('Żuk')) as names (v) order by v",
    );
    assert.deepEqual(sorted, ['Lis', 'Łoś', 'Mak', 'Zet', 'Żuk']);
  } finally {
    await postgres.stop();
  }
});
