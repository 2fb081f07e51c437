import { wordKey } from './words.ts';

/** A home address as it is looked for in a text: the words of the street (or village) and the numbers behind them. */
export type AddressKey = { readonly words: readonly string[]; readonly numbers: readonly string[] };

const kinds: ReadonlySet<string> = new Set(
  'ul ulica ulicy os osiedle osiedlu al aleja alei aleje pl plac placu m mieszkanie nr lok'.split(' '),
);

/** Words and numbers of a text, in order. */
function partsOf(text: string): string[] {
  return [...text.matchAll(/\p{L}[\p{L}\p{M}.]*|\d+\p{L}?(?!\p{L})/gu)]
    .map(([part]) => (/^\d/.test(part) ? part.toLowerCase() : wordKey(part)))
    .filter((part) => !kinds.has(part));
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

/** The first part of an address, to its numbers; undefined for one without a number. */
export function addressKeyOf(address: string): AddressKey | undefined {
  const street = address.split(/,|\d\d-\d\d\d/)[0] ?? '';
  const parts = partsOf(street);
  const words = parts.filter((part) => !isNumber(part) && part.length > 2);
  const numbers = parts.filter(isNumber);
  return words.length > 0 && numbers.length > 0 ? { words, numbers } : undefined;
}

/** Streets are inflected: „Słoneczne” and „na Słonecznym” are one by their beginning. */
function isSameStreet(known: string, written: string): boolean {
  if (known === written) return true;
  const stem = known.slice(0, Math.max(4, known.length - 2));
  return known.length >= 5 && written.startsWith(stem) && written.length <= known.length + 3;
}

/** A text made ready to be asked for many addresses. */
export function readAddresses(text: string): (address: AddressKey) => boolean {
  const parts = partsOf(text);
  return ({ words, numbers }) => {
    const last = words.at(-1) ?? '';
    return parts.some(
      (part, at) =>
        isSameStreet(last, part) &&
        numbers.every((number, after) => parts[at + 1 + after] === number) &&
        // „Lipowa 4” is not „Lipowa 4/2”, nor the other way round.
        !(
          isNumber(parts[at + 1 + numbers.length] ?? '') &&
          (parts[at + 1 + numbers.length] ?? '').length < 4 &&
          !isPostal(parts, at + 1 + numbers.length)
        ),
    );
  };
}

function isPostal(parts: readonly string[], at: number): boolean {
  return /^\d{2}$/.test(parts[at] ?? '') && /^\d{3}$/.test(parts[at + 1] ?? '');
}
