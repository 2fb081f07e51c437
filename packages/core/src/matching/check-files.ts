import type { MessageFile, PhotoCheck } from './message.ts';
import { repairText } from './repair-text.ts';

/** A file by its tidied name, with what is to be done with it. */
export type CheckedFile = {
  readonly file: MessageFile;
  /** Without a path; safe to show and to store. */
  readonly name: string;
  /** The name with its letters mended, for reading only. */
  readonly readable: string;
  readonly check: PhotoCheck;
  readonly isUsable: boolean;
};

export type CheckedFiles = { readonly files: readonly CheckedFile[]; readonly flags: readonly string[] };

/** What the notices allow; larger ones are shrunk. */
export const photoBytesMax = 5 * 1024 * 1024;
/** A picture under this that is named as a signature’s is one: no face that we could use is that small. */
const SIGN_BYTES_MAX = 100_000;
/** Under this no picture is a photo. */
const SPECK_BYTES_MAX = 4000;
const usable: ReadonlySet<PhotoCheck> = new Set([
  'ok',
  'convert_png',
  'convert_heic',
  'convert_webp',
  'convert_other',
  'oversize_shrink',
  'scan_crop',
  'tnef_unpack',
]);

const startsOf: readonly (readonly [RegExp, PhotoCheck | 'jpeg'])[] = [
  [/^(?:ff ?d8 ?ff|\\xff\\xd8|ÿØÿ)/i, 'jpeg'],
  [/^(?:\\x89png|‰png|89 ?50 ?4e ?47|.?png)/i, 'convert_png'],
  [/^(?:riff|52 ?49 ?46 ?46)/i, 'convert_webp'],
  [/ftyp(?:hei|mif|msf|avif)/i, 'convert_heic'],
  [/^(?:%pdf|25 ?50 ?44 ?46)/i, 'scan_crop'],
];
const kinds: readonly (readonly [RegExp, PhotoCheck | 'jpeg'])[] = [
  [/^image\/(?:jpe?g|pjpeg)$/, 'jpeg'],
  [/^image\/(?:x-)?png$/, 'convert_png'],
  [/^image\/hei[cf]/, 'convert_heic'],
  [/^image\/webp$/, 'convert_webp'],
  [/^image\/(?:avif|tiff?|bmp|x-ms-bmp|gif)/, 'convert_other'],
  [/^application\/pdf$/, 'scan_crop'],
  [/^application\/(?:ms-tnef|vnd\.ms-tnef)$/, 'tnef_unpack'],
];
const endings: readonly (readonly [RegExp, PhotoCheck | 'jpeg'])[] = [
  [/\.(?:jpe?g|jfif|jpe)$/i, 'jpeg'],
  [/\.png$/i, 'convert_png'],
  [/\.hei[cf]$/i, 'convert_heic'],
  [/\.webp$/i, 'convert_webp'],
  [/\.(?:avif|tiff?|bmp|gif)$/i, 'convert_other'],
  [/\.pdf$/i, 'scan_crop'],
  [/^winmail\.dat$/i, 'tnef_unpack'],
];
const payment = /przelew|wplat|oplat|potwierdzeni|dowod[ _-]?wpl|platnosc|payment|receipt|paragon|faktur/i;
const notes = /^(?:text\/|message\/|application\/(?:pgp|pkcs7|x-pkcs7|ics)|multipart\/)/;
const paperwork =
  /wniosek|formularz|podanie|oswiadczen|zgod[ay]|upowazn|orzeczen|zaswiadcz|sprzeciw|klauzul|rodo|regulamin/i;

const ofSignatures =
  /^(?:image\d{3}|logo|facebook|instagram|linkedin|twitter|youtube|icon|ikon|banner|stopka|signature|podpis|outlook-)/i;

/** A name without a path and without what a screen or a disk would take for something else. */
export function tidyFileName(name: string): { readonly name: string; readonly isChanged: boolean } {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const tidy = base
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*]/g, (sign) => (sign === '?' ? '?' : '_'))
    .replace(/^\.+/, '')
    .trim();
  return { name: tidy || 'plik', isChanged: tidy !== name.trim() };
}

