import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { type Bulkhead, createBulkhead } from './bulkhead.ts';
import { createStepSets, type Step } from './step-sets.ts';
import { asUnavailable } from './unavailable.ts';

/** One statement: `name` makes it a prepared one, per connection. */
export type Statement = { readonly name: string; readonly text: string };

/** Runs a statement and gives its rows; the row type is what the statement's column list says. */
export type RunStatement = <Row extends object>(
  statement: Statement,
  values?: readonly unknown[],
) => Promise<Row[]>;

/**
 * Which share of the connections a transaction takes: `work` everything of schools, `urgent` what may not wait behind it
 * (lock codes), `bulk` a whole file, at most one of a school at a time.
 */
export type Lane = 'work' | 'urgent' | 'bulk';

/** A connection of one transaction; `release` with an error closes it instead of keeping it. */
export type Lent = { readonly client: pg.PoolClient; readonly release: (broken?: Error) => void };

/** The database as the server sees it. A database that is away or busy is a DomainError `unavailable`. */
export type Store = {
  /** Outside any school: operator tables, and SQL functions that set the school themselves. */
  readonly run: RunStatement;
  /**
   * A step of the issuing protocol, one statement in one school: the share that schools' work never takes. With a key
   * (see step-sets.ts) it may travel with others of its kind.
   */
  readonly runStep: <Row extends object>(
    school: number,
    statement: Statement | Step,
    values: readonly unknown[],
    key?: string,
  ) => Promise<Row[]>;
  /** As `mleg_public`: status marks, trust entries, the directory of schools. */
  readonly runPublic: RunStatement;
  /** A connection of its own for a transaction; see tenant.ts. */
  readonly connect: (school: number, lane: Lane) => Promise<Lent>;
  /** Waits for running statements, then closes all connections. */
  readonly close: () => Promise<void>;
};

const INT8 = 20;
const DATE = 1082;

/** Epoch seconds and counts stay far below 2^53; days stay text, because a Date would move them by the time zone. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: never) => unknown {
    if (oid === INT8) return Number;
    if (oid === DATE) return (value: string) => value;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Time limits of one share: of the database, and of the driver where the database does not even answer. */
type Limits = { readonly statementMs: number; readonly lockMs: number };
const QUICK: Limits = { statementMs: 10_000, lockMs: 2000 };
const WORK: Limits = { statementMs: 20_000, lockMs: 5000 };
/** The driver gives up so much later than the database would have. */
const DRIVER_GRACE_MS = 2000;
/** For a connection to come about, and for one to be free. */
const CONNECT_MS = 10_000;
/** A transaction that nobody goes on with holds its rows no longer. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const PUBLIC_CONNECTIONS = 2;

function openPool(connectionString: string, max: number, { statementMs, lockMs }: Limits): pg.Pool {
  const pool = new pg.Pool({
    types,
    connectionString,
    max,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    query_timeout: statementMs + DRIVER_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  });
  // A connection that breaks is replaced, whether it lies in the pool or is lent to a transaction: whoever has it hears
  // it at the next statement. Without a listener it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** How many of the app's connections which share has, and a school of it. */
export function sharesOf(connectionsMax: number) {
  const quick = Math.max(1, Math.floor(connectionsMax / 2));
  const work = Math.max(1, connectionsMax - quick);
  return {
    quick: { total: quick, perSchool: Math.max(1, Math.floor((quick * 5) / 8)) },
    work: { total: work, perSchool: Math.max(1, Math.floor((work * 3) / 8)) },
    bulk: { total: Math.max(1, Math.floor(work / 4)), perSchool: 1 },
  };
}

/** A connection more from within a transaction: two such requests would wait for each other for ever. */
const lending = new AsyncLocalStorage<{ isLent: boolean; lane: Lane }>();

/** Runs a transaction's work so that a second connection taken in it is noticed at once. */
export async function whileLent<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
  const mark = { isLent: true, lane };
  try {
    return await lending.run(mark, work);
  } finally {
    mark.isLent = false;
  }
}

