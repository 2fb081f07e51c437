import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { createLetter } from '../../letters/letter.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { newId } from '../../store/ids.ts';
import { insertLetter } from '../../store/letters.ts';
import { inPupilCase } from '../../store/pupil-case.ts';
import { schoolByNumber } from '../../store/schools.ts';
import { handOut } from '../issuing/hand-out.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

/**
 * Prints an activation letter: a new offer with codes that stand on this paper only; the letter before it ends
 * (design.md section 5). Enters it into the register of letters (requirement A20).
 * @returns PDF
 * @throws DomainError not_found and as createOffer
 */
export async function printLetter(
  deps: SchoolDeps,
  request: Acting & { readonly orderId: string },
): Promise<Buffer> {
  const { actor, school } = request;
  const facts = await schoolByNumber(deps.store, school);
  const printed = await inPupilCase(deps, request, async (pupilCase) => {
    const { pupil } = pupilCase;
    const offer = await handOut(deps, pupilCase, { delivery: 'letter', actor });
    const letterId = newId();
    const at = deps.now();
    await insertLetter(pupilCase, { id: letterId, offerId: offer.id, by: actor.id, at });
    const event = { event: 'letter_printed', actor, pupilId: pupil.id, subject: letterId } as const;
    await appendAudit(pupilCase, at, event);
    const [reader] = (await guardiansOfPupil(pupilCase, pupil.id)).filter((one) => one.rights === 'full');
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