function plainOf(name: string): string {
  return name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/ł/g, 'l');
}

function kindOf({ type, name, magic }: MessageFile): PhotoCheck | 'jpeg' | undefined {
  if (magic !== undefined && magic !== '') return startsOf.find(([start]) => start.test(magic))?.[1];
  const mime = type.trim().toLowerCase().split(';')[0] ?? '';
  const byType = kinds.find(([kind]) => kind.test(mime))?.[1];
  // Real programs send `application/octet-stream` and `image/jpg`; a type that says something wins over the name.
  if (byType) return byType;
  const isVague =
    mime === '' ||
    mime === 'application/octet-stream' ||
    mime === 'binary/octet-stream' ||
    mime.startsWith('image/');
  return isVague ? endings.find(([ending]) => ending.test(name))?.[1] : undefined;
}

/** A picture too small for a face, or one of a signature. */
function isSign(name: string, size: number): boolean {
  return size < SPECK_BYTES_MAX || (size < SIGN_BYTES_MAX && ofSignatures.test(name));
}

/** A document of one page or more: a receipt, a form, or a scan with a photo on it. */
function checkDocument(plain: string): PhotoCheck {
  return paperwork.test(plain) ? 'ignored' : 'scan_crop';
}

function checkPicture({ contentHint = '', size = 0 }: MessageFile, kind: PhotoCheck | 'jpeg'): PhotoCheck {
  if (/a4|scan|skan/i.test(contentHint)) return 'scan_crop';
  if (kind !== 'jpeg') return kind;
  return size > photoBytesMax ? 'oversize_shrink' : 'ok';
}

function checkOf(file: MessageFile, name: string, knownHashes: ReadonlySet<string>): PhotoCheck {
  const kind = kindOf({ ...file, name });
  const plain = plainOf(name);
  if (file.size === 0) return 'empty';
  if (kind === undefined) return notes.test(file.type.toLowerCase()) ? 'ignored' : 'not_an_image';
  if (payment.test(plain)) return 'payment_proof';
  if (file.sha256 !== undefined && knownHashes.has(file.sha256)) return 'duplicate';
  if (kind === 'tnef_unpack') return kind;
  if (kind === 'scan_crop') return checkDocument(plain);
  return isSign(name, file.size ?? photoBytesMax) ? 'ignored' : checkPicture(file, kind);
}

/** What a person should know of a file before it is taken. */
function flagsOf({ file, name, check, isUsable }: CheckedFile): string[] {
  // Nobody has looked inside: there may be several files, or a form.
  const isClosed = check === 'tnef_unpack' || (check === 'scan_crop' && file.contentHint === undefined);
  return [
    ...(check === 'oversize_shrink' ? ['oversize'] : []),
    ...(isUsable && screenshot.test(name) ? ['screenshot_suspected'] : []),
    ...(isClosed ? ['not_looked_inside'] : []),
    ...(check === 'ignored' && paperwork.test(plainOf(name)) ? ['form_attached'] : []),
  ];
}

/** Says of each file what is to be done with it, from what is known without opening it. */
export function checkFiles(files: readonly MessageFile[], knownHashes: ReadonlySet<string>): CheckedFiles {
  const flags = new Set<string>();
  const checked = files.map((file): CheckedFile => {
    const mended = repairText(file.name);
    const { name, isChanged } = tidyFileName(file.name);
    if (isChanged) flags.add('filename_sanitised');
    if (mended.isRepaired) flags.add('mojibake_repaired');
    const check = checkOf(file, name, knownHashes);
    const readable = tidyFileName(mended.text).name;
    const one = { file, name, readable, check, isUsable: usable.has(check) };
    for (const flag of flagsOf(one)) flags.add(flag);
    return one;
  });
  return { files: checked, flags: [...flags] };
}

const screenshot = /zrzut|screen ?shot|screen[_ -]|скріншот|знімок екрана|bildschirmfoto/i;
