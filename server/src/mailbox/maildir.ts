import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LetterBytes, type Mailbox, MailboxError } from './mailbox.ts';

/** Before the flags of a letter in `cur/`; a colon cannot stand in a name on Windows. */
const FLAGS_AFTER = process.platform === 'win32' ? ';2,' : ':2,';
const FOLDERS = ['tmp', 'new', 'cur'] as const;

/**
 * A Maildir, as getmail, fetchmail and local mail servers deliver into it (https://cr.yp.to/proto/maildir.html): `new/` what
 * nobody has seen, `cur/` with flags behind the name, of which `S` is „seen”. What is still being written lies in `tmp/` and
 * is not looked at. Links are not followed: a letter is a file of the folder itself.
 * @param folder the one that holds new, cur and tmp
 */
export function openMaildir(folder: string): Mailbox {
  const at = (place: 'new' | 'cur', file: string): string => join(folder, place, file);
  const find = async (name: string): Promise<string | undefined> => {
    if ((await filesOf(join(folder, 'new'))).includes(name)) return at('new', name);
    const seen = (await filesOf(join(folder, 'cur'))).find((file) => nameOf(file) === name);
    return seen === undefined ? undefined : at('cur', seen);
  };
  const flag = async (name: string, change: (flags: string) => string): Promise<void> => {
    const path = await find(name);
    if (path === undefined) return;
    const flags = path.split(FLAGS_AFTER)[1] ?? '';
    await rename(path, at('cur', `${name}${FLAGS_AFTER}${change(flags)}`)).catch(unlessGone);
  };
  return {
    list: async () => {
      const fresh = await filesOf(join(folder, 'new'));
      const unseen = (await filesOf(join(folder, 'cur'))).filter((file) => !flagsOf(file).includes('S'));
      return [...new Set([...fresh, ...unseen].map(nameOf))].sort();
    },
    read: async (name, bytesMax) => {
      const path = await find(name);
      return path === undefined ? undefined : readFileTo(path, bytesMax);
    },
    markRead: (name) => flag(name, (flags) => (flags.includes('S') ? flags : `${flags}S`)),
    markUnread: (name) => flag(name, (flags) => flags.replace('S', '')),
    remove: async (name) => {
      const path = await find(name);
      if (path !== undefined) await rm(path, { force: true });
    },
    close: async () => undefined,
  };
}

/** Makes the folders of a Maildir where they are missing. */
export async function createMaildir(folder: string): Promise<void> {
  for (const place of FOLDERS) await mkdir(join(folder, place), { recursive: true, mode: 0o700 });
}

function nameOf(file: string): string {
  return file.split(FLAGS_AFTER)[0] ?? file;
}

function flagsOf(file: string): string {
  return file.split(FLAGS_AFTER)[1] ?? '';
}

/** @throws MailboxError for a folder that is none or cannot be read */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
  } catch (cause) {
    throw new MailboxError(problemOf(codeOf(cause)), { cause });
  }
}

function problemOf(code: string | undefined): 'folder_missing' | 'folder_not_readable' | 'other' {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'folder_missing';
  return code === 'EACCES' || code === 'EPERM' ? 'folder_not_readable' : 'other';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Somebody else moved it meanwhile, or it has become a link. */
function unlessGone(error: unknown): undefined {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ELOOP') return undefined;
  throw error;
}

async function readFileTo(path: string, bytesMax: number): Promise<LetterBytes | undefined> {
  // Undefined on Windows, where nobody makes links without rights.
  const noLinks = constants.O_NOFOLLOW ?? 0;
  const file = await open(path, constants.O_RDONLY | noLinks).catch(unlessGone);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, bytesMax));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), isCut: size > bytesMax };
  } finally {
    await file.close();
  }
}
