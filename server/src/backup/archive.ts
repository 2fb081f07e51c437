import { createReadStream } from 'node:fs';
import { createGunzip, createGzip } from 'node:zlib';
import type { DumpRows, DumpSequence, DumpTable } from '../store/dump.ts';
import { BackupError, CHANGED } from './backup-error.ts';
import { type KeyHead, type OpenWith, openContentKey, streamKey } from './backup-key.ts';
import { openStream, sealStream } from './sealed-stream.ts';

/**
 * The file of a backup: two lines in clear (what it is; version and key) and then sealed pieces of a gzip stream of lines:
 * the manifest, files, batches of rows (a line that names them, a line of rows), and the end with all counts.
 */
const MAGIC = 'mlegitymacja backup';
export const ARCHIVE_VERSION = 1;
const HEAD_BYTES_MAX = 4096;
/** A batch of rows is about 1 MB; one row is less than this. */
const LINE_BYTES_MAX = 134_217_728;

export type Head = { readonly version: number; readonly createdAt: number; readonly key: KeyHead };

/** Files that a backup keeps, by what they are: their places are settings. */
export type KeptFile = 'masterKey' | 'signers' | 'demoFacts';

export type Manifest = {
  readonly createdAt: number;
  readonly issuer: string;
  readonly mode: 'demo' | 'production';
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  readonly tables: readonly DumpTable[];
  readonly sequences: readonly DumpSequence[];
};

/** What an archive consists of, in this order: manifest, files, rows, end. */
export type Part =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'file'; readonly file: KeptFile; readonly content: string }
  | ({ readonly kind: 'rows' } & DumpRows)
  | { readonly kind: 'end'; readonly counts: Readonly<Record<string, number>> };

/** The bytes of an archive. @param parts all but the end, which is counted here */
export async function* writeArchive(
  parts: AsyncIterable<Part>,
  contentKey: Uint8Array,
  head: Head,
): AsyncGenerator<Buffer, void, undefined> {
  const headBytes = Buffer.from(`${MAGIC}\n${JSON.stringify(head)}\n`);
  yield headBytes;
  const zip = createGzip({ level: 6 });
  const feeding = feed(zip, parts);
  // Whoever reads the stream hears its error; the feeder's own is the same one.
  feeding.catch(() => undefined);
  yield* sealStream(zip, streamKey(contentKey, headBytes));
  await feeding;
}

type Sink = NodeJS.WritableStream & { destroy(error?: Error): void; readonly destroyed: boolean };

/** Writes at the speed of whoever reads; false when nobody reads any more. */
function createWriter(zip: Sink): (data: string | Uint8Array) => Promise<boolean> {
  const closed = new Promise<void>((resolve) => zip.once('close', resolve));
  return async (data) => {
    if (zip.destroyed) return false;
    if (!zip.write(data))
      await Promise.race([closed, new Promise<void>((resolve) => zip.once('drain', () => resolve()))]);
    return !zip.destroyed;
  };
}

async function feed(zip: Sink, parts: AsyncIterable<Part>): Promise<void> {
  const counts: Record<string, number> = {};
  const writeTo = createWriter(zip);
  const write = async (line: string): Promise<void> => {
    if (!(await writeTo(`${line}\n`))) throw new BackupError('The backup could not be written.');
  };
  try {
    for await (const part of parts) {
      if (part.kind !== 'rows') {
        await write(JSON.stringify(part));
        continue;
      }
      const { kind, table, count, json } = part;
      counts[table] = (counts[table] ?? 0) + count;
      await write(JSON.stringify({ kind, table, count }));
      await write(json);
    }
    await write(JSON.stringify({ kind: 'end', counts }));
    zip.end();
  } catch (error) {
    zip.destroy(error instanceof Error ? error : new Error('the backup could not be written'));
    throw error;
  }
}

/** The head of a file. @throws BackupError for another file, a newer version, or none */
export async function readHead(path: string): Promise<{ head: Head; bytes: Buffer }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: HEAD_BYTES_MAX - 1 }))
      chunks.push(chunk as Buffer);
  } catch (cause) {
    throw new BackupError(`${path} cannot be read.`, { cause });
  }
  const start = Buffer.concat(chunks);
  const first = start.indexOf(0x0a);
  const second = start.indexOf(0x0a, first + 1);
  if (start.subarray(0, Math.max(first, 0)).toString() !== MAGIC)
    throw new BackupError(`${path} is not a backup of mLegitymacja.`);
  if (second === -1) throw new BackupError(CHANGED);
  return {
    head: parseHead(start.subarray(first + 1, second).toString()),
    bytes: start.subarray(0, second + 1),
  };
}

function parseHead(line: string): Head {
  let head: Head;
  try {
    head = JSON.parse(line) as Head;
  } catch (cause) {
    throw new BackupError(CHANGED, { cause });
  }
  if (head.version !== ARCHIVE_VERSION)
    throw new BackupError(
      'This backup was made by a newer version of mLegitymacja: put it back with that one.',
    );
  const { key } = head;
  if (typeof key?.wrapped !== 'string' || !['passphrase', 'recipient'].includes(key.kind))
    throw new BackupError(CHANGED);
  return head;
}

/** Finds the key of a file by its head. @throws BackupError */
export async function openArchive(path: string, openWith: OpenWith): Promise<Uint8Array> {
  const { head } = await readHead(path);
  return openContentKey(head.key, openWith);
}

/**
 * The parts of a file; the counts at its end have been compared when the end comes.
 * @throws BackupError when it was changed or cut short
 */
export async function* readArchive(
  path: string,
  contentKey: Uint8Array,
): AsyncGenerator<Part, void, undefined> {
  const { bytes } = await readHead(path);
  const sealed = createReadStream(path, { start: bytes.length });
  const zip = createGunzip();
  const feeding = pour(openStream(sealed, streamKey(contentKey, bytes)), zip);
  feeding.catch(() => undefined);
  try {
    yield* partsOf(zip);
    await feeding;
  } catch (error) {
    // What the cipher says comes first: of a damaged stream it is the reason.
    zip.destroy();
    await feeding;
    throw error instanceof BackupError ? error : new BackupError(CHANGED, { cause: error });
  } finally {
    sealed.destroy();
    zip.destroy();
  }
}

async function pour(input: AsyncIterable<Buffer>, zip: Sink): Promise<void> {
  const write = createWriter(zip);
  try {
    for await (const chunk of input) if (!(await write(chunk))) return;
    zip.end();
  } catch (error) {
    zip.destroy(error instanceof Error ? error : undefined);
    throw error;
  }
}

async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      held.push(chunk.subarray(start, end));
      yield Buffer.concat(held).toString('utf8');
      held = [];
      length = 0;
      start = end + 1;
    }
    held.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LINE_BYTES_MAX) throw new BackupError(CHANGED);
  }
  if (length > 0) throw new BackupError(CHANGED);
}

async function* partsOf(input: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  const counts: Record<string, number> = {};
  const lines = linesOf(input);
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const part = JSON.parse(next.value) as Part;
    if (part.kind === 'rows') {
      const { value: json } = await lines.next();
      counts[part.table] = (counts[part.table] ?? 0) + part.count;
      yield { ...part, json: json ?? '[]' };
      continue;
    }
    if (part.kind === 'end' && !isSame(counts, part.counts)) throw new BackupError(CHANGED);
    yield part;
    if (part.kind === 'end') return;
  }
  throw new BackupError(CHANGED);
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}
