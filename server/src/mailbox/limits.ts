/** What is read of one letter. What goes beyond is not read, and the letter says so: a person looks into the mailbox. */
export const letterLimits = {
  /** A photo of 20 MB has 27 as base64. */
  bytes: 40 * 1024 * 1024,
  files: 20,
  subjectLetters: 1000,
  /** Shown; matching reads less. */
  bodyLetters: 20_000,
  headers: 200,
  headerLetters: 2000,
  headerBytes: 256 * 1024,
  /** Parts within parts. */
  nesting: 20,
  /** Letters within a letter, and so deep. */
  letters: 3,
  seconds: 10,
  megabytes: 256,
} as const;
