/** The server's settings: read once, checked all at once, frozen. */

export type FaceOrigins = {
  readonly school: string;
  readonly wallet: string;
  readonly verifier: string;
  readonly panel: string;
};

export type Config = {
  /** `demo`: loopback only, http, DEMO claim, seeds. */
  readonly mode: 'demo' | 'production';
  /** School face; wallet, verifier and panel follow. */
  readonly port: number;
  /** Address the listeners bind to. */
  readonly host: string;
  readonly dataFolder: string;
  readonly origins: FaceOrigins;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  /** Connections of the app pool. */
  readonly databaseConnectionsMax: number;
  readonly proxyHops: number;
  /** SMTP address; production does not start without one. */
  readonly mailUrl: string | undefined;
  /** Sender of our letters. */
  readonly mailFrom: string | undefined;
  readonly operatorName: string;
  /** Whom to tell of obstacles, on the portal's accessibility statement; empty where each school answers itself. */
  readonly accessibilityContact: string;
  /** JSON event lines on standard output. */
  readonly logEvents: boolean;
};

/** All that is wrong with the settings, at once. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`settings: ${problems.join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const KNOWN = [
  'MLEG_PORT',
  'MLEG_HOST',
  'MLEG_DATA_DIR',
  'MLEG_DATABASE_URL',
  'MLEG_DATABASE_URL_FILE',
  'MLEG_DATABASE_OWNER_URL',
  'MLEG_DATABASE_OWNER_URL_FILE',
  'MLEG_DATABASE_CONNECTIONS',
  'MLEG_ENV',
  'MLEG_TEST_BROWSER',
  'MLEG_MASTER_KEY_FILE',
  'MLEG_SIGNER_FOLDER',
  'MLEG_MAIL_URL',
  'MLEG_MAIL_URL_FILE',
  'MLEG_MAIL_FROM',
  'MLEG_OPERATOR_NAME',
  'MLEG_ACCESSIBILITY_CONTACT',
  'MLEG_PROXY_HOPS',
  'MLEG_LOG',
  'MLEG_SCHOOL_ORIGIN',
  'MLEG_WALLET_ORIGIN',
  'MLEG_VERIFIER_ORIGIN',
  'MLEG_PANEL_ORIGIN',
] as const;

type Known = (typeof KNOWN)[number];
type Collector = { readonly problems: string[]; readonly get: (name: Known) => string | undefined };

const PORT_MAX = 65_532;

/**
 * The settings from environment variables (secrets from files are in secrets.ts).
 * @throws ConfigError naming every problem
 */
export function toConfig(environment: Environment): Config {
  const problems: string[] = [];
  for (const name of Object.keys(environment)) {
    if (name.startsWith('MLEG_') && !(KNOWN as readonly string[]).includes(name))
      problems.push(`${name} is not a setting`);
  }
  const collector: Collector = { problems, get: (name) => environment[name]?.trim() || undefined };
  const mode = oneOf(collector, 'MLEG_ENV', ['demo', 'production'], 'demo');
  const port = integer(collector, 'MLEG_PORT', 8080, 1, PORT_MAX);
  const config: Config = {
    mode,
    port,
    host: mode === 'demo' ? 'localhost' : (collector.get('MLEG_HOST') ?? '0.0.0.0'),
    dataFolder: collector.get('MLEG_DATA_DIR') ?? './data',
    origins: mode === 'demo' ? demoOrigins(port) : productionOrigins(collector),
    databaseUrl: collector.get('MLEG_DATABASE_URL'),
    databaseOwnerUrl: collector.get('MLEG_DATABASE_OWNER_URL'),
    databaseConnectionsMax: integer(collector, 'MLEG_DATABASE_CONNECTIONS', 16, 2, 200),
    proxyHops: integer(collector, 'MLEG_PROXY_HOPS', 0, 0, 5),
    mailUrl: collector.get('MLEG_MAIL_URL'),
    mailFrom: collector.get('MLEG_MAIL_FROM'),
    operatorName: collector.get('MLEG_OPERATOR_NAME') ?? 'mLegitymacja DEMO',
    accessibilityContact: shortText(collector, 'MLEG_ACCESSIBILITY_CONTACT', 200),
    logEvents:
      oneOf(collector, 'MLEG_LOG', ['events', 'quiet'], mode === 'demo' ? 'quiet' : 'events') === 'events',
  };
  if (mode === 'demo') checkDemo(collector);
  else checkProduction(collector);
  if (config.databaseUrl !== undefined && config.databaseOwnerUrl === undefined) {
    problems.push('MLEG_DATABASE_URL needs MLEG_DATABASE_OWNER_URL for migrations');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...config, origins: Object.freeze(config.origins) });
}

