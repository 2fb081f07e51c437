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

/**
 * Counts wrong tries only. A try whose outcome is not known yet has the place of a wrong one, so that many at once are no
 * way around; whoever comes then waits for an outcome instead of being refused.
 */
export type WrongTries = {
  /** Whether the try may go on; `false` is one too many. */
  readonly enter: (client: string, nowAt: number) => Promise<boolean>;
  readonly settle: (client: string, wasWrong: boolean) => void;
};

type Tries = { wrong: number; running: number; readonly waiting: (() => void)[] };
const WAITING_MAX = 500;

/** @param max wrong tries of a client in a window */
export function createWrongTries(max: number, windowSeconds: number): WrongTries {
  let window = 0;
  const clients = new Map<string, Tries>();
  const turn = (nowAt: number): void => {
    const current = Math.floor(nowAt / windowSeconds);
    if (current === window) return;
    window = current;
    for (const [client, tries] of clients) {
      tries.wrong = 0;
      if (tries.running === 0) clients.delete(client);
    }
  };
  return {
    async enter(client, nowAt) {
      turn(nowAt);
      const tries = clients.get(client) ?? { wrong: 0, running: 0, waiting: [] };
      if (!clients.has(client) && clients.size >= ADDRESSES_MAX) return false;
      clients.set(client, tries);
      while (tries.wrong < max && tries.wrong + tries.running >= max) {
        if (tries.waiting.length >= WAITING_MAX) return false;
        await new Promise<void>((resolve) => tries.waiting.push(resolve));
      }
      if (tries.wrong >= max) return false;
      tries.running += 1;
      return true;
    },
    settle(client, wasWrong) {
      const tries = clients.get(client);
      if (tries === undefined) return;
      tries.running -= 1;
      if (wasWrong) tries.wrong += 1;
      for (const go of tries.waiting.splice(0)) go();
      if (tries.running === 0 && tries.wrong === 0) clients.delete(client);
    },
  };
}
