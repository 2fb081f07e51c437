import { readdir, readFile } from 'node:fs/promises';

/** Jiffies a second on Linux, as /proc counts them. */
const TICKS_PER_SECOND = 100;

type Stat = { readonly parent: number; readonly ticks: number };

/** CPU seconds of the database: its postmaster, children and children that have ended. Null where there is no /proc. */
export async function databaseCpuSeconds(backendPid: number): Promise<number | null> {
  const backend = await readStat(backendPid);
  if (backend === undefined) return null;
  const postmaster = backend.parent;
  let ticks = (await readStat(postmaster, true))?.ticks ?? 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readStat(Number(name));
    if (stat?.parent === postmaster) ticks += stat.ticks;
  }
  return ticks / TICKS_PER_SECOND;
}

/** proc(5): fields after the name in brackets; utime 14, stime 15, cutime 16, cstime 17. */
async function readStat(pid: number, withEnded = false): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const own = (fields[11] ?? 0) + (fields[12] ?? 0);
  const ended = withEnded ? (fields[13] ?? 0) + (fields[14] ?? 0) : 0;
  return { parent: fields[1] ?? 0, ticks: own + ended };
}
