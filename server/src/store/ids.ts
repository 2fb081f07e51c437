import { randomBytes } from '../keys/random.ts';

/** A new id of a row: 128 random bits, base64url, 22 characters. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** Whether an id looks as one of ours, and not as a school software's key of a pupil. */
export function isNewId(text: string): boolean {
  return /^[\w-]{21}[AQgw]$/.test(text);
}
