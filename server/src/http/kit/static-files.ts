import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { chooseEncoding, ENCODINGS, type Encoding } from './accept.ts';
import { encodedEtag } from './etag.ts';

/** A file of a built app, held in memory: there is no path to escape from. */
export type StaticFile = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Vite puts a content hash in the names below /assets/. */
  readonly immutable: boolean;
  /** Smaller copies that the build made. */
  readonly encoded: { readonly [E in Encoding]?: Buffer };
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
    const [br, gzip] = await Promise.all([readCopy(`${path}.br`), readCopy(`${path}.gz`)]);
    const encoded = { ...(br && { br }), ...(gzip && { gzip }) };
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    files.set(key, { bytes, type, etag, immutable: key.startsWith('/assets/'), encoded });
  }
  return files;
}

function readCopy(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}

/** What a browser gets of a file: the smallest copy that it takes, with the headers that say so. */
export function representationOf(
  file: StaticFile,
  acceptEncoding: string | string[] | undefined,
): { readonly bytes: Buffer; readonly etag: string; readonly headers: Record<string, string> } {
  const there = ENCODINGS.filter((one) => file.encoded[one] !== undefined);
  const encoding = chooseEncoding(acceptEncoding, there);
  const etag = encodedEtag(file.etag, encoding);
  const headers = {
    etag,
    ...(there.length > 0 ? { vary: 'Accept-Encoding' } : {}),
    ...(encoding ? { 'content-encoding': encoding } : {}),
  };
  return { bytes: (encoding && file.encoded[encoding]) ?? file.bytes, etag, headers };
}

/** Hashes of the styles within a page, as its Content-Security-Policy names them. */
export function styleHashes(page: StaticFile | undefined): string[] {
  const styles = page?.bytes.toString('utf8').matchAll(/<style>([\s\S]*?)<\/style>/g) ?? [];
  return [...styles].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
}
