import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createFaces } from './app.ts';
import type { AppDeps } from './app-deps.ts';
import type { Config } from './config/config.ts';
import { dataFolder, keyFiles } from './config/data-folder.ts';
import type { SecretFiles } from './config/environment.ts';
import type { FaceName } from './http/kit/security-headers.ts';
import { KeyFileError } from './keys/key-file.ts';
import { loadMasterKey } from './keys/master-key.ts';
import { loadSigners } from './keys/signers.ts';
import { createVault } from './keys/vault.ts';
import type { Log } from './log/log.ts';
import { createFolderMailer } from './mail/folder-mailer.ts';
import { createMailer, type Mailer } from './mail/mailer.ts';
import type { DatabaseState } from './postgres/supervise.ts';
import { createClockWatch } from './service/upkeep/clock-watch.ts';
import { createUpkeep } from './service/upkeep/upkeep-jobs.ts';
import { releaseAllJobs } from './store/jobs.ts';
import { keepOperatorSetting } from './store/operator.ts';
import type { Store } from './store/pool.ts';

/** A start that cannot go on, with a sentence for the person at the terminal. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

const FACES: readonly FaceName[] = ['school', 'wallet', 'verifier', 'panel'];

/**
 * Loads the keys and puts the server's parts together.
 * @throws StartError when the data belong to another issuer identifier
 */
export async function createDeps(parts: {
  config: Config;
  secrets: SecretFiles;
  store: Store;
  log: Log;
  now: () => number;
  database?: (() => DatabaseState) | undefined;
}): Promise<AppDeps> {
  const { config, secrets, store, log, now, database } = parts;
  const { restoring } = dataFolder(config.dataFolder);
  if (await isThere(restoring))
    throw new StartError(
      `A restore into this data folder has not come to its end (${restoring}): run mleg restore again.`,
    );
  const issuer = config.origins.school;
  const kept = await keepOperatorSetting(store, 'issuer_identifier', issuer);
  if (kept !== issuer) {
    // Phones hold credentials that name the issuer; under another name they could not be checked or revoked.
    throw new StartError(
      `These data belong to ${kept}, and this start would be ${issuer}. Start on the same port, or use another data folder (MLEG_DATA_DIR).`,
    );
  }
  const files = keyFiles(config.dataFolder, secrets);
  const masterKey = await inWords(() => loadMasterKey(files.masterKey, secrets.masterKeyFile === undefined));
  const check = createHash('sha256').update('mleg master key check').update(masterKey).digest('hex');
  if ((await keepOperatorSetting(store, 'master_key_check', check)) !== check) {
    throw new StartError('The master key is not the one this database was made with.');
  }
  const names = {
    operatorName: config.operatorName,
    issuerIdentifier: issuer,
    verifierOrigin: config.origins.verifier,
  };
  const signers = await inWords(() => loadSigners(files.signersFolder, names, now()));
  const { mailUrl, mailFrom } = config;
  const mail = mailUrl && mailFrom ? { mail: createMailer(mailUrl, mailFrom) } : {};
  const state = database ? { database } : {};
  const clock = createClockWatch({ store, log, now });
  return { config, store, vault: createVault(masterKey), signers, log, now, clock, ...mail, ...state };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A key file that is not as it must be is a sentence for the person at the terminal. */
async function inWords<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof KeyFileError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

export type RunningServer = {
  readonly faces: Record<FaceName, FastifyInstance>;
  /** Lets running requests end; resolves when all connections are closed and the upkeep has stopped. */
  readonly close: () => Promise<void>;
  /** Cuts what is still open, so that `close` comes to its end. */
  readonly cut: () => void;
};

/**
 * While draining, a connection that lies idle is closed: not at once, because its next request may be on the way. One that
 * is in use gets `Connection: close` with its next answer, and so loses none.
 */
const IDLE_GRACE_MS = 400;
const IDLE_LOOK_MS = 100;

/** Builds the faces, listens, starts the upkeep. The database stays open when it closes. */
export async function listen(deps: AppDeps): Promise<RunningServer> {
  const faces = await createFaces(deps);
  for (const [offset, name] of FACES.entries()) {
    await faces[name].listen({ port: deps.config.port + offset, host: deps.config.host });
  }
  // The embedded database is this process's alone: who held a job then was killed.
  if (deps.database !== undefined) await releaseAllJobs(deps.store);
  const stopUpkeep = createUpkeep({ ...deps, ...demoMail(deps) }).start();
  return {
    faces,
    close: async () => {
      await Promise.all(FACES.map((name) => closeFace(faces[name])));
      await stopUpkeep();
      deps.mail?.close();
    },
    cut: () => {
      for (const name of FACES) faces[name].server.closeAllConnections();
    },
  };
}

/** A demo has no mail server: what leaves by the outbox lies as files. Log-in links are still said at the terminal. */
function demoMail({ config, mail }: AppDeps): { readonly mail?: Mailer } {
  if (mail !== undefined) return { mail };
  if (config.mode !== 'demo') return {};
  const { demoSent } = dataFolder(config.dataFolder);
  return { mail: createFolderMailer(demoSent, 'mLegitymacja DEMO <legitymacje@demo.example>') };
}

async function closeFace(face: FastifyInstance): Promise<void> {
  const { server } = face;
  const closeIdle = server.closeIdleConnections.bind(server);
  // Node's own close would cut them at once.
  server.closeIdleConnections = () => undefined;
  let looks: NodeJS.Timeout | undefined;
  const grace = setTimeout(() => {
    closeIdle();
    looks = setInterval(closeIdle, IDLE_LOOK_MS);
  }, IDLE_GRACE_MS);
  try {
    await face.close();
  } finally {
    clearTimeout(grace);
    clearInterval(looks);
  }
}

/**
 * Sees to it, before anything is started, that the four ports are free.
 * @throws StartError naming the first that is not
 */
export async function checkPorts(config: Config): Promise<void> {
  for (const offset of FACES.keys()) await checkPort(config.port + offset, config.host);
}

function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(new StartError(`Port ${port} is taken. Stop what uses it, or choose another by MLEG_PORT.`)),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
