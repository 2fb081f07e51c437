import { randomFillSync } from 'node:crypto';

/**
 * Random bytes from a pool: one call of the generator for a few hundred ids. Bytes are handed out once and wiped from
 * the pool, so that a later read of the memory finds none that are in use.
 */
const POOL_BYTES = 8192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** `length` unpredictable bytes. */
export function randomBytes(length: number): Buffer {
  if (length > POOL_BYTES / 4) return randomFillSync(Buffer.alloc(length));
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.allocUnsafe(length);
  pool.copy(bytes, 0, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
