import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from './signers.ts';

const KEY_BYTES = 32;

/**
 * The master key: 64 hex digits in a file outside the database. A demo makes its own in the data folder.
 * @param file of a production server; undefined in a demo
 * @throws Error for a file that others can read or that holds no 32 bytes
 */
export async function loadMasterKey(file: string | undefined, demoFolder: string): Promise<Buffer> {
  const path = file ?? join(demoFolder, 'master-key');
  if (file === undefined) {
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (!exists) await writePrivate(demoFolder, path, randomBytes(KEY_BYTES).toString('hex'));
  }
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error('the master key file may be readable by its owner only');
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('the master key file must hold 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}
