/** Counts tries per client address in fixed windows, in memory: noise protection. What must hold across restarts
 * and processes (wrong tx_codes) is counted in the database. */
export type RateLimiter = {
  /** Counts one try; false when it is one too many. */
  readonly take: (address: string, nowAt: number) => boolean;
};

const ADDRESSES_MAX = 50_000;

export function createRateLimiter(max: number, windowSeconds: number): RateLimiter {
  let window = 0;
  const tries = new Map<string, number>();
  return {
    take(address, nowAt) {
      const current = Math.floor(nowAt / windowSeconds);
      if (current !== window) {
        window = current;
        tries.clear();
      }
      const count = (tries.get(address) ?? 0) + 1;
      // Under a flood of addresses known ones keep their count, new ones are refused: bounded memory.
      if (count === 1 && tries.size >= ADDRESSES_MAX) return false;
      tries.set(address, count);
      return count <= max;
    },
  };
}
