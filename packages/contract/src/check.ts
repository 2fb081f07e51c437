import { verdictReasons, verdictWords } from '@mleg/core/verdict/verdict';
import { z } from 'zod';

export const checkProfile = z.enum(['ticket', 'cinema', 'library', 'full']);
/** POST /api/checks */
export const checkRequest = z.strictObject({
  profile: checkProfile,
  /**
   * The wallet is on the device that asks: after the answer it returns the browser to this verifier with a response code, and
   * only with that code (header `Response-Code`) is the verdict read.
   */
  sameDevice: z.boolean().optional(),
});
export const checkCreated = z.strictObject({
  id: z.string(),
  /** `https://<wallet>/present#…`: this stands in the QR. */
  request: z.string(),
  /** `openid4vp://…` for other wallets. */
  openid4vp: z.string(),
  /** 6 digits, 2 minutes, one taker. */
  code: z.string(),
  secret: z.string(),
  expiresAt: z.iso.datetime(),
});
export type CheckCreated = z.infer<typeof checkCreated>;
/** What was disclosed, as the verifier may show it; absent when not asked. */
export const disclosed = z.strictObject({
  name: z.string().optional(),
  /** Whole years today; the birth date itself is shown only where it was asked for. */
  age: z.number().int().optional(),
  birthDate: z.string().optional(),
  /** Ages of the `age_over_*` flags that were disclosed as reached. */
  agesReached: z.array(z.number().int()).optional(),
  /** data: URL. */
  picture: z.string().optional(),
  schoolName: z.string().optional(),
  documentNumber: z.string().optional(),
  validUntil: z.string().optional(),
  personalNumber: z.string().optional(),
  address: z.string().optional(),
  demo: z.boolean().optional(),
});
/** GET /api/checks/{id} with `Authorization: Bearer <secret>` */
export const checkState = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'opened', 'done', 'expired', 'declined']),
  verdict: z.enum(verdictWords).nullable(),
  /** One list for app, API and command line (design.md section 6). */
  reason: z.enum(verdictReasons).nullable(),
  disclosed: disclosed.nullable(),
  /** With `stale` and `clock`: whose clock is wrong. */
  wrongClock: z.enum(['holder', 'either']).optional(),
  /** When the status list that was used had been signed. */
  statusAsOf: z.iso.datetime().nullable(),
});
export type CheckState = z.infer<typeof checkState>;
/** POST /api/checks/codes: a wallet's holder types the 6 digits. */
export const checkCodeRequest = z.strictObject({ code: z.string().regex(/^\d{6}$/) });
