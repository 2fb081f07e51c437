import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createFaces } from './app.ts';
import type { AppDeps } from './app-deps.ts';
import type { Config } from './config/config.ts';
import type { SecretFiles } from './config/environment.ts';
import type { FaceName } from './http/kit/security-headers.ts';
import { loadMasterKey } from './keys/master-key.ts';
import { loadSigners } from './keys/signers.ts';
import { createVault } from './keys/vault.ts';
import type { Log } from './log/log.ts';
import { createMailer } from './mail/mailer.ts';
import { startUpkeep } from './service/upkeep/upkeep.ts';
import { keepOperatorSetting } from './store/operator.ts';
import type { Store } from './store/pool.ts';

/** A start that cannot go on, with a sentence for the person at the terminal. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
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
}): Promise<AppDeps> {
  const { config, secrets, store, log, now } = parts;
  const issuer = config.origins.school;
  const kept = await keepOperatorSetting(store, 'issuer_identifier', issuer);
  if (kept !== issuer) {
    // Phones hold credentials that name the issuer; under another name they could not be checked or revoked.
    throw new StartError(
      `These data belong to ${kept}, and this start would be ${issuer}. Start on the same port, or use another data folder (MLEG_DATA_DIR).`,
    );
  }
  const keysFolder = join(config.dataFolder, 'keys');
  const masterKey = await loadMasterKey(secrets.masterKeyFile, keysFolder);
  const check = createHash('sha256').update('mleg master key check').update(masterKey).digest('hex');
  if ((await keepOperatorSetting(store, 'master_key_check', check)) !== check) {
    throw new StartError('The master key is not the one this database was made with.');
  }
  const names = {
    operatorName: config.operatorName,
    issuerIdentifier: issuer,
    verifierOrigin: config.origins.verifier,
  };
  const signers = await loadSigners(secrets.signerFolder ?? keysFolder, names, now());
  const { mailUrl, mailFrom } = config;
  const mail = mailUrl && mailFrom ? { mail: createMailer(mailUrl, mailFrom) } : {};
  return { config, store, vault: createVault(masterKey), signers, log, now, ...mail };
}

export type RunningServer = {
  readonly faces: Record<FaceName, FastifyInstance>;
  /** Lets running requests end; resolves when all connections are closed and the upkeep has stopped. */
  readonly close: () => Promise<void>;
  /** Cuts what is still open, so that `close` comes to its end. */
  readonly cut: () => void;
};

/** While draining: a connection that falls idle is closed this soon. */
const IDLE_LOOK_MS = 100;

/** Builds the faces, listens, starts the upkeep. The database stays open when it closes. */
export async function listen(deps: AppDeps): Promise<RunningServer> {
  const faces = await createFaces(deps);
  for (const [offset, name] of FACES.entries()) {
    await faces[name].listen({ port: deps.config.port + offset, host: deps.config.host });
  }
  const stopUpkeep = startUpkeep(deps);
  return {
    faces,
    close: async () => {
      const idle = setInterval(() => {
        for (const name of FACES) faces[name].server.closeIdleConnections();
      }, IDLE_LOOK_MS);
      try {
        await Promise.all(FACES.map((name) => faces[name].close()));
      } finally {
        clearInterval(idle);
      }
      deps.mail?.close();
      await stopUpkeep();
    },
    cut: () => {
      for (const name of FACES) faces[name].server.closeAllConnections();
    },
  };
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
