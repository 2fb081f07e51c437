/** Kinds of files that people send as a photo. */
export type ImageType =
  | 'jpeg'
  | 'png'
  | 'webp'
  | 'heic'
  | 'avif'
  | 'gif'
  | 'tiff'
  | 'bmp'
  | 'svg'
  | 'pdf'
  | 'zip'
  | 'form'
  | 'text'
  | 'empty'
  | 'unknown';

const beginnings: readonly (readonly [ImageType, readonly number[]])[] = [
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['bmp', [0x42, 0x4d]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  // What programs send by mistake: a multipart form, JSON, base64 of a picture.
  ['form', [0x2d, 0x2d]],
  ['text', [0x7b]],
  ['text', [0x64, 0x61, 0x74, 0x61, 0x3a]],
  ['text', [0x2f, 0x39, 0x6a, 0x2f]],
  ['text', [0x69, 0x56, 0x42, 0x4f, 0x52]],
];
/** ISO base media brands of the still pictures that phones write. */
const heicBrands = ['heic', 'heix', 'hevc', 'heim', 'heis', 'hevm', 'mif1', 'msf1'];
const avifBrands = ['avif', 'avis'];

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** What a file is by its first bytes; its name and declared type say nothing. */
export function detectImageType(bytes: Uint8Array): ImageType {
  if (bytes.length === 0) return 'empty';
  const found = beginnings.find(([, beginning]) => beginning.every((byte, index) => bytes[index] === byte));
  if (found !== undefined) return found[0];
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (ascii(bytes, 4, 8) === 'ftyp') {
    const brand = ascii(bytes, 8, 12);
    if (heicBrands.includes(brand)) return 'heic';
    if (avifBrands.includes(brand)) return 'avif';
  }
  return /<svg|<\?xml/i.test(ascii(bytes, 0, 512)) ? 'svg' : 'unknown';
}
