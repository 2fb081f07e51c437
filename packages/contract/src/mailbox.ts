import { letterChannels, mailboxProblems } from '@mleg/core/catalogue/mailbox';
import { z } from 'zod';
import { email, id, isoTime, pageFrom, shownDay } from './common.ts';

/** The mailbox page's tabs (screens.md S-11): what waits for a click, what somebody asks, what is done. */
export const letterTab = z.enum(['to_confirm', 'questions', 'done']);
export type LetterTab = z.infer<typeof letterTab>;

/** What the matching room decides of a message (docs/matching.md); `ignore` never comes to this page. */
export const letterDecision = z.enum(['auto_draft', 'human_review', 'ask_sender', 'urgent_revoke']);
export const letterIntent = z.enum([
  'issue',
  'photo_only',
  'reissue',
  'revoke',
  'objection',
  'data_change',
  'duplicate_card',
  'question',
  'no_action',
]);
/** Why the mailbox is not read; the screen has a sentence with the next step for each. */
export const mailboxProblem = z.enum(mailboxProblems);

/** GET /api/letters?tab=&from= */
export const letterQuery = z.strictObject({ tab: letterTab.optional(), from: pageFrom.optional() });

const pupilShown = z.strictObject({ id, name: z.string(), classGroup: z.string(), birthDate: shownDay });

export const letterRow = z.strictObject({
  id,
  /** When it came into the mailbox or the journal. */
  at: isoTime,
  channel: z.enum(letterChannels),
  sender: z.strictObject({
    name: z.string(),
    /** Null for an account of a journal. */
    email: z.string().nullable(),
    /** The address or account is one of the register. */
    known: z.boolean(),
  }),
  subject: z.string(),
  intent: letterIntent,
  decision: letterDecision,
  /** The one pupil that is proposed or was confirmed; null for none or several. */
  pupil: pupilShown.nullable(),
  pupilCount: z.number().int(),
  /** „zgodne 4 z 4”: clues that point to that pupil, of all that were found. */
  clues: z.strictObject({ agreed: z.number().int(), of: z.number().int() }),
  files: z.number().int(),
});
export type LetterRow = z.infer<typeof letterRow>;

export const letterList = z.strictObject({
  counts: z.record(letterTab, z.number().int()),
  /** At most 100 at once, reports of loss first, then the oldest first (`done`: the newest first). */
  letters: z.array(letterRow),
  total: z.number().int(),
  /** Null where the school has none connected. */
  mailbox: z
    .strictObject({
      address: z.string(),
      checkedAt: isoTime.nullable(),
      problem: mailboxProblem.nullable(),
    })
    .nullable(),
});
export type LetterList = z.infer<typeof letterList>;

/** What points to a pupil, and where it stands. */
export const letterClue = z.strictObject({
  where: z.enum(['subject', 'body', 'file', 'sender', 'account']),
  what: z.enum(['name', 'surname', 'given_name', 'class', 'guardian']),
  agrees: z.boolean(),
});
export type LetterClue = z.infer<typeof letterClue>;

export const letterFile = z.strictObject({
  id,
  name: z.string(),
  bytes: z.number().int(),
  /** The picture as it would become the pupil's; null for what is no picture. */
  url: z.string().nullable(),
  /** Codes of core's photo checks and of our own reading; the screen has words for each it knows. */
  reasons: z.array(z.string()),
});

/** GET /api/letters/{id} */
export const letterDetail = z.strictObject({
  ...letterRow.shape,
  version: z.number().int(),
  state: z.enum(['waiting', 'question', 'done']),
  /** Plain text, at most 20,000 letters; `isCut` where there was more. */
  body: z.string(),
  isCut: z.boolean(),
  uploads: z.array(letterFile),
  proposals: z.array(
    z.strictObject({
      /** Null where several may be meant: `candidates` has them. */
      pupil: pupilShown.nullable(),
      candidates: z.array(pupilShown),
      classWritten: z.string().nullable(),
      /** The file that is taken for this pupil's photo. */
      fileId: id.nullable(),
      clues: z.array(letterClue),
      hasHomonyms: z.boolean(),
    }),
  ),
  /** What matching saw (docs/matching.md); the screen shows those that it has words for. */
  flags: z.array(z.string()),
  /** The receipt: what was or will be answered by itself. Null where no answer may leave (rules.md O4). */
  receipt: z.strictObject({ text: z.string(), sentAt: isoTime.nullable(), to: z.string() }).nullable(),
  /** What came of it. */
  orders: z.array(z.strictObject({ id, caseNumber: z.string(), pupilName: z.string() })),
  /** Until then a person's answer has not left and can be taken back (rules.md O7). */
  undoUntil: isoTime.nullable(),
  /** When the letter and its pictures are deleted from the mailbox and from here. */
  deletedOn: shownDay,
});
export type LetterDetail = z.infer<typeof letterDetail>;

/** GET /api/letters/{id}/files/{fileId} */
export const letterFileParams = z.strictObject({ id, fileId: id });
/** POST /api/letters/{id}/confirmation: whose it is and which picture; opens or joins the order. */
export const letterConfirmation = z.strictObject({
  version: z.number().int(),
  pupils: z
    .array(z.strictObject({ pupilId: id, fileId: id.nullable() }))
    .min(1)
    .max(8),
});
/** POST /api/letters/{id}/answer: a person's own words, threaded, in 60 s (rules.md O7). */
export const letterAnswer = z.strictObject({
  version: z.number().int(),
  text: z.string().trim().min(1).max(4000),
});
/** POST /api/letters/{id}/setting-aside: a question for the list of its own, done without an answer, or not ours. */
export const letterSettingAside = z.strictObject({
  version: z.number().int(),
  as: z.enum(['question', 'done', 'not_ours']),
});
/** POST /api/letters/{id}/undo: takes back the answer while `undoUntil` has not passed. */
export const letterUndo = z.strictObject({ version: z.number().int() });

/** PUT /api/mailbox: a mailbox on an IMAP server; connected only where it works. */
export const mailboxLogin = z.strictObject({
  address: email,
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.-]{1,253}$/),
  /** TLS from the first byte, or STARTTLS. */
  port: z.union([z.literal(993), z.literal(143)]),
  user: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(500),
  folder: z.string().trim().min(1).max(200),
});
export type MailboxLogin = z.input<typeof mailboxLogin>;
/** POST /api/mailbox/trial: „try the connection”; nothing is read, marked or kept. */
export const mailboxTrial = z.strictObject({ problem: mailboxProblem.nullable(), waiting: z.number().int() });
export type MailboxTrial = z.infer<typeof mailboxTrial>;
