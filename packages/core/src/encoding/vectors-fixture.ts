import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../../../../shared/standards/vectors/', import.meta.url);

/** For a test's options: runs where the specifications' examples stand beside the checkout, else is skipped aloud. */
export const vectorsOption = existsSync(root)
  ? {}
  : { skip: 'the folder ../shared is not beside this checkout' };

/** The text of one of the specifications' examples. */
export function readVector(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}
