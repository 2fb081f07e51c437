import { id } from '@mleg/contract/common';
import { z } from 'zod';
import type { Actor } from '../../audit/append.ts';
import type { GuardianPrincipal } from '../kit/policy.ts';

/** `/:pupilId` */
export const childParams = z.strictObject({ pupilId: id });
/** `/:pupilId/mobile-ids/:mobileId` */
export const mobileIdParams = z.strictObject({ pupilId: id, mobileId: id });
/** `?v=` keeps an old picture out of the browser's memory. */
export const pictureQuery = z.strictObject({ v: z.string().max(64).optional() });

/** The guardian in the history. */
export function actorOf(principal: GuardianPrincipal): Actor {
  return { kind: 'guardian', id: principal.accountId };
}
