import PDFDocument from 'pdfkit';
import encodeQr from 'qr';
import { type FontWeight, fontFiles, splitRuns } from './fonts.ts';
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
  readonly demo: boolean;
};

type Pdf = InstanceType<typeof PDFDocument>;
type Style = { readonly size: number; readonly weight: FontWeight; readonly colour: string };

const MARGIN = 56;
const WIDTH = 595.28 - 2 * MARGIN;
const QR_SIZE = 190;
const INK = '#16202E';
const QUIET = '#4A5565';
const body: Style = { size: 11, weight: 400, colour: INK };
const quiet: Style = { size: 9.5, weight: 400, colour: QUIET };
const strong: Style = { size: 11, weight: 700, colour: INK };
const code: Style = { size: 20, weight: 700, colour: INK };

/** Sets an activation letter, one A4 page. @returns PDF */
export async function createLetter(input: LetterInput): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: 'mLegitymacja' } });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const [name, file] of fontFiles()) pdf.registerFont(name, file);
  drawLetter(pdf, input);
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

function drawLetter(pdf: Pdf, input: LetterInput): void {
  const text = letterTexts[input.language];
  const { school, offer } = input;
  let y = MARGIN;
  y = write(pdf, `${school.name}, ${school.address}`, MARGIN, y, WIDTH, quiet);
  if (input.demo) y = write(pdf, text.demo, MARGIN, y + 4, WIDTH, { ...strong, colour: '#B3261E' });
  y = write(pdf, text.title, MARGIN, y + 14, WIDTH, { size: 18, weight: 700, colour: INK });
  const name = `${text.forWhom} ${input.pupilName}, ${input.classGroup}`;
  y = write(pdf, name, MARGIN, y + 8, WIDTH, { size: 13, weight: 700, colour: INK });
  const top = y + 16;
  drawQr(pdf, offer.walletLink, MARGIN, top, QR_SIZE);
  const side = MARGIN + QR_SIZE + 24;
  const sideWidth = WIDTH - QR_SIZE - 24;
  let at = write(pdf, text.txCode, side, top + 4, sideWidth, strong);
  at = write(pdf, pairs(offer.txCode), side, at + 2, sideWidth, { ...code, size: 26 });
  at = write(pdf, `${text.validUntil} ${dayOf(offer.expiresAt)}`, side, at + 4, sideWidth, quiet);
  at = write(pdf, text.typedCode, side, at + 16, sideWidth, strong);
  write(pdf, offer.typedCode, side, at + 2, sideWidth, code);
  y = top + QR_SIZE + 20;
  for (const [index, step] of text.steps.entries()) {
    y = write(pdf, `${index + 1}.`, MARGIN, y, 20, strong);
    y = write(pdf, step, MARGIN + 22, y - lineHeight(body), WIDTH - 22, body) + 5;
  }
  y = write(pdf, `${text.noApp} ${input.walletUrl}`, MARGIN, y + 6, WIDTH, quiet);
  y = write(pdf, text.lockCode, MARGIN, y + 18, WIDTH, strong);
  y = write(pdf, offer.lockCode, MARGIN, y + 2, WIDTH, code);
  y = write(pdf, `${text.lockHint} ${input.portalUrl}/zablokuj`, MARGIN, y + 2, WIDTH, quiet);
  y = write(pdf, text.authority, MARGIN, y + 18, WIDTH, body);
  const contact = [school.phone, school.officeHours].filter(Boolean).join(', ');
  if (contact) write(pdf, `${text.contact} ${contact}`, MARGIN, y + 12, WIDTH, quiet);
}

function lineHeight(style: Style): number {
  return style.size * 1.4;
}

/** Writes a text that wraps by words; each run in the font file that has its letters. @returns y after it */
function write(pdf: Pdf, text: string, x: number, y: number, width: number, style: Style): number {
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

function dayOf(at: number): string {
  const parts = new Intl.DateTimeFormat('pl-PL', { timeZone: 'Europe/Warsaw', dateStyle: 'short' });
  return parts.format(new Date(at * 1000));
}
