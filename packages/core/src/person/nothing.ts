import { foldName } from './names.ts';

/** Words that say „nothing”; a running number may follow (`brak-1`), because some programs want every cell different. */
const words =
  /^(?:brak(?: (?:danych|numeru|pesel|peselu|dokumentu|legitymacji|informacji|wpisu|e ?maila?|adresu|telefonu))?|nie (?:dotyczy|ma|posiada|podano|nadano|wydano|wyrobiono|znany|znana|znane)|niema|nieznany|nieznana|bez numeru|do uzupelnienia|w trakcie(?: \p{L}+)*|null|none|nil|undefined|nan|not applicable|no data|missing|brak|empty|puste|pusty)(?: ?\d{1,3})?$/u;
/** Short ones could begin a real number: what follows must be set off. */
const signs = /^(?:n ?d|b ?d|n ?a|x{1,4})(?: \d{1,2})?$/u;

/**
 * Whether a cell or field says that there is nothing: `brak`, `-`, `0`, `nie dotyczy`, `n/d`, `xxx`, `?` and their like
 * (rules.md I1b). An empty text says it too.
 */
export function saysNothing(text: string): boolean {
  const folded = foldName(text);
  // Dashes, dots and question marks only; zeros only, however they are grouped.
  if (/^[0 ]*$/.test(folded)) return true;
  return words.test(folded) || signs.test(folded);
}

/** The same for a name, where fewer words are free: there are people whose surname is Brak. */
export function saysNoName(text: string): boolean {
  const folded = foldName(text);
  return (
    !/\p{L}/u.test(folded) ||
    /^(?:brak danych|nie dotyczy|nie (?:ma|posiada|podano)|n ?a|n ?d|b ?d|x{1,4}|null)$/.test(folded)
  );
}
