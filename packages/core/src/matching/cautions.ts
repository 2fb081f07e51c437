import { plainText } from './read-intent.ts';

/** Turns of phrase that make a name mean something else than the child the letter is for. */
const cautions: readonly (readonly [RegExp, string])[] = [
  // „dla Niny, nie dla Borysa”, „wczoraj przez pomyłkę”
  [
    /\ba nie\b|\bzamiast|pomyl[kiel]|omylk|(?<!\p{L})nie (?:dla|dotyczy|chodzi)|instead of|not for|by mistake|замість|помилк|(?<!\p{L})не для/u,
    'text_corrects',
  ],
  // „siostra Oli”, „brat Antka z 5b”
  [
    /\b(?:brat|bracie|bratem|siostr|blizniak|blizniaczk|kuzyn|koleg|kolezan|przyjaci)\p{L}* \p{L}{3,}|(?:brother|sister|friend|cousin) of|(?:брат|сестр)\p{L}* \p{L}{3,}/u,
    'sibling_described',
  ],
  // The office knows whether it has one.
  [
    /zdjec\p{L}*[^.!?\n]{0,30}(?:zeszl|ubiegl|poprzedn|tamt|star|dawn)\p{L}*[^.!?\n]{0,10}(?:rok|legit)|(?:to|te) sam[oe] zdjec|photo from last year|same photo|те саме фото/u,
    'reuse_photo',
  ],
  // An order to forget something is not an order of an ID.
  [
    /(?:usun|skasow|wymaz|wycof|wstrzym|delete|erase|remove|видал)\p{L}*[^.!?\n]{0,40}(?:zdjec|fot|dan[ey]|wnios|photo|data|order|фото|дан)/u,
    'asks_to_remove',
  ],
];

/** What in a text asks for a person, whatever else it says. */
export function cautionsOf(text: string): string[] {
  const plain = plainText(text);
  return cautions.flatMap(([pattern, flag]) => (pattern.test(plain) ? [flag] : []));
}
