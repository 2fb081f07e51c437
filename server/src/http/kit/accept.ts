/** One element of an `Accept` or `Accept-Encoding` header. */
type Wanted = { readonly name: string; readonly weight: number };

const ELEMENTS_MAX = 64;
const WEIGHT = /^(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$/;

/** The elements of a header with their weights (RFC 9110 12.4.2); one that cannot be read is as if it were not there. */
function parseWanted(header: string): Wanted[] {
  const wanted: Wanted[] = [];
  for (const element of header.split(',', ELEMENTS_MAX)) {
    const [name = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
    const [, text = '1'] =
      parameters.map((one) => one.split('=').map((part) => part.trim())).find(([key]) => key === 'q') ?? [];
    if (name !== '' && WEIGHT.test(text)) wanted.push({ name, weight: Number(text) });
  }
  return wanted;
}

/** How exactly a media range names a type: 3 by name, 2 by its kind, 1 for any, 0 not at all. */
function exactness(range: string, type: string): number {
  if (range === type) return 3;
  if (range === `${type.split('/', 1)[0]}/*`) return 2;
  return range === '*/*' ? 1 : 0;
}

/**
 * Which of the types fits an `Accept` header best (RFC 9110 12.5.1): the range that names a type most exactly gives its
 * weight; of equal weights the one offered first.
 * @param types in small letters, the preferred one first
 * @returns undefined when none fits; the first where nothing was asked for
 */
export function chooseType<const T extends string>(
  header: string | undefined,
  types: readonly [T, ...T[]],
): T | undefined {
  if (header === undefined || header.trim() === '') return types[0];
  const wanted = parseWanted(header);
  let best: { type: T; weight: number } | undefined;
  for (const type of types) {
    let found = { exact: 0, weight: 0 };
    for (const { name, weight } of wanted) {
      const exact = exactness(name, type);
      if (exact > found.exact) found = { exact, weight };
    }
    if (found.weight > (best?.weight ?? 0)) best = { type, weight: found.weight };
  }
  return best?.type;
}

/** Encodings that we make, the smaller one first. */
export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * The encoding for an `Accept-Encoding` header (RFC 9110 12.5.3); undefined sends the bytes as they are, which is also
 * the answer to a header that forbids everything.
 * @param there encodings that exist of this answer
 */
export function chooseEncoding(
  header: string | string[] | undefined,
  there: readonly Encoding[] = ENCODINGS,
): Encoding | undefined {
  if (header === undefined || there.length === 0) return undefined;
  const wanted = parseWanted(String(header));
  const weightOf = (name: string): number | undefined =>
    wanted.find((one) => one.name === name)?.weight ?? wanted.find((one) => one.name === '*')?.weight;
  const plain = wanted.find(({ name }) => name === 'identity')?.weight ?? 0;
  let best: { encoding: Encoding; weight: number } | undefined;
  for (const encoding of there) {
    const weight = weightOf(encoding) ?? (encoding === 'gzip' ? weightOf('x-gzip') : undefined) ?? 0;
    if (weight > 0 && weight >= plain && weight > (best?.weight ?? 0)) best = { encoding, weight };
  }
  return best?.encoding;
}
