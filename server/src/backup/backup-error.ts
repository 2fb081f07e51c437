/** A backup that cannot be made, read or put back: a sentence for the person at the terminal. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
  }
}

export const CHANGED = 'The backup is damaged: it was changed, or is not the file that was written.';
export const CUT_SHORT = 'The backup is cut short: its end is missing.';
