import encodeQr from 'qr';
import { latestOrder } from '../../store/orders.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { tellFamily } from '../family/notify-family.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { type CreatedOffer, createOffer, type Delivery } from './create-offer.ts';

/** An offer with the picture of its QR. */
export type HandedOut = CreatedOffer & { readonly qrSvg: string };

/**
 * Makes a new offer with an activation code under the pupil's right and tells the family that a code is ready.
 * @throws DomainError as createOffer
 */
export async function handOut(
  deps: SchoolDeps,
  pupilCase: PupilCase,
  request: { delivery: Delivery; actor: Acting['actor']; renew?: boolean },
): Promise<HandedOut> {
  const before = await latestOrder(pupilCase, pupilCase.pupilId);
  const offer = await createOffer(deps, pupilCase, request);
  // Once an order: a code that the family takes itself, or a second letter, is no news.
  if (before?.state === 'accepted' && request.actor.kind !== 'guardian') {
    const facts = { delivery: request.delivery };
    await tellFamily(deps, pupilCase, { event: 'code_ready', facts });
  }
  return { ...offer, qrSvg: encodeQr(offer.walletLink, 'svg', { border: 4 }) };
}
