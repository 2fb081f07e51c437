import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';

/** A file of a built app, held in memory: there is no path to escape from. */
export type StaticFile = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Vite puts a content hash in the names below /assets/. */
  readonly immutable: boolean;
};

export type StaticFiles = ReadonlyMap<string, StaticFile>;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  webmanifest: 'application/manifest+json',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
  pdf: 'application/pdf',
};

/** Reads a built app; an app that was not built is an empty map. Keys are paths with a leading slash. */
export async function loadStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const key = `/${relative(folder, path).split(sep).join(posix.sep)}`;
    const type = TYPES[entry.name.slice(entry.name.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    const bytes = await readFile(path);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    files.set(key, { bytes, type, etag, immutable: key.startsWith('/assets/') });
  }
  return files;
}
