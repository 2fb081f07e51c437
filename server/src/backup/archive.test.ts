import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { ARCHIVE_VERSION, type Manifest, type Part, readArchive, writeArchive } from './archive.ts';

const folder = await mkdtemp(join(tmpdir(), 'mleg-archive-'));
after(() => rm(folder, { recursive: true, force: true }));
const key = randomBytes(32);
const head = {
  version: ARCHIVE_VERSION,
  createdAt: 1,
  key: { kind: 'passphrase', salt: '', wrapped: '' },
} as const;
const manifest: Manifest = {
  createdAt: 1,
  issuer: 'http://localhost:8080',
  mode: 'demo',
  migrations: [],
  tables: [],
  sequences: [],
};

async function write(name: string, parts: () => AsyncGenerator<Part>): Promise<string> {
  const path = join(folder, name);
  await pipeline(writeArchive(parts(), key, head), createWriteStream(path));
  return path;
}

test('what was written is read part by part, rows as PostgreSQL wrote them', async () => {
  const json = '[{"id":9007199254740993,"text":"\\u017b\\u00f3\\u0142w \\n \\u2028","bytes":"\\\\x00ff"}]';
  const parts: Part[] = [
    { kind: 'manifest', manifest },
    { kind: 'file', file: 'masterKey', content: 'a\nb' },
    { kind: 'rows', table: 'pupil', count: 1, json },
    { kind: 'rows', table: 'pupil', count: 2, json: '[{},{}]' },
  ];
  const path = await write('small', async function* () {
    yield* parts;
  });
  const read: Part[] = [];
  for await (const part of readArchive(path, key)) read.push(part);
  assert.deepEqual(read, [...parts, { kind: 'end', counts: { pupil: 3 } }]);
});

test('two hundred megabytes of rows are written and read in a fraction of that memory', async () => {
  const MEGABYTE = 1_048_576;
  const row = `[{"text":"${'a'.repeat(MEGABYTE - 20)}"}]`;
  let most = 0;
  const look = (): void => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, heapUsed + arrayBuffers);
  };
  const before = process.memoryUsage();
  const path = await write('large', async function* () {
    yield { kind: 'manifest', manifest };
    for (let n = 0; n < 200; n += 1) {
      look();
      yield { kind: 'rows', table: 'portrait', count: 1, json: row };
    }
  });
  let rows = 0;
  for await (const part of readArchive(path, key)) {
    look();
    if (part.kind === 'rows') rows += 1;
  }
  assert.equal(rows, 200);
  assert.ok((await stat(path)).size < 10 * MEGABYTE, 'compressed before it is sealed');
  const used = Math.round((most - before.heapUsed - before.arrayBuffers) / MEGABYTE);
  assert.ok(used < 100, `${used} MB`);
});

test('whoever stops reading, or cannot write on, leaves nothing hanging', async () => {
  const path = await write('half', async function* () {
    yield { kind: 'manifest', manifest };
    for (let n = 0; n < 20; n += 1)
      yield { kind: 'rows', table: 'a', count: 1, json: `["${randomBytes(300_000).toString('hex')}"]` };
  });
  for await (const part of readArchive(path, key)) if (part.kind === 'rows') break;
  const broken = write('broken', async function* () {
    yield { kind: 'manifest', manifest };
    throw new Error('the database is gone');
  });
  await assert.rejects(broken, /the database is gone/);
  const full = pipeline(
    writeArchive(
      (async function* () {
        for (let n = 0; n < 50; n += 1)
          yield {
            kind: 'rows',
            table: 'a',
            count: 1,
            json: `["${randomBytes(300_000).toString('hex')}"]`,
          } as Part;
      })(),
      key,
      head,
    ),
    createWriteStream('/dev/full'),
  );
  await assert.rejects(full, { code: 'ENOSPC' });
});
