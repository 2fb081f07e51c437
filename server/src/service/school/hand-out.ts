import { DomainError } from '@mleg/core/errors';
import encodeQr from 'qr';
import { latestOrder } from '../../store/orders.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { type CreatedOffer, createOfferIn, type Delivery } from '../issuing/create-offer.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

/** An offer with the picture of its QR. */
export type HandedOut = CreatedOffer & { readonly qrSvg: string };

/**
 * Makes a new offer with an activation code under the pupil's right and tells the family that a code is ready.
 * @throws DomainError not_found, objection_filed, paper_id_missing, portrait_missing, right_ended, suspended_by_school,
 *   reported_lost
 */
export function handOut(
  deps: SchoolDeps,
  request: Acting & { pupilId: string; delivery: Delivery },
): Promise<HandedOut> {
  return inSchool(deps.store, request.school, (tx) => handOutIn(deps, tx, request));
}

/** The same inside a transaction of the caller. */
export async function handOutIn(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: { pupilId: string; delivery: Delivery; actor: Acting['actor']; renew?: boolean },
): Promise<HandedOut> {
  const { pupilId, delivery } = request;
  const before = await latestOrder(tx, pupilId);
  const offer = await createOfferIn(deps, tx, request).catch(sayWhy);
  // Once an order: a code that the family takes itself, or a second letter, is no news.
  if (before?.state === 'accepted' && request.actor.kind !== 'guardian') {
    await tellFamily(deps, tx, { pupilId, event: 'code_ready', facts: { delivery } });
  }
  return { ...offer, qrSvg: encodeQr(offer.walletLink, 'svg', { border: 4 }) };
}

/** One documented code for each ground on which nothing can be handed out. */
function sayWhy(error: unknown): never {
  if (!(error instanceof DomainError) || error.type !== 'right_missing') throw error;
  const { reason } = error.details;
  if (reason === 'paper_id_missing') throw new DomainError('paper_id_missing', {}, { cause: error });
  if (reason === 'portrait_missing') throw new DomainError('portrait_missing', {}, { cause: error });
  if (reason === 'objection_filed') throw new DomainError('objection_filed', {}, { cause: error });
  if (reason === 'suspended_by_school') throw new DomainError('suspended_by_school', {}, { cause: error });
  if (reason === 'reported_lost') throw new DomainError('reported_lost', {}, { cause: error });
  throw new DomainError('right_ended', { reason: String(reason) }, { cause: error });
}
