import { foldName } from '@mleg/core/person/names';

/** What a spreadsheet writes where a formula failed. */
export function isSheetError(text: string): boolean {
  return /^#(?:ADR!|ARG!|DZIEL\/0!|DIV\/0!|LICZBA!|N\/D!?|N\/A|NAME\?|NAZWA\?|NUM!|REF!|VALUE!|ZERO!|#+)$/i.test(
    text,
  );
}

/** The class that a line of its own names for the pupils below it: „Klasa 4a”, „Lista uczniów klasy: 4 a”. */
export function sectionClassOf(cells: readonly string[]): string | undefined {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const text = filled.length <= 2 ? filled.join(' ') : '';
  return /^(?:lista (?:uczni[óo]w|klasowa) )?(?:klas[ay]|oddzia[łl]u?|kl\.)[\s:–-]*((?:\d{1,2}|[IVX]{1,4})\s?\p{L}{0,3})$/iu.exec(
    text.trim(),
  )?.[1];
}

/** Whether a row says again what the heading says, as programs do above each class or page. */
export function isHeadingAgain(cells: readonly string[], header: readonly string[]): boolean {
  const said = cells.filter((cell) => cell !== '');
  return said.length > 1 && cells.every((cell, at) => foldName(cell) === foldName(header[at] ?? ''));
}
