import { readFile, rm, writeFile } from 'node:fs/promises';
import { dataFolder } from '../config/data-folder.ts';

/** Somebody else works on this data folder. */
export class DataFolderInUse extends Error {
  readonly pid: number;

  constructor(pid: number) {
    super(
      `Another mLegitymacja (process ${pid}) already runs on this data folder. ` +
        'Stop it first, or give this one a folder of its own by MLEG_DATA_DIR.',
    );
    this.name = 'DataFolderInUse';
    this.pid = pid;
  }
}

/**
 * Takes the data folder for this process. A lock whose process is gone (kill -9, power cut) is taken over.
 * @returns gives the folder back
 * @throws DataFolderInUse while the other process lives
 */
export async function lockDataFolder(dataDir: string): Promise<() => Promise<void>> {
  const path = dataFolder(dataDir).lock;
  const mine = `${process.pid} ${await startTimeOf(process.pid)}\n`;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pidText = '', startTime = ''] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ');
    const pid = Number(pidText);
    if (pid > 0 && isAlive(pid) && (await startTimeOf(pid)) === startTime) throw new DataFolderInUse(pid);
    await rm(path, { force: true });
  }
  throw new Error('the data folder cannot be locked');
}

/** Whether a process with this number exists; another user's counts too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process started, in the kernel's ticks, because process numbers come again; '0' where unknown. */
async function startTimeOf(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}
