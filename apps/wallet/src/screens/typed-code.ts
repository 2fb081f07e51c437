import { plainTypedCode } from '@mleg/core/links/read-pasted';

/** What a person types, in groups. */

/** „Kod zamiast QR” without groups, in capitals, look-alikes as the code writes them. */
export function plainTyped(text: string): string {
  return plainTypedCode(text).slice(0, 12);
}

/** The same as it is written: 4-4-4. */
export function groupTyped(text: string): string {
  return plainTyped(text).replace(/(.{4})(?=.)/g, '$1-');
}

/** The activation code's digits. */
export function plainDigits(text: string, length: number): string {
  return text.replace(/\D/g, '').slice(0, length);
}

/** The same in pairs: 2-2-2-2, so that the two codes are not confused (rules.md C2). */
export function groupPairs(text: string, length: number): string {
  return plainDigits(text, length).replace(/(.{2})(?=.)/g, '$1 ');
}
