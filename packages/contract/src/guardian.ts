import { z } from 'zod';
import {
  codeStop,
  id,
  isoTime,
  missingPart,
  mobileId,
  orderRefusal,
  orderState,
  portraitRefusal,
  portraitState,
  revocationReason,
  shownDay,
} from './common.ts';
import { schoolBrief } from './session.ts';

/** One child as its guardian sees it; nothing of the other guardian (rules.md W2). */
export const child = z.strictObject({
  pupilId: id,
  /** Exactly as in the school's register. */
  givenNames: z.string(),
  surname: z.string(),
  classGroup: z.string(),
  birthDate: shownDay,
  school: schoolBrief,
  /** „Tę legitymację wydaje szkoła…” where the issuer is not recognised by the state (rules.md W6). */
  authorityNote: z.string(),
  paperId: z.strictObject({ number: z.string(), validUntil: shownDay, valid: z.boolean() }).nullable(),
  portrait: z
    .strictObject({
      state: portraitState,
      url: z.string(),
      /** What the program noticed; it never blocks. */
      reasons: z.array(z.string()).readonly(),
      refusal: portraitRefusal.nullable(),
    })
    .nullable(),
  order: z
    .strictObject({
      id,
      caseNumber: z.string(),
      state: orderState,
      missing: z.array(missingPart),
      dueOn: shownDay.nullable(),
      refusal: z.strictObject({ reason: orderRefusal, note: z.string().nullable() }).nullable(),
    })
    .nullable(),
  mayOrder: z.boolean(),
  /** Ways to order that the school keeps open; without `journal` this page takes none (rules.md O3). */
  orderDoors: z.array(z.enum(['journal', 'mailbox', 'paper'])),
  /** No application is needed, only a photo (rules.md O9). */
  objectionBasis: z.boolean(),
  /** A right to activate stands: a code can be taken now. */
  codeReady: z.boolean(),
  /** Why no code can be taken although the right stands (rules.md C9); null where nothing is against it. */
  codeStop: codeStop.nullable(),
  /** The school allows one phone: an ID that is taken into another one ends the first one's. */
  onePhoneOnly: z.boolean(),
  mobileIds: z.array(mobileId),
  /** Whether the child is at this school; who has left stays on the page with what became of the ID. */
  status: z.enum(['pupil', 'left', 'graduated']),
  /** The last day at school of who has left. */
  leftOn: shownDay.nullable(),
  /** The school ended the right to activate: why and when. Null where one stands, or an order came after it. */
  ended: z
    .strictObject({ reason: z.enum([...revocationReason.options, 'withdrawn']), on: shownDay })
    .nullable(),
  deadlineWorkingDays: z.number().int(),
  /** An objection stands: nothing is issued until it is withdrawn. */
  objection: z.boolean(),
  /** Another guardian had ordered: suspended until the head teacher decides (rules.md W3). */
  objectionToDecide: z.boolean(),
  /** Whether it was this guardian who objected: the others and the school's own objection are not theirs to withdraw. */
  mayWithdrawObjection: z.boolean(),
});
export type Child = z.infer<typeof child>;
/** GET /portal/api/children */
export const childList = z.strictObject({ children: z.array(child) });
export type ChildList = z.infer<typeof childList>;

/** Privacy notices that have been shown, the newest last. A version that is none of ours does not enter the history. */
export const noticeVersion = z.enum(['portal-2026-11']);
export type NoticeVersion = z.infer<typeof noticeVersion>;

/** POST /portal/api/children/{pupilId}/orders */
export const guardianOrder = z.strictObject({
  /** „Ja albo dziecko” may collect at school. */
  mayPupilCollect: z.boolean(),
  /** Version of the privacy notice that was shown. */
  noticeVersion,
});
/** POST /portal/api/children/{pupilId}/offers: `renew` ends the codes that stand open and makes others. */
export const codeRequest = z.strictObject({ renew: z.boolean().default(false) });
/** POST /portal/api/children/{pupilId}/mobile-ids/{mobileId}/revocation */
export const guardianRevocation = z.strictObject({
  reason: z.enum(['device_lost', 'device_stolen', 'device_damaged', 'malfunction', 'resignation']),
});
/**
 * GET /portal/api/messages: what the office tells, newest first. `subject` is the code of an event, `body` JSON with its
 * facts (`dueOn`, `missing`, `reason`, `delivery`, `by`); the screen has a sentence for each in the reader's language.
 */
export const message = z.strictObject({
  id,
  at: isoTime,
  pupilId: id,
  from: z.enum(['school', 'guardian']),
  subject: z.string(),
  body: z.string(),
  /** A reply that carries a code: opens the code page. */
  codeReady: z.boolean(),
  read: z.boolean(),
});
/** The newest 200 of each school; `isCut` where there are more. */
export const messageList = z.strictObject({ messages: z.array(message), isCut: z.boolean() });
export type MessageList = z.infer<typeof messageList>;
/** POST /portal/api/lock, without logging in: suspends only (rules.md C4). */
export const lockRequest = z.strictObject({ lockCode: z.string().trim().min(8).max(20) });
export const lockResult = z.strictObject({ suspended: z.number().int() });
