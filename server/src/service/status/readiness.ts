import { isDatabaseReady } from '../../store/operator.ts';
import type { Store } from '../../store/pool.ts';

/** Whoever asks wants to hear it at once, also of a database that hangs. */
const READY_MS = 2000;

/** Whether the database answers, and soon. */
export function isReady(store: Store): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, READY_MS, false).unref());
  return Promise.race([isDatabaseReady(store), late]);
}
