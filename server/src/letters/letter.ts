import PDFDocument from 'pdfkit';
import encodeQr from 'qr';
import { type FontWeight, fontFile, lacksLetters, SUBSETS, splitRuns } from './fonts.ts';
import { letterTexts } from './letter-text.ts';

export type LetterInput = {
  readonly language: 'pl' | 'en' | 'uk';
  readonly school: {
    readonly name: string;
    readonly address: string;
    readonly phone: string;
    readonly officeHours: string;
  };
  /** Exactly as in the register, whatever the language. */
  readonly pupilName: string;
  readonly classGroup: string;
  readonly offer: {
    readonly walletLink: string;
    readonly typedCode: string;
    /** 8 bare digits. */
    readonly txCode: string;
    readonly lockCode: string;
    /** Epoch seconds. */
    readonly expiresAt: number;
  };
  readonly walletUrl: string;
  readonly portalUrl: string;
  /** Epoch seconds. */
  readonly printedAt: number;
  readonly demo: boolean;
};

type Pdf = InstanceType<typeof PDFDocument>;
type Structure = ReturnType<Pdf['struct']>;
type Style = { readonly size: number; readonly weight: FontWeight; readonly colour: string };
/** The sheet while it is being filled: what is drawn is also told to screen readers, in the order of reading. */
type Sheet = { readonly pdf: Pdf; readonly root: Structure };
/** ISO 32000-1, 14.8.4: what a part of the letter is. */
type Part = 'H1' | 'H2' | 'P' | 'Lbl' | 'LBody' | 'Figure';

const LOCALES = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' } as const;
const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const QR_SIZE = 190;
const INK = '#16202E';
const QUIET = '#4A5565';
const body: Style = { size: 11, weight: 400, colour: INK };
const quiet: Style = { size: 9.5, weight: 400, colour: QUIET };
const strong: Style = { size: 11, weight: 700, colour: INK };
const code: Style = { size: 20, weight: 700, colour: INK };

/** Sets an activation letter, one A4 page, tagged for screen readers (PDF/UA). @returns PDF */
export async function createLetter(input: LetterInput): Promise<Buffer> {
  const text = letterTexts[input.language];
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    // The library knows it, its types do not.
    subset: 'PDF/UA' as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: LOCALES[input.language],
    // Never a name: the title stands on the window and in the list of prints.
    info: { Title: text.title, CreationDate: new Date(input.printedAt * 1000) },
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
  drawLetter({ pdf, root }, input);
  root.end();
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

function drawLetter(sheet: Sheet, input: LetterInput): void {
  const text = letterTexts[input.language];
  const { offer } = input;
  let y = drawHead(sheet, input);
  const top = y + 16;
  part(sheet, 'Figure', () => drawQr(sheet.pdf, offer.walletLink, MARGIN, top, QR_SIZE), { alt: text.qr });
  drawCodes(sheet, input, top);
  y = drawSteps(sheet, text.steps, top + QR_SIZE + 20);
  y = write(sheet, 'P', `${text.noApp} ${input.walletUrl}`, MARGIN, y + 6, WIDTH, quiet);
  y = write(sheet, 'H2', text.lockCode, MARGIN, y + 18, WIDTH, strong);
  y = write(sheet, 'P', offer.lockCode, MARGIN, y + 2, WIDTH, code);
  y = write(sheet, 'P', `${text.lockHint} ${input.portalUrl}/zablokuj`, MARGIN, y + 2, WIDTH, quiet);
  y = write(sheet, 'P', text.authority, MARGIN, y + 18, WIDTH, body);
  const contact = [input.school.phone, input.school.officeHours].filter(Boolean).join(', ');
  if (contact) write(sheet, 'P', `${text.contact} ${contact}`, MARGIN, y + 12, WIDTH, quiet);
}

/** The school, the day, what this is and for whom. @returns y after it */
function drawHead(sheet: Sheet, input: LetterInput): number {
  const text = letterTexts[input.language];
  const { school, language } = input;
  let y = write(sheet, 'P', `${school.name}, ${school.address}`, MARGIN, MARGIN, WIDTH, quiet);
  const printed = `${text.printedOn} ${dayOf(input.printedAt, language)}`;
  y = write(sheet, 'P', printed, MARGIN, y + 2, WIDTH, quiet);
  if (input.demo) y = write(sheet, 'P', text.demo, MARGIN, y + 4, WIDTH, { ...strong, colour: '#B3261E' });
  y = write(sheet, 'H1', text.title, MARGIN, y + 14, WIDTH, { size: 18, weight: 700, colour: INK });
  const name = `${text.forWhom} ${input.pupilName}, ${input.classGroup}`;
  y = write(sheet, 'P', name, MARGIN, y + 8, WIDTH, { size: 13, weight: 700, colour: INK });
  return lacksLetters(name) ? write(sheet, 'P', text.lacking, MARGIN, y + 2, WIDTH, quiet) : y;
}

/** The codes beside the QR. */
function drawCodes(sheet: Sheet, { offer, language }: LetterInput, top: number): void {
  const text = letterTexts[language];
  const x = MARGIN + QR_SIZE + 24;
  const width = WIDTH - QR_SIZE - 24;
  let y = write(sheet, 'H2', text.txCode, x, top + 4, width, strong);
  y = write(sheet, 'P', pairs(offer.txCode), x, y + 2, width, { ...code, size: 26 });
  const until = `${text.validUntil} ${dayOf(offer.expiresAt, language)}`;
  y = write(sheet, 'P', until, x, y + 4, width, quiet);
  y = write(sheet, 'H2', text.typedCode, x, y + 16, width, strong);
  write(sheet, 'P', offer.typedCode, x, y + 2, width, code);
}

function drawSteps(sheet: Sheet, steps: readonly string[], top: number): number {
  const list = sheet.pdf.struct('L');
  sheet.root.add(list);
  let y = top;
  for (const [index, step] of steps.entries()) {
    const item = sheet.pdf.struct('LI');
    list.add(item);
    const inItem = { pdf: sheet.pdf, root: item };
    write(inItem, 'Lbl', `${index + 1}.`, MARGIN, y, 20, strong);
    y = write(inItem, 'LBody', step, MARGIN + 22, y, WIDTH - 22, body) + 5;
    item.end();
  }
  list.end();
  return y;
}

/** Draws a part and tells what it is. */
function part(sheet: Sheet, type: Part, draw: () => void, options: { readonly alt?: string } = {}): void {
  sheet.root.add(sheet.pdf.struct(type, options, draw));
}

function lineHeight(style: Style): number {
  return style.size * 1.4;
}

/** Writes a text that wraps by words; each run in the font file that has its letters. @returns y after it */
function write(
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
function drawQr(pdf: Pdf, text: string, x: number, y: number, size: number): void {
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

/** 2-2-2-2: so it cannot be taken for the 4-4-4 of the typed code (rules.md C2). */
function pairs(digits: string): string {
  return digits.replace(/(\d{2})(?=\d)/g, '$1 ');
}

function dayOf(at: number, language: LetterInput['language']): string {
  const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'Europe/Warsaw', dateStyle: 'long' });
  const day = format.format(new Date(at * 1000));
  return language === 'pl' ? `${day} r.` : day;
}
