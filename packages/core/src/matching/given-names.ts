import { boys } from './boys-names.ts';
import { girls } from './girls-names.ts';
import { inflectName } from './name-forms.ts';
import { wordKey } from './words.ts';

export type NameSex = 'F' | 'M';
type Entry = { readonly name: string; readonly called: readonly string[]; readonly sex: NameSex };

function read(text: string, sex: NameSex): Entry[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...called] = line.split(' ');
      return { name, called, sex };
    });
}

const entries: readonly Entry[] = [...read(girls, 'F'), ...read(boys, 'M')];
/** The same name in two languages; any other given name is another child’s, however near („Anna” is not Hanna). */
const sameName: ReadonlySet<string> = new Set(
  ['aleksander oleksandr', 'bogdan bohdan', 'daniel danylo', 'piotr petro', 'denis denys'].flatMap((pair) => [
    pair,
    pair.split(' ').toReversed().join(' '),
  ]),
);
const official: ReadonlySet<string> = new Set(entries.map(({ name }) => wordKey(name)));
const calledBy = new Map<string, string[]>();
const sexes = new Map<string, NameSex>();
for (const { name, called, sex } of entries) {
  const key = wordKey(name);
  const own = called.filter((one) => !official.has(wordKey(one)) || sameName.has(`${key} ${wordKey(one)}`));
  calledBy.set(key, [...(calledBy.get(key) ?? []), ...own]);
  sexes.set(key, sex);
}

/** What people call somebody of this given name: `Zuzanna` is Zuzia, Zuza, Zuzka. Empty for an unknown name. */
export function nicknamesOf(givenName: string): readonly string[] {
  return calledBy.get(wordKey(givenName)) ?? [];
}

/** Of which sex a given name is, where it is known or ends as only girls' names do. */
export function sexOfName(givenName: string): NameSex | undefined {
  const key = wordKey(givenName);
  return sexes.get(key) ?? (key.endsWith('a') ? 'F' : undefined);
}

let known: Set<string> | undefined;

function allForms(): Set<string> {
  const found = new Set<string>();
  for (const { name, called, sex } of entries) {
    for (const one of [name, ...called]) {
      found.add(wordKey(one));
      for (const form of inflectName(one, { part: 'given', sex })) found.add(form);
    }
  }
  return found;
}

/** Whether a word (as a key) is a given name or nickname in any of its forms: then it is nobody's misspelt other name. */
export function isGivenName(key: string): boolean {
  known ??= allForms();
  return known.has(key);
}
