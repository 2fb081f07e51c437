/** Which characters a plain font (sfnt) has glyphs for. */
export type Coverage = (code: number) => boolean;

const UNICODE = [3, 1] as const;
const SEGMENTS = 4;

/** Where a table of a font begins. @throws Error when it has none of that name */
function tableAt(font: Buffer, tag: string): number {
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index += 1) {
    const entry = 12 + index * 16;
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  throw new Error(`a font without ${tag}`);
}

/** The subtable of Unicode's first plane (OpenType 1.9, cmap, format 4). */
function segmentsAt(font: Buffer): number {
  const cmap = tableAt(font, 'cmap');
  const count = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < count; index += 1) {
    const entry = cmap + 4 + index * 8;
    const at = cmap + font.readUInt32BE(entry + 4);
    const isUnicode = font.readUInt16BE(entry) === UNICODE[0] && font.readUInt16BE(entry + 2) === UNICODE[1];
    if (isUnicode && font.readUInt16BE(at) === SEGMENTS) return at;
  }
  throw new Error('a font without a table of Unicode characters');
}

/**
 * Reads which characters a font can set.
 * @param font as `unpackWoff` gives it
 * @throws Error when the font has no table of Unicode characters
 */
export function readCoverage(font: Buffer): Coverage {
  const at = segmentsAt(font);
  const count = font.readUInt16BE(at + 6) / 2;
  const covered = new Set<number>();
  for (let segment = 0; segment < count; segment += 1) {
    const end = font.readUInt16BE(at + 14 + 2 * segment);
    const start = font.readUInt16BE(at + 16 + 2 * count + 2 * segment);
    const delta = font.readUInt16BE(at + 16 + 4 * count + 2 * segment);
    const rangePlace = at + 16 + 6 * count + 2 * segment;
    const range = font.readUInt16BE(rangePlace);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const glyph = range === 0 ? code : font.readUInt16BE(rangePlace + range + 2 * (code - start));
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) covered.add(code);
    }
  }
  return (code) => covered.has(code);
}
