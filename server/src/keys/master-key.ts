import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keyFileError, readKeyFile, refusal } from './key-file.ts';
import { writePrivate } from './signers.ts';

const KEY_BYTES = 32;
const WORDS = {
  name: 'The master key file',
  todo: 'MLEG_MASTER_KEY_FILE must name a file with 64 hexadecimal digits, mode 0600. If this server has run before, put its own key back: a new one opens none of the data. For a first start make one: (umask 077; openssl rand -hex 32 > FILE)',
};

/**
 * The master key: 64 hex digits in a file outside the database. A demo makes its own.
 * @param isMade whether one is made where there is none
 * @throws KeyFileError for a file that is not there, that others can read or that holds no 32 bytes
 */
export async function loadMasterKey(path: string, isMade: boolean): Promise<Buffer> {
  if (isMade && (await isAbsent(path)))
    await writePrivate(dirname(path), path, randomBytes(KEY_BYTES).toString('hex')).catch(
      (error: unknown) => {
        throw keyFileError(error, path, WORDS);
      },
    );
  const text = (await readKeyFile(path, WORDS)).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw refusal(path, WORDS, 'does not hold 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

function isAbsent(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}
