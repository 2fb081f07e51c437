import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The signing keys in their folder. */
export function signersFile(folder: string): string {
  return join(folder, 'signers.json');
}

/** A key file that is missing, shut or wrong: which one, and what to do. Never what stands in it. */
export class KeyFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyFileError';
  }
}

/** How a file is called in a sentence, and what makes it right. */
export type KeyFileWords = { readonly name: string; readonly todo: string };

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by the server’s user',
  EPERM: 'may not be read by the server’s user',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads nowhere',
};
const BYTES_MAX = 1024 * 1024;

/**
 * The text of a secret file.
 * @throws KeyFileError for a file that is not there, cannot be read, is no file, or that others may read
 */
export async function readKeyFile(path: string, words: KeyFileWords): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw refusal(path, words, found.isDirectory() ? 'is a folder' : 'is not a file');
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      throw new KeyFileError(
        `${words.name} ${path} can be read by others. Run: chmod 600 ${path}, and ask who has seen it.`,
      );
    if (found.size > BYTES_MAX) throw refusal(path, words, 'is far too large');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw keyFileError(error, path, words);
  }
}

/** What the operating system said of a file, in words. */
export function keyFileError(error: unknown, path: string, words: KeyFileWords): KeyFileError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return refusal(path, words, REASONS[code] ?? `cannot be read (${code || 'unknown reason'})`, error);
}

/** A file whose content is not what it must be. */
export function refusal(path: string, words: KeyFileWords, what: string, cause?: unknown): KeyFileError {
  return new KeyFileError(`${words.name} ${path} ${what}. ${words.todo}`, { cause });
}
