import pg from 'pg';

/** One statement: `name` makes it a prepared one, per connection. */
export type Statement = { readonly name: string; readonly text: string };

/** Runs a statement and gives its rows; the row type is what the statement's column list says. */
export type RunStatement = <Row extends object>(
  statement: Statement,
  values?: readonly unknown[],
) => Promise<Row[]>;

/** The database as the server sees it. */
export type Store = {
  /** Outside any school: operator tables, and SQL functions that set the school themselves. */
  readonly run: RunStatement;
  /** As `mleg_public`: status marks, trust entries, the directory of schools. */
  readonly runPublic: RunStatement;
  /** A connection of its own for a transaction; see tenant.ts. */
  readonly connect: () => Promise<pg.PoolClient>;
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

/**
 * Opens the pools (connections are made when first needed).
 * @param urls `app` logs in as `mleg_app`, `public` as `mleg_public` (or as somebody who may become it)
 * @param connectionsMax of the app pool
 */
export function openStore(urls: { app: string; public: string }, connectionsMax = 16): Store {
  const common = { types, idleTimeoutMillis: 60_000, connectionTimeoutMillis: 10_000 };
  // A statement that runs longer than this is a fault; the answer would come too late for anybody.
  const app = new pg.Pool({
    ...common,
    connectionString: urls.app,
    max: connectionsMax,
    statement_timeout: 20_000,
  });
  const open = new pg.Pool({ ...common, connectionString: urls.public, max: 2, statement_timeout: 20_000 });
  for (const pool of [app, open]) {
    // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
    pool.on('error', () => undefined);
  }
  return {
    run: (statement, values) => runOn(app, statement, values),
    runPublic: (statement, values) => runOn(open, statement, values),
    connect: () => app.connect(),
    close: async () => {
      await Promise.all([app.end(), open.end()]);
    },
  };
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
