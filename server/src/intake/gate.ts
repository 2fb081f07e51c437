import { DomainError } from '@mleg/core/errors';

/** Lets work through a few at a time, in the order in which it came. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * @param limits `running` at once, `waiting` at most behind them
 * @throws DomainError rate_limited from the gate itself, for one too many
 */
export function createGate(limits: { readonly running: number; readonly waiting: number }): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.running) {
      if (queue.length >= limits.waiting) throw new DomainError('rate_limited', { waiting: limits.waiting });
      // Whoever leaves hands the place on, so that nobody comes in between.
      await new Promise<void>((resolve) => {
        queue.push(resolve);
      });
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
