import { isIPv6 } from 'node:net';

/** Counts tries per client address in fixed windows, in memory: noise protection. What must hold across restarts
 * and processes (wrong tx_codes) is counted in the database. */
export type RateLimiter = {
  /** Counts one try; false when it is one too many. */
  readonly take: (address: string, nowAt: number) => boolean;
};

const ADDRESSES_MAX = 50_000;

/** What one client can change at will is one client: of IPv6 the network of 64 bits (RFC 6177), of IPv4 the address. */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::', 2) ?? [];
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...new Array<string>(Math.max(zeros, 0)).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

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
      const client = clientOf(address);
      const count = (tries.get(client) ?? 0) + 1;
      // Under a flood of addresses known ones keep their count, new ones are refused: bounded memory.
      if (count === 1 && tries.size >= ADDRESSES_MAX) return false;
      tries.set(client, count);
      return count <= max;
    },
  };
}
