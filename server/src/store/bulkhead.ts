import { unavailable } from './unavailable.ts';

/**
 * A share of the connections, divided by school: one school that waits for itself (an import, and requests on the pupils
 * that it holds) takes no more than its part, and the others go on.
 */
export type Bulkhead = {
  /**
   * Takes a place for a school; undefined when there is one at once (no promise on the hot path).
   * @throws DomainError unavailable when too many wait already; the promise rejects with it after the longest wait
   */
  readonly enter: (school: number) => Promise<void> | undefined;
  /** Gives the place back to whoever waits longest, school by school in turn. */
  readonly leave: (school: number) => void;
};

export type BulkheadLimits = {
  /** Places of all schools together. */
  readonly total: number;
  readonly perSchool: number;
  /** Of one school, behind those that have a place. */
  readonly waitingPerSchool: number;
  readonly waitMs: number;
};

type Waiting = { readonly go: () => void };

/** Divides places fairly: see the type. */
export function createBulkhead(limits: BulkheadLimits): Bulkhead {
  let running = 0;
  const bySchool = new Map<number, number>();
  const queues = new Map<number, Waiting[]>();

  const hasRoom = (school: number): boolean =>
    running < limits.total && (bySchool.get(school) ?? 0) < limits.perSchool;
  const take = (school: number): void => {
    running += 1;
    bySchool.set(school, (bySchool.get(school) ?? 0) + 1);
  };
  const admit = (): void => {
    for (const [school, queue] of queues) {
      if (!hasRoom(school)) continue;
      const next = queue.shift();
      // To the end of the line of schools, so that each has its turn.
      queues.delete(school);
      if (queue.length > 0) queues.set(school, queue);
      if (next === undefined) continue;
      take(school);
      next.go();
      return;
    }
  };
  const wait = (school: number): Promise<void> => {
    const queue = queues.get(school) ?? [];
    if (queue.length >= limits.waitingPerSchool) throw unavailable('busy');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(mine), 1);
        if (queue.length === 0) queues.delete(school);
        reject(unavailable('busy'));
      }, limits.waitMs);
      const mine: Waiting = {
        go: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      queue.push(mine);
      queues.set(school, queue);
    });
  };

  return {
    enter(school) {
      if (!queues.has(school) && hasRoom(school)) {
        take(school);
        return undefined;
      }
      return wait(school);
    },
    leave(school) {
      running -= 1;
      const left = (bySchool.get(school) ?? 1) - 1;
      if (left === 0) bySchool.delete(school);
      else bySchool.set(school, left);
      if (queues.size > 0) admit();
    },
  };
}
