import type { FormKind } from '@mleg/core/catalogue/forms';
import { type FormText, formTexts } from './form-text.ts';
import {
  alarm,
  body,
  createSheet,
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

export type FormInput = {
  readonly kind: FormKind;
  readonly language: Language;
  readonly school: { readonly name: string; readonly address: string };
  /** Undefined for a blank form, to be copied or hung up. */
  readonly pupil:
    | {
        /** Exactly as in the register. */
        readonly name: string;
        readonly classGroup: string;
        readonly paperNumber: string | null;
        /** `YYYY-MM-DD` */
        readonly paperIssuedOn: string | null;
        /** „2026/0412” where a case is open. */
        readonly caseNumber: string | null;
        /** What the QR says: an address of the panel, which names nobody. */
        readonly scan: string;
      }
    | undefined;
  /** Epoch seconds. */
  readonly printedAt: number;
  readonly demo: boolean;
};

const QR_SIZE = 92;
const LINE_HEIGHT = 34;
const GAP = 16;

/** Sets a form that a family fills in and signs, one A4 page. A personal number is never printed on it. @returns PDF */
export function createForm(input: FormInput): Promise<Buffer> {
  const { kind, language, printedAt } = input;
  const about = { title: formTexts[language].titles[kind], language, printedAt };
  return createSheet(about, (sheet) => drawForm(sheet, input, formTexts[language]));
}

function drawForm(sheet: Sheet, input: FormInput, text: FormText): void {
  const { kind, pupil } = input;
  let y = drawHead(sheet, input, text);
  y = write(sheet, 'P', text.asks[kind], MARGIN, y + 10, WIDTH, strong);
  y = field(sheet, text.name, pupil?.name, [MARGIN, y, WIDTH * 0.72]);
  field(sheet, text.classGroup, pupil?.classGroup, [
    MARGIN + WIDTH * 0.72 + GAP,
    y - LINE_HEIGHT,
    WIDTH * 0.28 - GAP,
  ]);
  if (kind === 'issue' || kind === 'reissue') {
    const third = (WIDTH - 2 * GAP) / 3;
    field(sheet, text.personalId, undefined, [MARGIN, y, third]);
    field(sheet, text.paperNumber, pupil?.paperNumber ?? undefined, [MARGIN + third + GAP, y, third]);
    y = field(sheet, text.paperIssued, pupil?.paperIssuedOn ?? undefined, [
      MARGIN + 2 * (third + GAP),
      y,
      third,
    ]);
  }
  if (kind === 'reissue' || kind === 'revoke') y = field(sheet, text.reason, undefined, [MARGIN, y, WIDTH]);
  y = write(sheet, 'H2', text.guardian, MARGIN, y + 18, WIDTH, strong);
  const half = (WIDTH - GAP) / 2;
  field(sheet, text.guardianName, undefined, [MARGIN, y, half]);
  y = field(sheet, text.contact, undefined, [MARGIN + half + GAP, y, half]);
  if (kind === 'issue' || kind === 'reissue') {
    y = drawCollecting(sheet, text, y + 16);
    y = write(sheet, 'P', text.photo, MARGIN, y + 12, WIDTH, body);
    y = write(sheet, 'P', text.truth, MARGIN, y + 6, WIDTH, body);
  }
  y = field(sheet, text.place, undefined, [MARGIN, y + 14, half]);
  field(sheet, text.signature, undefined, [MARGIN + half + GAP, y - LINE_HEIGHT, half]);
  y = write(sheet, 'P', text.clause, MARGIN, y + 20, WIDTH, quiet);
  y = write(sheet, 'H2', text.office, MARGIN, y + 20, WIDTH, strong);
  field(sheet, text.caseNumber, pupil?.caseNumber ?? undefined, [MARGIN, y, half]);
  field(sheet, text.place, undefined, [MARGIN + half + GAP, y, half]);
}

/** The school, what this is, and the code by which the office finds the pupil again. @returns y after it */
function drawHead(sheet: Sheet, { school, kind, demo, pupil }: FormInput, text: FormText): number {
  const width = pupil === undefined ? WIDTH : WIDTH - QR_SIZE - GAP;
  if (pupil !== undefined)
    part(sheet, 'Figure', () => drawQr(sheet.pdf, pupil.scan, MARGIN + width + GAP, MARGIN, QR_SIZE), {
      alt: text.qr,
    });
  let y = write(sheet, 'P', `${school.name}, ${school.address}`, MARGIN, MARGIN, width, quiet);
  if (demo) y = write(sheet, 'P', text.demo, MARGIN, y + 2, width, alarm);
  y = write(sheet, 'P', text.to, MARGIN, y + 10, width, body);
  y = write(sheet, 'H1', text.titles[kind], MARGIN, y + 8, width, title);
  return Math.max(y, pupil === undefined ? 0 : MARGIN + QR_SIZE);
}

/** A line to write on, with what belongs there beneath it, filled in where the school knows it. @returns y after it */
function field(
  sheet: Sheet,
  label: string,
  value: string | undefined,
  [x, y, width]: readonly [x: number, y: number, width: number],
): number {
  if (value !== undefined) write(sheet, 'P', value, x, y + 4, width, body);
  const line = y + 20;
  sheet.pdf
    .moveTo(x, line)
    .lineTo(x + width, line)
    .lineWidth(0.6)
    .strokeColor('#7A8494')
    .stroke();
  write(sheet, 'P', label, x, line + 2, width, { ...quiet, size: 8 });
  return y + LINE_HEIGHT;
}

function drawCollecting(sheet: Sheet, text: FormText, y: number): number {
  const end = write(sheet, 'P', text.collects, MARGIN, y, WIDTH * 0.4, body);
  for (const [at, words] of [text.collectsSelf, text.collectsChild].entries()) {
    const x = MARGIN + WIDTH * (0.42 + 0.28 * at);
    sheet.pdf
      .rect(x, y + 1, 11, 11)
      .lineWidth(0.8)
      .strokeColor('#16202E')
      .stroke();
    write(sheet, 'P', words, x + 17, y, WIDTH * 0.26, body);
  }
  return end;
}