function refuseSecond(): void {
  if (lending.getStore()?.isLent) throw new Error('a second connection inside a transaction');
}

/** A single statement has a share of its own, which a transaction of schools' work may wait for; an urgent one is in it. */
function refuseSecondOfQuick(): void {
  if (lending.getStore()?.lane === 'urgent') refuseSecond();
}

/**
 * Opens the pools (connections are made when first needed).
 * @param urls `app` logs in as `mleg_app`, `public` as `mleg_public` (or as somebody who may become it)
 * @param connectionsMax of the app, all shares together
 */
export function openStore(urls: { app: string; public: string }, connectionsMax = 16): Store {
  const shares = sharesOf(connectionsMax);
  const pools = {
    quick: openPool(urls.app, shares.quick.total, QUICK),
    work: openPool(urls.app, shares.work.total, WORK),
    open: openPool(urls.public, PUBLIC_CONNECTIONS, QUICK),
  };
  const bulkheads = {
    step: createBulkhead({ ...shares.quick, waitingPerSchool: 512, waitMs: 10_000 }),
    work: createBulkhead({ ...shares.work, waitingPerSchool: 512, waitMs: 20_000 }),
    bulk: createBulkhead({ ...shares.bulk, waitingPerSchool: 4, waitMs: 30_000 }),
  };
  const runIn = async (
    school: number,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<object[]> => {
    const wait = bulkheads.step.enter(school);
    if (wait !== undefined) await wait;
    try {
      return await runOn(pools.quick, statement, values);
    } finally {
      bulkheads.step.leave(school);
    }
  };
  const callStep = createStepSets(runIn);
  return {
    run: (statement, values) => {
      refuseSecondOfQuick();
      return runOutside(pools.quick, statement, values);
    },
    runStep: async <Row extends object>(
      school: number,
      statement: Statement | Step,
      values: readonly unknown[],
      key = '',
    ) => {
      refuseSecondOfQuick();
      if (key !== '' && 'set' in statement) return (await callStep(school, statement, values, key)) as Row[];
      return (await runIn(school, statement, values).catch(throwAsUnavailable)) as Row[];
    },
    runPublic: (statement, values) => runOutside(pools.open, statement, values),
    connect: (school, lane) => {
      refuseSecond();
      if (lane === 'urgent') return lend(pools.quick, [bulkheads.step], school);
      return lend(pools.work, lane === 'bulk' ? [bulkheads.bulk, bulkheads.work] : [bulkheads.work], school);
    },
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  };
}

/** A place in every bulkhead, in their order, and then a connection. */
async function lend(pool: pg.Pool, through: readonly Bulkhead[], school: number): Promise<Lent> {
  const entered: Bulkhead[] = [];
  const leave = (): void => {
    for (const one of entered.splice(0)) one.leave(school);
  };
  try {
    for (const one of through) {
      const wait = one.enter(school);
      if (wait !== undefined) await wait;
      entered.push(one);
    }
    const client = await pool.connect();
    const release = (broken?: Error): void => {
      client.release(broken);
      leave();
    };
    return { client, release };
  } catch (error) {
    leave();
    throw asUnavailable(error);
  }
}

function throwAsUnavailable(error: unknown): never {
  throw asUnavailable(error);
}

async function runOutside<Row extends object>(
  pool: pg.Pool,
  statement: Statement,
  values: readonly unknown[] | undefined,
): Promise<Row[]> {
  try {
    return await runOn<Row>(pool, statement, values);
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** Runs one statement on a pool or a connection. */
export async function runOn<Row extends object>(
  target: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const result = await target.query<Row>({ ...statement, values: values as unknown[] });
  return result.rows;
}

/** The same database as another user. */
export function withCredentials(url: string, user: string, password: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?/, `$1${user}:${encodeURIComponent(password)}@`);
}
