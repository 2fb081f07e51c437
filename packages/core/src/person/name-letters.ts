/**
 * Letters of two bytes read one by one: the first is one of few, the second one of the signs that stand at 0x80 to 0xBF in
 * the code pages of the West and of Central Europe.
 */
const readTwice = /[ÃÂÄÅĂĹÐÑĐ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźˇ˘ŁĄŞŻ˛łąşĽ˝ľż]/u;
/** „Łucja” whose second byte was lost on the way. No language puts a vowel behind Å. */
const halfLetter = /Å[aeiouyąęóAEIOUY]/u;
/** Not one of these stands in a name: what is left of a letter in a wrong code page, of boxes, of a replaced byte. */
const noLetters =
  /[\u0080-\u009f\ufffd±¶¼½¾¦¡¿³²¹§¤¨¬®©°·¸¯«»¢£¥€µ×÷†‡‰•™‹›…˙˛ˇ˘˝?\u2500-\u259f\ue000-\uf8ff]/u;

/** Whether a name has what no name has, so that it was read or sent in a wrong encoding (rules.md I1b). */
export function hasWrongLetters(name: string): boolean {
  return noLetters.test(name) || isBrokenText(name);
}

/** Whether any text was certainly broken on its way; signs that an address may have are no proof. */
export function isBrokenText(text: string): boolean {
  return /[\u0080-\u009f\ufffd\u2500-\u259f]/u.test(text) || readTwice.test(text) || halfLetter.test(text);
}

/**
 * How many spots of a text no Polish writer would write: signs that are no letters beside letters, a capital that is not
 * plain Latin behind a small letter. Tells the code pages of one file apart.
 */
export function countOddSpots(text: string): number {
  const signs =
    text.match(/\p{L}[±¶¼½¾¦¡¿²¹¤¨¬®©°·¸¯«¢£¥€µ×÷†‡‰•™‹›…˙˛ˇ˘˝\u0080-\u009f\u2500-\u259f]/gu) ?? [];
  const before = text.match(/[±¶¦¡¿¤¨¬®©¸¯¢£¥µ×÷†‡‰˙˛ˇ˘˝\u0080-\u009f\u2500-\u259f]\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Ll}(?![A-Z])\p{Lu}/gu) ?? [];
  return signs.length + before.length + capitals.length + (text.match(/[\u0080-\u009f]/gu) ?? []).length;
}
