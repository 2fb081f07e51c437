import { z } from 'zod';
import {
  channel,
  delivery,
  email,
  externalId,
  id,
  isoDate,
  isoTime,
  missingPart,
  orderRefusal,
  orderState,
} from './common.ts';
import { guardianInput, pupilInput } from './pupil.ts';

/** GET /api/v1/pupils?number=|q= */
export const pupilSearch = z.strictObject({
  number: z.string().max(30).optional(),
  q: z.string().max(100).optional(),
});
export const pupilFound = z.strictObject({
  externalId,
  givenNames: z.string(),
  surname: z.string(),
  birthDate: isoDate,
  classGroup: z.string(),
  status: z.enum(['pupil', 'left', 'graduated']),
});
export const pupilSearchResult = z.strictObject({ pupils: z.array(pupilFound) });
export const pupilPut = pupilInput;
export const pupilPutResult = z.strictObject({ externalId, created: z.boolean() });
export const guardiansPut = z.strictObject({ guardians: z.array(guardianInput).max(8) });
/** POST /api/v1/orders */
export const orderRequest = z.strictObject({
  pupil: externalId,
  requestedBy: z.strictObject({ name: z.string().trim().min(1).max(120), email: email.optional() }),
});
export const orderResult = z.strictObject({
  id,
  state: orderState,
  dueOn: isoDate.nullable(),
  missing: z.array(missingPart),
  channel,
  requesterKnown: z.boolean(),
  refusal: orderRefusal.nullable(),
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
