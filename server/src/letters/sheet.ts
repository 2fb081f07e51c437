import PDFDocument from 'pdfkit';
import encodeQr from 'qr';
import { type FontWeight, fontFile, SUBSETS, splitRuns } from './fonts.ts';

/** What the papers share: an A4 sheet tagged for screen readers (PDF/UA), its styles, and how a line is set. */
export type Language = 'pl' | 'en' | 'uk';
type Pdf = InstanceType<typeof PDFDocument>;
type Structure = ReturnType<Pdf['struct']>;
export type Style = { readonly size: number; readonly weight: FontWeight; readonly colour: string };
/** The sheet while it is being filled: what is drawn is also told to screen readers, in the order of reading. */
export type Sheet = { readonly pdf: Pdf; readonly root: Structure };
/** ISO 32000-1, 14.8.4: what a part of a paper is. */
export type Part = 'H1' | 'H2' | 'P' | 'Lbl' | 'LBody' | 'Figure';

const LOCALES = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' } as const;
export const MARGIN = 56;
export const WIDTH = 595.28 - 2 * MARGIN;
const INK = '#16202E';
const QUIET = '#4A5565';
const ALARM = '#B3261E';
export const body: Style = { size: 11, weight: 400, colour: INK };
export const quiet: Style = { size: 9.5, weight: 400, colour: QUIET };
export const strong: Style = { size: 11, weight: 700, colour: INK };
export const code: Style = { size: 20, weight: 700, colour: INK };
export const title: Style = { size: 18, weight: 700, colour: INK };
export const alarm: Style = { ...strong, colour: ALARM };

/**
 * Makes a sheet and draws it.
 * @param about.title never a name: it stands on the window and in the list of prints
 * @param about.printedAt epoch seconds
 * @returns PDF
 */
export async function createSheet(
  about: { readonly title: string; readonly language: Language; readonly printedAt: number },
  draw: (sheet: Sheet) => void,
): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    // The library knows it, its types do not.
    subset: 'PDF/UA' as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: LOCALES[about.language],
    info: { Title: about.title, CreationDate: new Date(about.printedAt * 1000) },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const subset of SUBSETS) {
    for (const weight of [400, 700] as const)
      pdf.registerFont(`${subset}-${weight}`, fontFile(subset, weight));
  }
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  draw({ pdf, root });
  root.end();
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

/** Draws a part and tells what it is. */
export function part(
  sheet: Sheet,
  type: Part,
  draw: () => void,
  options: { readonly alt?: string } = {},
): void {
  sheet.root.add(sheet.pdf.struct(type, options, draw));
}

function lineHeight(style: Style): number {
  return style.size * 1.4;
}

/** Writes a text that wraps by words; each run in the font file that has its letters. @returns y after it */
export function write(
  sheet: Sheet,
  type: Part,
  text: string,
  x: number,
  y: number,
  width: number,
  style: Style,
): number {
  let end = y;
  part(sheet, type, () => {
    end = writeLines(sheet.pdf, text, { x, y, width }, style);
  });
  return end;
}

function writeLines(
  pdf: Pdf,
  text: string,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  style: Style,
): number {
  pdf.fillColor(style.colour);
  let left = x;
  let top = y;
  for (const word of text.split(/(?<=\s)/)) {
    const wide = widthOf(pdf, word.trimEnd(), style);
    if (left > x && left + wide > x + width) {
      left = x;
      top += lineHeight(style);
    }
    for (const run of splitRuns(word)) {
      pdf.font(`${run.subset}-${style.weight}`, style.size);
      pdf.text(run.text, left, top, { lineBreak: false });
      left += pdf.widthOfString(run.text);
    }
  }
  return top + lineHeight(style);
}

function widthOf(pdf: Pdf, text: string, style: Style): number {
  return splitRuns(text).reduce((sum, run) => {
    pdf.font(`${run.subset}-${style.weight}`, style.size);
    return sum + pdf.widthOfString(run.text);
  }, 0);
}

/** Draws the code as rows of rectangles: sharp at any size, and small. */
export function drawQr(pdf: Pdf, text: string, x: number, y: number, size: number): void {
  const rows = encodeQr(text, 'raw', { border: 2 });
  const cell = size / rows.length;
  pdf.fillColor('#000000');
  for (const [row, cells] of rows.entries()) {
    for (let from = 0; from < cells.length; from += 1) {
      if (!cells[from]) continue;
      let to = from;
      while (cells[to + 1]) to += 1;
      // A hair wider, so that no white line shows between rows.
      pdf.rect(x + from * cell, y + row * cell, (to - from + 1) * cell + 0.05, cell + 0.05);
      from = to;
    }
  }
  pdf.fill();
}

/** A day in Poland as people write it. @param at epoch seconds */
export function dayOf(at: number, language: Language): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'Europe/Warsaw', dateStyle: 'long' });
  const day = format.format(new Date(at * 1000));
  return language === 'pl' ? `${day} r.` : day;
}
