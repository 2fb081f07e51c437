/** What one of the specifications' files proves of our code: a sentence, and the test behind it. */
export type Proof = {
  readonly proves: string;
  /** @param text of the file */
  readonly run: (text: string) => void | Promise<void>;
};

/** By the file's path below the folder of vectors. */
export type Proofs = Readonly<Record<string, Proof>>;

/** The same proof for several files of a folder. */
export function forEach(folder: string, names: readonly string[], proof: Proof): Proofs {
  return Object.fromEntries(names.map((name) => [`${folder}/${name}`, proof]));
}

/** The specifications wrap long lines; JSON and base64url without the wraps. */
export function unwrap(text: string): string {
  return text.replace(/\s*\n\s*/g, '');
}

/** The body of an example that shows a whole HTTP answer. */
export function bodyOf(text: string): string {
  return unwrap(text.slice(text.indexOf('{')));
}
