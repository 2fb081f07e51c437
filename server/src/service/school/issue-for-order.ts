import type { Offer } from '@mleg/contract/common';
import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { createLetter } from '../../letters/letter.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { newId } from '../../store/ids.ts';
import { insertLetter } from '../../store/letters.ts';
import { orderById } from '../../store/orders.ts';
import { pupilById } from '../../store/pupils.ts';
import { schoolByNumber } from '../../store/schools.ts';
import { inSchool } from '../../store/tenant.ts';
import type { Delivery } from '../issuing/create-offer.ts';
import { handOutIn } from './hand-out.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';
import { toIsoTime } from './time.ts';

type OfOrder = Acting & { readonly orderId: string };

/**
 * QR and activation code for an order's pupil, to be shown on the screen.
 * @throws DomainError not_found, right_ended, paper_id_missing, portrait_missing
 */
export function issueForOrder(deps: SchoolDeps, request: OfOrder & { delivery: Delivery }): Promise<Offer> {
  return inSchool(deps.store, request.school, async (tx) => {
    const order = await orderById(tx, request.orderId);
    if (!order) throw new DomainError('not_found');
    const { delivery, actor } = request;
    // A letter is an offer of its own, made when it is printed.
    const shown = delivery === 'letter' ? 'journal' : delivery;
    const offer = await handOutIn(deps, tx, { pupilId: order.pupilId, delivery: shown, actor });
    return { ...offer, expiresAt: toIsoTime(offer.expiresAt), letterUrl: `/api/orders/${order.id}/letter` };
  });
}

/**
 * Prints an activation letter: a new offer with codes that stand on this paper only; the letter before it ends
 * (design.md section 5). Enters it into the register of letters (requirement A20).
 * @returns PDF
 * @throws DomainError not_found, right_ended, paper_id_missing, portrait_missing
 */
export async function printLetter(deps: SchoolDeps, request: OfOrder): Promise<Buffer> {
  const { actor, school } = request;
  const facts = await schoolByNumber(deps.store, school);
  const printed = await inSchool(deps.store, school, async (tx) => {
    const order = await orderById(tx, request.orderId);
    const pupil = order && (await pupilById(tx, order.pupilId));
    if (!order || !pupil) throw new DomainError('not_found');
    const offer = await handOutIn(deps, tx, { pupilId: pupil.id, delivery: 'letter', actor });
    const letterId = newId();
    const at = deps.now();
    await insertLetter(tx, { id: letterId, pupilId: pupil.id, offerId: offer.id, by: actor.id, at });
    await appendAudit(tx, at, { event: 'letter_printed', actor, pupilId: pupil.id, subject: letterId });
    const [reader] = (await guardiansOfPupil(tx, pupil.id)).filter((one) => one.rights === 'full');
    return { offer, pupil, at, language: reader?.language ?? 'pl' };
  });
  if (!facts) throw new DomainError('not_found');
  return createLetter({
    language: printed.language,
    school: facts,
    pupilName: `${printed.pupil.givenNames} ${printed.pupil.surname}`,
    classGroup: printed.pupil.classGroup,
    offer: printed.offer,
    walletUrl: deps.config.origins.wallet,
    portalUrl: deps.config.origins.school,
    printedAt: printed.at,
    demo: deps.config.mode === 'demo',
  });
}
