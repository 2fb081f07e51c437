/** What a text says of the child without a name: „mojej córki”, „synów”, „bliźniaczek”. */
export type Relation = { readonly sex: 'F' | 'M' | undefined; readonly isMany: boolean };

const daughter =
  /(?<!\p{L})(?:c[óo]r(?:k|ec|uni|cz)\p{L}*|uczennic\p{L}*|dziewczyn\p{L}*|wnuczk\p{L}*|daughters?|дочк\p{L}*|доньк\p{L}*|доньц\p{L}*)/iu;
const son =
  /(?<!\p{L})(?:syn(?:a|em|owi|owie|[óo]w|om|ek|ka|kowi|k[óo]w)?|ch[łl]opc\p{L}*|wnuk(?:a|owi)?|sons?|син(?:а|у|ові|ом|и|ів)?)(?!\p{L})/iu;
const many =
  /(?<!\p{L})(?:dzieci(?!\p{L}*k)|dzieciom|dwojga|dwoje|obojga|oboje|obu|obydwu|c[óo]rek|c[óo]rkom|c[óo]rki s[ąa]|syn[óo]w|synom|synowie|dziewczynek|dziewczynkom|ch[łl]opc[óo]w|bli[źz]nia\p{L}*|bli[źz]ni[ąa]t|rodze[ńn]stw\p{L}*|children|kids|twins|both|daughters|sons|дітей|дітям|синів|доньок|дочок|близнюк\p{L}*)(?!\p{L})/iu;

/** Reads whether a son, a daughter or several children are spoken of; nothing is said where both are. */
export function relationOf(text: string): Relation {
  const [isDaughter, isSon] = [daughter.test(text), son.test(text)];
  const sex = isDaughter === isSon ? undefined : isDaughter ? 'F' : 'M';
  return { sex, isMany: many.test(text) || (isDaughter && isSon) };
}

const child =
  /(?<!\p{L})(?:dzieck|dziecia|moj(?:e|ego) dzieci|podopieczn|child|kid|pupil|дитин|ucze[nń]|ucznia|uczniowi)/iu;

/** Whether a text speaks of a child at all, so that the sender’s own name is the sender’s. */
export function speaksOfChild(text: string): boolean {
  return daughter.test(text) || son.test(text) || many.test(text) || child.test(text);
}
