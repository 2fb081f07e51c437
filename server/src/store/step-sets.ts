import type { Statement } from './pool.ts';
import { asUnavailable, isRolledBack, unavailable } from './unavailable.ts';

/**
 * Steps of the issuing protocol travel in sets: calls of one step in one school that wait at the same moment go to the
 * database as one statement and one commit (docs/decisions/014).
 */

/** One SQL function as a statement of its own, and as one that answers many calls; its first argument is the school. */
export type Step = Statement & { readonly set: Statement };

/** Calls in one statement. */
export const SET_MAX = 32;
/** How long a set waits for a lock; then it is undone, and each of its calls goes alone and waits as long as it may. */
const SET_LOCK_MS = 250;
/** A set that is under way for so long makes the next one wait no longer. */
const STUCK_MS = 100;
/** Statements of a step and school under way at once, where one is stuck. */
const FLIGHTS_MAX = 4;
const WAITING_MAX = 512;
const WAIT_MS = 10_000;

/**
 * Makes a step's two statements.
 * @param call the SQL function
 * @param columns what is read of its answer
 * @param types SQL types of its arguments behind the school
 */
export function stepOf(name: string, call: string, columns: string, types: readonly string[]): Step {
  const numbers = types.map((_, at) => at + 2);
  const places = numbers.map((number) => `$${number}`);
  const arrays = types.map((type, at) => `$${at + 2}::${type}[]`);
  const [first = '', ...others] = arrays;
  // The limit stands in what the calls are made of, so that it holds before the first of them.
  return {
    name,
    text: `select ${columns} from ${call}($1, ${places.join(', ')})`,
    set: {
      name: `${name}-set`,
      text: `select call.place::int as place, ${columns}
        from set_config('lock_timeout', '${SET_LOCK_MS}ms', true) as patience(given)
        cross join lateral unnest(${[`case when patience.given <> '' then ${first} end`, ...others].join(', ')})
          with ordinality as call(${numbers.map((number) => `a${number}`).join(', ')}, place)
        cross join lateral ${call}($1, ${numbers.map((number) => `call.a${number}`).join(', ')})`,
    },
  };
}

/** Runs one statement in a school, with the driver's own errors. */
type Run = (school: number, statement: Statement, values: readonly unknown[]) => Promise<object[]>;

type Call = {
  readonly values: readonly unknown[];
  readonly key: string;
  readonly since: number;
  readonly resolve: (rows: object[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Calls of one step in one school: statements under way, and who waits for one to land. */
type Line = {
  readonly school: number;
  readonly step: Step;
  flights: number;
  waiting: Call[];
  stuck: NodeJS.Timeout | undefined;
};

/** Runs a step's call, alone or in a set. `key` names the offer: two calls of one offer are never in one set. */
export type CallStep = (
  school: number,
  step: Step,
  values: readonly unknown[],
  key: string,
) => Promise<object[]>;

/** Gathers calls into sets: a lone call leaves at once, those that come meanwhile leave together when it has landed. */
export function createStepSets(run: Run): CallStep {
  const lines = new Map<string, Line>();

  const depart = (name: string, line: Line): void => {
    clearTimeout(line.stuck);
    line.stuck = undefined;
    const calls = takeSet(line);
    if (calls.length > 0) {
      line.flights += 1;
      void fly(run, line, calls).then(() => land(name, line));
    }
    watch(name, line);
    if (line.flights === 0 && line.waiting.length === 0) lines.delete(name);
  };
  const land = (name: string, line: Line): void => {
    line.flights -= 1;
    if (line.flights === 0) depart(name, line);
  };
  const watch = (name: string, line: Line): void => {
    if (line.waiting.length === 0 || line.flights >= FLIGHTS_MAX) return;
    line.stuck ??= setTimeout(() => depart(name, line), STUCK_MS);
  };

  return (school, step, values, key) =>
    new Promise((resolve, reject) => {
      const name = `${step.name} ${school}`;
      const line = lines.get(name) ?? { school, step, flights: 0, waiting: [], stuck: undefined };
      if (line.waiting.length >= WAITING_MAX) {
        reject(unavailable('busy'));
        return;
      }
      line.waiting.push({ values, key, since: performance.now(), resolve, reject });
      if (line.flights > 0) {
        watch(name, line);
        return;
      }
      lines.set(name, line);
      depart(name, line);
    });
}

/** Who goes next: in the order of coming, one of each key, then sorted by it, so that sets take locks in one order. */
function takeSet(line: Line): Call[] {
  const oldest = performance.now() - WAIT_MS;
  const taken = new Map<string, Call>();
  const rest: Call[] = [];
  for (const call of line.waiting) {
    if (call.since < oldest) call.reject(unavailable('busy'));
    else if (taken.size < SET_MAX && !taken.has(call.key)) taken.set(call.key, call);
    else rest.push(call);
  }
  line.waiting = rest;
  return [...taken.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** One statement for all; never rejects. */
async function fly(run: Run, line: Line, calls: readonly Call[]): Promise<void> {
  const { school, step } = line;
  const [only] = calls;
  if (calls.length === 1 && only !== undefined) return alone(run, line, only);
  const [, ...columns] = calls[0]?.values.map((_, at) => calls.map((call) => call.values[at])) ?? [];
  try {
    const rows = await run(school, step.set, [school, ...columns]);
    const byPlace = new Map(rows.map((row) => [(row as { place: number }).place, row]));
    calls.forEach((call, at) => {
      const row = byPlace.get(at + 1);
      call.resolve(row === undefined ? [] : [row]);
    });
  } catch (error) {
    // What the database has undone for one call's sake is done again for each by itself. Of a lost connection nobody
    // knows what was done, and what ran too long would do so again.
    if (isRolledBack(error)) for (const call of calls) void alone(run, line, call);
    else for (const call of calls) call.reject(asUnavailable(error));
  }
}

async function alone(run: Run, { school, step }: Line, call: Call): Promise<void> {
  try {
    call.resolve(await run(school, step, call.values));
  } catch (error) {
    call.reject(asUnavailable(error));
  }
}
