import { paperIdStates, pupilStatuses } from '@mleg/core/catalogue/states';
import { z } from 'zod';
import {
  channel,
  codeStop,
  delivery,
  id,
  isoTime,
  missingPart,
  mobileId,
  orderRefusal,
  orderState,
  pageFrom,
  portraitRefusal,
  portraitState,
  shownDay,
  shownPaperId,
} from './common.ts';

/** The queue's tabs (screens.md S-3). */
export const orderTab = z.enum(['new', 'incomplete', 'to_check', 'to_issue', 'issued', 'done']);
export type OrderTab = z.infer<typeof orderTab>;

/** GET /api/orders?tab=&from= */
export const orderQuery = z.strictObject({ tab: orderTab.optional(), from: pageFrom.optional() });
/** POST /api/orders/search: names stand in no address. */
export const orderWanted = z.strictObject({
  tab: orderTab.optional(),
  from: z.number().int().min(0).max(999_999).optional(),
  q: z.string().trim().min(1).max(100),
});

export const orderRow = z.strictObject({
  id,
  /** „2026/0412”: what people quote. */
  caseNumber: z.string(),
  pupilId: id,
  pupilName: z.string(),
  classGroup: z.string(),
  channel,
  state: orderState,
  missing: z.array(missingPart),
  receivedAt: isoTime,
  /** Last day of the deadline; null while its clock is stopped (rules.md O2). */
  dueOn: shownDay.nullable(),
  /** Working days left, negative when late; null while stopped. */
  workingDaysLeft: z.number().int().nullable(),
  requesterKnown: z.boolean(),
  /** A letter was taken for this pupil's, and no person has said so yet. */
  proposed: z.boolean(),
});
export type OrderRow = z.infer<typeof orderRow>;

export const orderList = z.strictObject({
  counts: z.record(orderTab, z.number().int()),
  /** At most 300 at once; `total` counts all that were asked for (0 behind the last page). */
  orders: z.array(orderRow),
  total: z.number().int(),
  /** Reports of lost phones stand on top of the queue (rules.md C4). */
  lossReports: z.array(
    z.strictObject({ mobileId: id, pupilId: id, pupilName: z.string(), at: isoTime, by: z.string() }),
  ),
  lossReportsTotal: z.number().int(),
  /** Letters that report a loss, above all: they suspend nothing. The sender's name, and the pupil's where one is proposed. */
  lossLetters: z.array(
    z.strictObject({ id, at: isoTime, sender: z.string(), pupilName: z.string().nullable() }),
  ),
  /** Objections that wait for the head teacher (rules.md W3). */
  objections: z.array(z.strictObject({ pupilId: id, pupilName: z.string(), at: isoTime })),
  objectionsTotal: z.number().int(),
});
export type OrderList = z.infer<typeof orderList>;

export const timelineEntry = z.strictObject({
  at: isoTime,
  /** An audit event's code; the screen has a sentence for each. */
  event: z.string(),
  actor: z.string(),
  note: z.string().nullable(),
});

/** GET /api/orders/{id} */
export const orderDetail = z.strictObject({
  ...orderRow.shape,
  version: z.number().int(),
  requestedBy: z.strictObject({ name: z.string(), email: z.string().nullable(), known: z.boolean() }),
  refusal: z.strictObject({ reason: orderRefusal, note: z.string().nullable() }).nullable(),
  pupil: z.strictObject({
    id,
    givenNames: z.string(),
    surname: z.string(),
    birthDate: shownDay,
    classGroup: z.string(),
    status: z.enum(pupilStatuses),
    /** Dots alone: the last digits beside the birth date would give the number away. */
    personalIdMasked: z.string(),
    hasAddress: z.boolean(),
    objection: z.boolean(),
    objectionToDecide: z.boolean(),
  }),
  paperId: z.strictObject({ ...shownPaperId.shape, state: z.enum(paperIdStates) }).nullable(),
  portrait: z
    .strictObject({
      id,
      state: portraitState,
      url: z.string(),
      reasons: z.array(z.string()),
      refusal: portraitRefusal.nullable(),
    })
    .nullable(),
  /** Other pupils of the school with the same name: a wrong pupil is the worst error. */
  homonyms: z.array(z.strictObject({ name: z.string(), classGroup: z.string(), birthDate: shownDay })),
  mobileIds: z.array(mobileId),
  /** Codes of the pupil that a phone could still take. */
  openCodes: z.number().int(),
  /** The school allows one phone: an ID that is taken into another one ends the first one's. */
  onePhoneOnly: z.boolean(),
  /** Why no code would be handed out (rules.md C9); null where nothing is against it. */
  codeStop: codeStop.nullable(),
  /** The newest; `timelineTotal` counts all. */
  timeline: z.array(timelineEntry),
  timelineTotal: z.number().int(),
});
export type OrderDetail = z.infer<typeof orderDetail>;

/** POST /api/orders: an order taken at the desk (paper form or in person). */
export const deskOrder = z.strictObject({
  pupilId: id,
  channel: z.enum(['paper', 'desk']),
  requestedBy: z.strictObject({
    name: z.string().trim().min(1).max(120),
    email: z.string().max(254).optional(),
  }),
});
/** POST /api/orders/{id}/portrait-decision */
export const portraitDecision = z.strictObject({
  version: z.number().int(),
  decision: z.enum(['accept', 'refuse']),
  reason: portraitRefusal.optional(),
});
/** POST /api/orders/{id}/decision; approving accepts the waiting portrait too. */
export const orderDecision = z.strictObject({
  version: z.number().int(),
  decision: z.enum(['approve', 'refuse']),
  reason: orderRefusal.optional(),
  note: z.string().trim().max(500).optional(),
});
/** POST /api/orders/{id}/withdrawal: codes that no phone has taken, or the approval with them. */
export const issueWithdrawal = z.strictObject({ what: z.enum(['codes', 'order']) });
/** POST /api/orders/{id}/offers */
export const issueRequest = z.strictObject({ delivery });
