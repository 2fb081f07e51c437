import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from './accept.ts';

const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);
/** What is made while somebody waits: near the best size, in a few milliseconds. */
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

/** Compresses an answer that many will ask for. Off the main thread. */
export function compress(bytes: string | Uint8Array, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return gzipAsync(bytes, { level: GZIP_LEVEL });
  return brotliAsync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}
