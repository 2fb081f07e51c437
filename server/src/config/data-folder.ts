import { join } from 'node:path';
import { signersFile } from '../keys/key-file.ts';

/**
 * Every file and folder that the server keeps in its data folder (`MLEG_DATA_DIR`), so that a backup knows what there is.
 * Whoever builds such a path takes it from here.
 */
export type DataFolder = {
  readonly root: string;
  /** Keys where no other place is set: the master key and the signers of a demo. */
  readonly keys: string;
  /** Whom to log in as in a demo: the database has only hashes of it. */
  readonly demoFacts: string;
  /** A demo that is ready, for whoever waits for it; gone when it stops. */
  readonly demoReady: string;
  /** The demo's mailbox, a Maildir, and what the demo sends. */
  readonly demoMail: string;
  readonly demoSent: string;
  /** Which process has the folder. */
  readonly lock: string;
  /** Password of the embedded database's owner. */
  readonly postgresSecret: string;
  /** Where the embedded database lies when its user cannot reach this folder. */
  readonly clusterMark: string;
  /** A restore that has not come to its end; nothing starts on such a folder. */
  readonly restoring: string;
};

/** Name of the demo's mailbox beneath the data folder. */
export const DEMO_MAIL = 'demo-mail';

export function dataFolder(root: string): DataFolder {
  return {
    root,
    keys: join(root, 'keys'),
    demoFacts: join(root, 'demo-facts.json'),
    demoReady: join(root, 'demo.json'),
    demoMail: join(root, DEMO_MAIL),
    demoSent: join(root, DEMO_MAIL, 'sent'),
    lock: join(root, 'lock'),
    postgresSecret: join(root, 'postgres-secret'),
    clusterMark: join(root, 'cluster-at'),
    restoring: join(root, 'restoring'),
  };
}

/** The embedded database: in the data folder, or where `clusterMark` says. */
export type ClusterFolder = {
  /** PGDATA. */
  readonly cluster: string;
  readonly socket: string;
  readonly log: string;
};

/** @param home the data folder, or the place outside it */
export function clusterFolder(home: string): ClusterFolder {
  return { cluster: join(home, 'postgres'), socket: join(home, 'socket'), log: join(home, 'postgres.log') };
}

/** Where the keys lie. */
export type KeyFiles = {
  readonly masterKey: string;
  readonly signersFolder: string;
  readonly signers: string;
};

/** The settings' places for the keys, or those of the data folder. */
export function keyFiles(
  root: string,
  secrets: { readonly masterKeyFile: string | undefined; readonly signerFolder: string | undefined },
): KeyFiles {
  const { keys } = dataFolder(root);
  const signersFolder = secrets.signerFolder ?? keys;
  return {
    masterKey: secrets.masterKeyFile ?? join(keys, 'master-key'),
    signersFolder,
    signers: signersFile(signersFolder),
  };
}