function checkDemo({ problems, get }: Collector): void {
  for (const name of [
    'MLEG_HOST',
    'MLEG_SCHOOL_ORIGIN',
    'MLEG_WALLET_ORIGIN',
    'MLEG_VERIFIER_ORIGIN',
    'MLEG_PANEL_ORIGIN',
  ] as const) {
    if (get(name) !== undefined) problems.push(`${name} is for production; a demo listens on localhost only`);
  }
}

function checkProduction({ problems, get }: Collector): void {
  // Log-in links travel by mail: without a mail server nobody could get in.
  for (const name of [
    'MLEG_MAIL_URL',
    'MLEG_MAIL_FROM',
    'MLEG_MASTER_KEY_FILE',
    'MLEG_SIGNER_FOLDER',
    'MLEG_OPERATOR_NAME',
  ] as const) {
    if (get(name) === undefined) problems.push(`${name} is missing`);
  }
  // Behind a proxy that is not counted all people are one client, and one of them uses up everybody's tries.
  if (get('MLEG_PROXY_HOPS') === undefined)
    problems.push(
      'MLEG_PROXY_HOPS is missing: how many proxies stand in front and write X-Forwarded-For (usually 1; 0 only where browsers reach this server itself)',
    );
  const mailUrl = get('MLEG_MAIL_URL');
  if (mailUrl !== undefined && !/^smtps?:\/\/[^/\s]+$/.test(mailUrl))
    problems.push('MLEG_MAIL_URL must be smtp://… or smtps://…');
}

/** A line of text that pages show, or an empty one. */
function shortText({ problems, get }: Collector, name: Known, lengthMax: number): string {
  const text = get(name) ?? '';
  if (text.length > lengthMax || /\p{Cc}/u.test(text))
    problems.push(`${name} must be one line of up to ${lengthMax} characters`);
  return text;
}

function demoOrigins(port: number): FaceOrigins {
  const at = (offset: number): string => `http://localhost:${port + offset}`;
  return { school: at(0), wallet: at(1), verifier: at(2), panel: at(3) };
}

function productionOrigins(collector: Collector): FaceOrigins {
  const origins = {
    school: httpsOrigin(collector, 'MLEG_SCHOOL_ORIGIN'),
    wallet: httpsOrigin(collector, 'MLEG_WALLET_ORIGIN'),
    verifier: httpsOrigin(collector, 'MLEG_VERIFIER_ORIGIN'),
    panel: httpsOrigin(collector, 'MLEG_PANEL_ORIGIN'),
  };
  // What goes wrong in one face must not reach the keys or the session of another.
  if (new Set(Object.values(origins)).size < 4) collector.problems.push('the four origins must differ');
  return origins;
}

function httpsOrigin({ problems, get }: Collector, name: Known): string {
  const value = get(name) ?? '';
  if (!URL.canParse(value) || new URL(value).origin !== value || !value.startsWith('https://')) {
    problems.push(`${name} must be an https origin without a path`);
  }
  return value;
}

function integer(
  { problems, get }: Collector,
  name: Known,
  preset: number,
  min: number,
  max: number,
): number {
  const text = get(name);
  if (text === undefined) return preset;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    problems.push(`${name} must be a whole number from ${min} to ${max}`);
  return value;
}

function oneOf<const T extends string>(
  { problems, get }: Collector,
  name: Known,
  allowed: readonly T[],
  preset: T,
): T {
  const text = get(name);
  if (text === undefined) return preset;
  const found = allowed.find((one) => one === text);
  if (found === undefined) problems.push(`${name} must be one of ${allowed.join(', ')}`);
  return found ?? preset;
}
