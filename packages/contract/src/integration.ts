import { z } from 'zod';
import {
  channel,
  delivery,
  email,
  externalId,
  id,
  isoTime,
  language,
  missingPart,
  orderRefusal,
  orderState,
  pageFrom,
  portraitRefusal,
  portraitState,
  shownDay,
  shownPaperId,
} from './common.ts';
import { guardianInput, pupilInput } from './pupil.ts';

const paperIdState = z.enum(['valid', 'expired', 'lost', 'withdrawn', 'replaced']);

/** GET /api/v1/pupils?number=|q=&from= */
export const pupilSearch = z.strictObject({
  number: z.string().max(30).optional(),
  q: z.string().max(100).optional(),
  from: pageFrom.optional(),
});
export const pupilFound = z.strictObject({
  externalId,
  givenNames: z.string(),
  surname: z.string(),
  birthDate: shownDay,
  classGroup: z.string(),
  status: z.enum(['pupil', 'left', 'graduated']),
});
export const pupilSearchResult = z.strictObject({
  pupils: z.array(pupilFound),
  /** All that fit. */
  total: z.number().int(),
  /** What to ask for with `from` next; null on the last page. */
  next: z.number().int().nullable(),
});
/** PUT /api/v1/pupils/{externalId}: a new pupil needs all of who it is, a known one the named parts only (rules.md I2). */
export const pupilPut = pupilInput.partial();
export const pupilPutResult = z.strictObject({
  externalId,
  created: z.boolean(),
  /** Fields that were taken although a person should look at them (rules.md I1b). */
  warnings: z.array(z.strictObject({ field: z.string(), code: z.literal('date_unusual') })).optional(),
});
export const guardiansPut = z.strictObject({ guardians: z.array(guardianInput).max(8) });
/** GET /api/v1/pupils/{externalId}: how far the case is; personal number, address and guardians stay here. */
export const pupilRead = z.strictObject({
  ...pupilFound.shape,
  objection: z.boolean(),
  /** An announced departure; the day has not come (rules.md V2). */
  leavesOn: shownDay.nullable(),
  paperId: z.strictObject({ ...shownPaperId.shape, state: paperIdState }).nullable(),
  portrait: z.strictObject({ state: portraitState, refusal: portraitRefusal.nullable() }).nullable(),
  order: z.strictObject({ id, state: orderState, dueOn: shownDay.nullable() }).nullable(),
  activeMobileIds: z.number().int(),
});
/** POST /api/v1/orders */
export const orderRequest = z.strictObject({
  pupil: externalId,
  requestedBy: z.strictObject({ name: z.string().trim().min(1).max(120), email: email.optional() }),
});
export const orderResult = z.strictObject({
  id,
  state: orderState,
  dueOn: shownDay.nullable(),
  missing: z.array(missingPart),
  channel,
  requesterKnown: z.boolean(),
  refusal: orderRefusal.nullable(),
  /** Where the guardian, once logged in, sends this child's photo (rules.md I2). */
  photoPage: z.string(),
});
/** GET /api/v1/orders?pupil={externalId} */
export const ordersQuery = z.strictObject({ pupil: externalId });
export const ordersOfPupil = z.strictObject({
  /** The newest first, at most 100. */
  orders: z.array(
    z.strictObject({
      ...orderResult.shape,
      caseNumber: z.string(),
      receivedAt: isoTime,
      /** Through which door it came; a form handed in counts as the desk. */
      source: z.enum(['portal', 'desk', 'api', 'mailbox', 'journal']),
      /** A letter was taken for this pupil's, and no person has said so yet. */
      proposed: z.boolean(),
    }),
  ),
});
/** POST /api/v1/messages: a message of a family, as the journal has it. */
export const messageAttachmentsBytesMax = 24 * 1024 * 1024;
export const journalMessage = z.strictObject({
  account: z.strictObject({
    guardian: z.string().trim().min(1).max(120),
    /** The school's ids of the children whom the account shows. */
    children: z.array(externalId).max(20),
  }),
  subject: z.string().max(1000),
  body: z.string().max(20_000),
  attachments: z
    .array(
      z.strictObject({
        name: z.string().max(255),
        type: z.string().max(100),
        /** Base64. */
        content: z.base64().max(Math.ceil((messageAttachmentsBytesMax * 4) / 3)),
      }),
    )
    .max(10)
    .optional(),
  /** The journal's own name of the message: one that comes twice is taken once. */
  id: z.string().trim().min(1).max(200).optional(),
});
export const journalMessageResult = z.strictObject({
  /** Null where it was there already, or is none of ours. */
  id: id.nullable(),
  outcome: z.enum(['taken', 'known', 'not_ours']),
  /** Orders that were opened for it and wait for a person's word. */
  orders: z.array(id),
});
export const apiDecision = z.strictObject({
  decision: z.enum(['approve', 'refuse']),
  reason: orderRefusal.optional(),
});
/** POST /api/v1/pupils/{externalId}/offers; the body may be absent. */
export const offerRequest = z.strictObject({ delivery: delivery.optional() });
export const offerResult = z.strictObject({
  credentialOffer: z.string(),
  walletLink: z.string(),
  typedCode: z.string(),
  txCode: z.string(),
  lockCode: z.string(),
  expiresAt: isoTime,
  qrSvg: z.string(),
});

/** GET /api/v1/messages?after=: news for families, to be passed on by the journal; `0`, or nothing, from the beginning. */
export const messageQuery = z.strictObject({ after: id.optional() });
export const journalMessages = z.strictObject({
  messages: z.array(
    z.strictObject({
      id,
      at: isoTime,
      pupil: externalId,
      to: z.strictObject({ name: z.string(), email: z.string().nullable(), language }),
      /** What happened, as a code. */
      event: z.string(),
      /** A due day, a reason's code, what is missing. */
      facts: z.record(z.string(), z.string()),
    }),
  ),
  /** What to ask with next. The last ten seconds come again, so that nothing that was being written is missed. */
  after: id.nullable(),
});
