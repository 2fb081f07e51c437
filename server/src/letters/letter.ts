import { lacksLetters } from './fonts.ts';
import { letterTexts } from './letter-text.ts';
import {
  alarm,
  body,
  code,
  createSheet,
  dayOf,
  drawQr,
  type Language,
  MARGIN,
  part,
  quiet,
  type Sheet,
  strong,
  title,
  WIDTH,
  write,
} from './sheet.ts';

export type LetterInput = {
  readonly language: Language;
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

const QR_SIZE = 190;

/** Sets an activation letter, one A4 page. @returns PDF */
export function createLetter(input: LetterInput): Promise<Buffer> {
  const { language, printedAt } = input;
  const about = { title: letterTexts[language].title, language, printedAt };
  return createSheet(about, (sheet) => drawLetter(sheet, input));
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
  if (input.demo) y = write(sheet, 'P', text.demo, MARGIN, y + 4, WIDTH, alarm);
  y = write(sheet, 'H1', text.title, MARGIN, y + 14, WIDTH, title);
  const name = `${text.forWhom} ${input.pupilName}, ${input.classGroup}`;
  y = write(sheet, 'P', name, MARGIN, y + 8, WIDTH, { ...strong, size: 13 });
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

/** 2-2-2-2: so it cannot be taken for the 4-4-4 of the typed code (rules.md C2). */
function pairs(digits: string): string {
  return digits.replace(/(\d{2})(?=\d)/g, '$1 ');
}
