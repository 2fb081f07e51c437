import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaceOrigins } from './config/config.ts';

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

const READY_FILE = 'demo.json';
const FACTS_FILE = 'demo-facts.json';

/** The facts of an earlier seed, undefined when there was none. */
export async function readDemoFacts(dataFolder: string): Promise<DemoFacts | undefined> {
  const text = await readFile(join(dataFolder, FACTS_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DemoFacts);
}

/** Keeps the facts for the next starts: the database has only hashes of keys and links. */
export function keepDemoFacts(dataFolder: string, facts: DemoFacts): Promise<void> {
  return writeWhole(join(dataFolder, FACTS_FILE), facts);
}

/** Not ready: whoever waits for the file waits on. */
export function removeDemoFile(dataFolder: string): Promise<void> {
  return rm(join(dataFolder, READY_FILE), { force: true });
}

/** `<data dir>/demo.json` (design.md section 6): written when everything listens. */
export function writeDemoFile(dataFolder: string, origins: FaceOrigins, facts: DemoFacts): Promise<void> {
  const urls = {
    panel: origins.panel,
    portal: origins.school,
    wallet: origins.wallet,
    verifier: origins.verifier,
    issuer: origins.school,
    api: `${origins.school}/api/v1`,
    trustList: `${origins.school}/trust/list`,
  };
  return writeWhole(join(dataFolder, READY_FILE), { urls, ...facts });
}

/** Never half a file: written beside and renamed. */
async function writeWhole(path: string, content: object): Promise<void> {
  const half = `${path}.new`;
  await writeFile(half, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(half, path);
}
