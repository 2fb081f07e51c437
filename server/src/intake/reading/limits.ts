/** 20,000 rows of a school's file are about 4 MB. */
export const importBytesMax = 8 * 1024 * 1024;

/** What a file may be. Beyond it is no school's register, and reading it to the end would keep others waiting. */
export const readingLimits = {
  /** Rows with something in them. */
  rows: 20_000,
  /** Lines with empty ones. */
  lines: 100_000,
  /** Letters between two line breaks. */
  lineLetters: 64 * 1024,
  columns: 200,
  cellLetters: 2000,
  /** Lines of one quoted cell. */
  cellLines: 20,
  seconds: 20,
  megabytes: 256,
} as const;
