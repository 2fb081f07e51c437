import { inflateSync } from 'node:zlib';

/** WOFF 1.0, section 3: 44 bytes, then 20 for each table. */
const HEADER = 44;
const ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

type Table = { readonly tag: Buffer; readonly checksum: number; readonly bytes: Buffer };

/**
 * Unpacks a WOFF 1.0 file into the plain font (sfnt) that it wraps. A font is unpacked once and set many times; the
 * library that sets it would inflate a table again at each look.
 * @throws Error when the file is no WOFF or a table has not the length it names (section 5)
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, at) => readTable(woff, HEADER + at * ENTRY));
  return writeSfnt(woff.readUInt32BE(4), tables);
}

function readTable(woff: Buffer, at: number): Table {
  const offset = woff.readUInt32BE(at + 4);
  const packedLength = woff.readUInt32BE(at + 8);
  const length = woff.readUInt32BE(at + 12);
  const packed = woff.subarray(offset, offset + packedLength);
  // Equal lengths: the table is stored as it is.
  const bytes = packedLength === length ? packed : inflateSync(packed, { maxOutputLength: length });
  if (bytes.length !== length) throw new Error('a table of the WOFF file is cut short');
  return { tag: woff.subarray(at, at + 4), checksum: woff.readUInt32BE(at + 16), bytes };
}

/** OpenType 1.9, "Organization of an OpenType font": a directory in the order of tags, tables on four-byte borders. */
function writeSfnt(flavor: number, tables: readonly Table[]): Buffer {
  const directory = Buffer.alloc(SFNT_HEADER + tables.length * SFNT_ENTRY);
  const power = Math.floor(Math.log2(tables.length));
  directory.writeUInt32BE(flavor, 0);
  directory.writeUInt16BE(tables.length, 4);
  directory.writeUInt16BE(2 ** power * SFNT_ENTRY, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE((tables.length - 2 ** power) * SFNT_ENTRY, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (const [at, { tag, checksum, bytes }] of tables.entries()) {
    const entry = SFNT_HEADER + at * SFNT_ENTRY;
    tag.copy(directory, entry);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(bytes.length, entry + 12);
    const padding = Buffer.alloc(-bytes.length & 3);
    parts.push(bytes, padding);
    offset += bytes.length + padding.length;
  }
  return Buffer.concat(parts);
}
