import { DomainError } from '@mleg/core/errors';

/** Longer than this nobody waits for a database while there is something to answer with. */
const PATIENCE_MS = 2000;

/**
 * Asks the database, and gives what is held where it is away or hangs.
 * @param held what may still be given; undefined when there is nothing, and then the database's error is the answer
 */
export async function orHeld<T>(ask: Promise<T>, held: T | undefined): Promise<T> {
  if (held === undefined) return ask;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, held);
  });
  try {
    return await Promise.race([ask, late]);
  } catch (error) {
    if (error instanceof DomainError && error.type === 'unavailable') return held;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
