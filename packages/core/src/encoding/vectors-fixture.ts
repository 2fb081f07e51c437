import { existsSync, readFileSync } from 'node:fs';

/** Where the examples lie, beside the checkout. */
export const vectorsRoot = new URL('../../../../../shared/standards/vectors/', import.meta.url);

/** For a test's options: runs where the specifications' examples stand beside the checkout, else is skipped aloud. */
export const vectorsOption = existsSync(vectorsRoot)
  ? {}
  : { skip: 'the folder ../shared is not beside this checkout' };

/** The text of one of the specifications' examples. */
export function readVector(path: string): string {
  return readFileSync(new URL(path, vectorsRoot), 'utf8');
}
