/** How often the work is done in a second of this process's CPU time, user and system. */
export async function perCpuSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}
