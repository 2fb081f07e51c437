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

function checkOf(file: MessageFile, name: string, knownHashes: ReadonlySet<string>): PhotoCheck {
  const mime = file.type.toLowerCase();
  const kind = kindOf({ ...file, name });
  const plain = plainOf(name);
  if (file.size === 0) return 'empty';
  if (kind === undefined) return notes.test(mime) ? 'ignored' : 'not_an_image';
  if (payment.test(plain)) return 'payment_proof';
  if (file.sha256 !== undefined && knownHashes.has(file.sha256)) return 'duplicate';
  if (kind === 'tnef_unpack') return kind;
  if (kind === 'scan_crop' && paperwork.test(plain)) return 'ignored';
  const size = file.size ?? photoBytesMax;
  if (kind !== 'scan_crop' && (size < SPECK_BYTES_MAX || (size < SIGN_BYTES_MAX && ofSignatures.test(name))))
    return 'ignored';
  if (/a4|scan|skan/i.test(file.contentHint ?? '') || kind === 'scan_crop') return 'scan_crop';
  if (kind === 'jpeg') return (file.size ?? 0) > photoBytesMax ? 'oversize_shrink' : 'ok';
  return kind;
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
    if (check === 'oversize_shrink') flags.add('oversize');
    const isUsable = usable.has(check);
    if (isUsable && isScreenshot(name)) flags.add('screenshot_suspected');
    // Nobody has looked inside: there may be several files, or a form.
    if (check === 'tnef_unpack' || (check === 'scan_crop' && file.contentHint === undefined))
      flags.add('not_looked_inside');
    if (check === 'ignored' && paperwork.test(plainOf(name))) flags.add('form_attached');
    return { file, name, readable: tidyFileName(mended.text).name, check, isUsable };
  });
  return { files: checked, flags: [...flags] };
}

function isScreenshot(name: string): boolean {
  return /zrzut|screen ?shot|screen[_ -]|screenshot|скріншот|знімок екрана|bildschirmfoto/i.test(name);
}
