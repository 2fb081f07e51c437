import { DomainError } from '@mleg/core/errors';

/** Whose work it is. */
export type Lane = { readonly school: number; readonly account: string };
/** What the work holds: while it waits, and at most while it runs. */
export type Weight = { readonly bytes: number; readonly memory: number };
/** Lets work through a few at a time, fairly. */
export type FairGate = <T>(lane: Lane, weight: Weight, work: () => Promise<T>) => Promise<T>;

export type GateLimits = {
  /** At once, of all and of one school; of one account it is always one. */
  readonly running: number;
  readonly runningPerSchool: number;
  readonly runningMemory: number;
  /** How many wait, and how many bytes they hold, of all and of one account. */
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly waitingPerAccount: number;
  readonly waitingBytesPerAccount: number;
};

type Running = { readonly lane: Lane; readonly memory: number };
type Waiting = Running & { readonly bytes: number; readonly start: () => void };

/** Somebody who is told to wait may come back when a few photos have been read. */
const RETRY_AFTER_SECONDS = 10;

/**
 * One account has one piece of work running, a school never all places, and whoever had the last turn longest ago is
 * next: somebody whose photos are slow or many keeps the own later ones waiting and nobody else's.
 * @throws DomainError rate_limited from the gate itself, for one too many
 */
export function createFairGate(limits: GateLimits): FairGate {
  const running: Running[] = [];
  const queue: Waiting[] = [];
  const turns = createTurns();
  const startNext = (): void => {
    for (;;) {
      const ready = queue.filter((one) => mayStart(running, limits, one));
      const next = turns.longestAgo(ready);
      if (next === undefined) return;
      queue.splice(queue.indexOf(next), 1);
      turns.take(next.lane);
      running.push(next);
      next.start();
    }
  };
  return async (lane, { bytes, memory }, work) => {
    refuseTooMany(queue, limits, lane, bytes);
    const place = await new Promise<Waiting>((resolve) => {
      const waiting: Waiting = { lane, bytes, memory, start: () => resolve(waiting) };
      queue.push(waiting);
      startNext();
    });
    try {
      return await work();
    } finally {
      running.splice(running.indexOf(place), 1);
      startNext();
    }
  };
}

function mayStart(running: readonly Running[], limits: GateLimits, { lane, memory }: Running): boolean {
  const ofSchool = running.filter((one) => one.lane.school === lane.school);
  const held = running.reduce((sum, one) => sum + one.memory, memory);
  return (
    running.length < limits.running &&
    ofSchool.length < limits.runningPerSchool &&
    !ofSchool.some((one) => one.lane.account === lane.account) &&
    (held <= limits.runningMemory || running.length === 0)
  );
}

function refuseTooMany(queue: readonly Waiting[], limits: GateLimits, lane: Lane, bytes: number): void {
  const own = queue.filter((one) => one.lane.school === lane.school && one.lane.account === lane.account);
  const held = (all: readonly Waiting[]): number => all.reduce((sum, one) => sum + one.bytes, bytes);
  const isFull =
    queue.length >= limits.waiting ||
    own.length >= limits.waitingPerAccount ||
    held(queue) > limits.waitingBytes ||
    held(own) > limits.waitingBytesPerAccount;
  if (isFull) throw new DomainError('rate_limited', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

const TURNS_KEPT_MAX = 10_000;

/** Remembers who had a turn when: schools first, then accounts within them. */
function createTurns(): {
  readonly take: (lane: Lane) => void;
  readonly longestAgo: (queue: readonly Waiting[]) => Waiting | undefined;
} {
  let turn = 0;
  const last = new Map<string, number>();
  const ofSchool = ({ school }: Lane): number => last.get(`${school}`) ?? 0;
  const ofAccount = ({ school, account }: Lane): number => last.get(`${school} ${account}`) ?? 0;
  return {
    take({ school, account }) {
      if (last.size > TURNS_KEPT_MAX) last.clear();
      turn += 1;
      last.set(`${school}`, turn);
      last.set(`${school} ${account}`, turn);
    },
    longestAgo: (queue) =>
      queue.reduce<Waiting | undefined>((best, one) => {
        if (best === undefined) return one;
        const bySchool = ofSchool(one.lane) - ofSchool(best.lane);
        return (bySchool || ofAccount(one.lane) - ofAccount(best.lane)) < 0 ? one : best;
      }, undefined),
  };
}
