import { isDay } from '@mleg/core/calendar/days';
import { orderRefusals, portraitRefusals, revocationReasons } from '@mleg/core/catalogue/reasons';
import { holdCauses, holdMakers, mobileIdStates, portraitStates } from '@mleg/core/catalogue/states';
import { orderChannels, orderParts, orderStates } from '@mleg/core/order/order';
import { z } from 'zod';

/** A day of the calendar that somebody sends, `YYYY-MM-DD`: parsed here into core's `Day`. */
export const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay, { params: { rule: 'date' } });
/** A day in an answer of ours: it comes out of a column of days. */
export const shownDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** A moment in UTC, RFC 3339 with `Z`. */
export const isoTime = z.iso.datetime();
/** An identifier of ours: URL-safe, at most 64 characters. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** The school software's own key of a pupil; never a PESEL. */
export const externalId = z.string().trim().min(1).max(64);
export const personName = z.string().trim().min(1).max(120);
export const email = z
  .string()
  .trim()
  .min(3)
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/);
export const language = z.enum(['pl', 'en', 'uk']);
export const personalIdType = z.enum(['pesel', 'passport', 'other']);
export const personalId = z.strictObject({
  type: personalIdType,
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/),
  value: z.string().trim().min(1).max(40),
});
export const paperIdKind = z.enum(['booklet', 'card']);
export const paperId = z.strictObject({
  kind: paperIdKind,
  /** At most 30 bytes: more do not fit into the offline code. */
  number: z
    .string()
    .trim()
    .min(1)
    .max(30)
    .refine((number) => new TextEncoder().encode(number).length <= 30),
  issuedOn: isoDate,
  validUntil: isoDate,
});
/** The same in an answer of ours. */
export const shownPaperId = z.strictObject({ ...paperId.shape, issuedOn: shownDay, validUntil: shownDay });
export const guardianRights = z.enum(['full', 'limited', 'none']);
export const revocationReason = z.enum(revocationReasons);
/** Why the office refuses a photo: the nine reasons of the photo grid. */
export const portraitRefusal = z.enum(portraitRefusals);
/** Why an order is refused. */
export const orderRefusal = z.enum(orderRefusals);
export const orderState = z.enum(orderStates);
/** What an incomplete order still waits for (rules.md O1). */
export const missingPart = z.enum(orderParts);
export const portraitState = z.enum(portraitStates);
const mobileIdState = z.enum(mobileIdStates);
export const channel = z.enum(orderChannels);
export const delivery = z.enum(['portal', 'journal', 'letter', 'email']);
export const role = z.enum(['head_teacher', 'office', 'class_teacher', 'data_protection', 'operator']);

/** RFC 9457 problem details; screens translate by `type` and never show `detail`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** The request's number, which the person may quote to the school's IT. */
  instance: z.string(),
  /** Safe facts: field names, limits, remaining tries. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** Query parameters arrive as text. */
export const flag = z.enum(['true', 'false']);
/** Place of a list's first row, counted from 0: long lists come in pages. */
export const pageFrom = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

/** One reason for which an ID is suspended; it works again when none is left (rules.md C9). */
export const suspension = z.strictObject({
  by: z.enum(holdMakers),
  /** Somebody asked for it, an objection waits for the head teacher, or the paper ID's last day has passed. */
  cause: z.enum(holdCauses),
  at: isoTime,
});

export const mobileId = z.strictObject({
  id,
  state: mobileIdState,
  /** The last day: the one in the phone, or an earlier one that the paper ID has meanwhile (rules.md V6). */
  validUntil: shownDay,
  activatedAt: isoTime,
  activatedBy: z.string(),
  /** „Telefon 1”: counted per pupil. */
  deviceNumber: z.number().int(),
  /** By whom of `suspensions` the first one is. */
  suspendedBy: z.enum(holdMakers).nullable(),
  /** The strongest first; empty for an ID that is not suspended. */
  suspensions: z.array(suspension),
  /** When it was revoked or replaced, for good. */
  endedAt: isoTime.nullable(),
  reason: revocationReason.nullable(),
});
export type MobileId = z.infer<typeof mobileId>;

/** What no code passes: a suspension by the school or by a lock code. */
export const codeStop = z.enum(['suspended_by_school', 'reported_lost']);

/** What is handed out to activate: one mechanism for all doors (design.md section 5). */
export const offer = z.strictObject({
  id,
  /** `openid-credential-offer://?credential_offer_uri=…` for other wallets. */
  credentialOffer: z.string(),
  /** `https://<wallet>/add#credential_offer_uri=…`: this stands in the QR. */
  walletLink: z.string(),
  /** „kod zamiast QR”, 4-4-4. */
  typedCode: z.string(),
  /** „kod aktywacyjny (hasło)”: 8 bare digits. */
  txCode: z.string(),
  /** Suspends the ID from any phone without logging in (rules.md C4). */
  lockCode: z.string(),
  expiresAt: isoTime,
  /** The QR of walletLink as SVG. */
  qrSvg: z.string(),
  /** Address of the printable letter (PDF), where the delivery is one. */
  letterUrl: z.string().nullable(),
});
export type Offer = z.infer<typeof offer>;
