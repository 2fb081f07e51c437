/** Words of the school's mailbox and of the letters that came into it. */

/** Why a mailbox is not read: the panel and the command line have a sentence with the next step for each. */
export const mailboxProblems = [
  'folder_missing',
  'folder_not_readable',
  'host_unknown',
  'connection_refused',
  'tls_failed',
  'login_refused',
  'timed_out',
  'other',
] as const;
export type MailboxProblem = (typeof mailboxProblems)[number];

/** How far the office is with a letter. `not_ours` keeps nothing of it but that it is not to be taken in again. */
export const letterStates = ['waiting', 'question', 'done', 'not_ours'] as const;
export type LetterState = (typeof letterStates)[number];

/** Through which door a letter came. */
export const letterChannels = ['mailbox', 'journal'] as const;
export type LetterChannel = (typeof letterChannels)[number];
