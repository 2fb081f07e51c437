import { randomBytes } from '../keys/random.ts';

/** A new id of a row: 128 random bits, base64url, 22 characters. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
