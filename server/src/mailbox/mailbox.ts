import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';

/** A letter's bytes; `isCut` where the letter is longer than what was asked for. */
export type LetterBytes = { readonly bytes: Uint8Array; readonly isCut: boolean };

/**
 * Where a school's letters lie. A letter is named by what stays the same when it is marked or moved; each act on one that
 * has gone meanwhile does nothing.
 */
export type Mailbox = {
  /** Names of the unread letters, the oldest first. */
  readonly list: () => Promise<string[]>;
  /** The first `bytesMax` bytes; undefined for what is gone or no letter. Marks nothing. */
  readonly read: (name: string, bytesMax: number) => Promise<LetterBytes | undefined>;
  readonly markRead: (name: string) => Promise<void>;
  readonly markUnread: (name: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** Ends the connection, where there is one. */
  readonly close: () => Promise<void>;
};

/** The mailbox cannot be used; `problem` is a word of the catalogue. */
export class MailboxError extends Error {
  readonly problem: MailboxProblem;
  constructor(problem: MailboxProblem, options?: ErrorOptions) {
    super(`mailbox: ${problem}`, options);
    this.name = 'MailboxError';
    this.problem = problem;
  }
}
