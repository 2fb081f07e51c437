import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FaceOrigins } from './config/config.ts';
import { dataFolder } from './config/data-folder.ts';

/** What the demo's seed tells of: whom to log in as. Links work any number of times. */
export type DemoFacts = {
  readonly school: { readonly rspo: string };
  readonly apiKey: string;
  readonly staff: readonly { readonly role: string; readonly name: string; readonly loginUrl: string }[];
  readonly guardians: readonly {
    readonly name: string;
    readonly loginUrl: string;
    readonly pupils: readonly string[];
  }[];
  readonly pupils: readonly { readonly externalId: string; readonly name: string; readonly state: string }[];
};

/** The facts of an earlier seed, undefined when there was none. */
export async function readDemoFacts(folder: string): Promise<DemoFacts | undefined> {
  const text = await readFile(dataFolder(folder).demoFacts, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DemoFacts);
}

/** Keeps the facts for the next starts: the database has only hashes of keys and links. */
export function keepDemoFacts(folder: string, facts: DemoFacts): Promise<void> {
  return writeWhole(dataFolder(folder).demoFacts, facts);
}

/** Not ready: whoever waits for the file waits on. */
export function removeDemoFile(folder: string): Promise<void> {
  return rm(dataFolder(folder).demoReady, { force: true });
}

/** `<data dir>/demo.json` (design.md section 6): written when everything listens. */
export function writeDemoFile(folder: string, origins: FaceOrigins, facts: DemoFacts): Promise<void> {
  const urls = {
    panel: origins.panel,
    portal: origins.school,
    wallet: origins.wallet,
    verifier: origins.verifier,
    issuer: origins.school,
    api: `${origins.school}/api/v1`,
    trustList: `${origins.school}/trust/list`,
  };
  return writeWhole(dataFolder(folder).demoReady, { urls, ...facts });
}

/** Never half a file: written beside and renamed. */
async function writeWhole(path: string, content: object): Promise<void> {
  const half = `${path}.new`;
  await writeFile(half, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(half, path);
}
