import type { FormKind } from '@mleg/core/catalogue/forms';
import { DomainError } from '@mleg/core/errors';
import { createForm } from '../../letters/form.ts';
import type { Language } from '../../letters/sheet.ts';
import { latestOrder } from '../../store/orders.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import { pupilById } from '../../store/pupils.ts';
import { schoolByNumber } from '../../store/schools.ts';
import { inSchool } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';

/** A form without a pupil, for the notice board. @returns PDF */
export async function printBlankForm(
  deps: SchoolDeps,
  {
    school,
    kind,
    language,
  }: { readonly school: number; readonly kind: FormKind; readonly language: Language },
): Promise<Buffer> {
  const facts = await schoolByNumber(deps.store, school);
  if (!facts) throw new DomainError('not_found');
  const demo = deps.config.mode === 'demo';
  return createForm({ kind, language, school: facts, pupil: undefined, printedAt: deps.now(), demo });
}

/**
 * A form with what the school knows of the pupil, but for the personal number. Its QR leads the office back to the pupil.
 * @returns PDF
 * @throws DomainError not_found
 */
export async function printFormOf(
  deps: SchoolDeps,
  request: {
    readonly school: number;
    readonly pupilId: string;
    readonly kind: FormKind;
    readonly language: Language;
  },
): Promise<Buffer> {
  const { school, pupilId, kind, language } = request;
  const facts = await schoolByNumber(deps.store, school);
  const pupil = await inSchool(deps.store, school, async (tx) => {
    const found = await pupilById(tx, pupilId);
    if (!found) return undefined;
    const [paperId, order] = [await latestPaperId(tx, pupilId), await latestOrder(tx, pupilId)];
    const isStanding = paperId?.state === 'valid';
    return {
      name: `${found.givenNames} ${found.surname}`,
      classGroup: found.classGroup,
      paperNumber: isStanding ? paperId.number : null,
      paperIssuedOn: isStanding ? paperId.issuedOn : null,
      caseNumber: order?.caseNumber ?? null,
      scan: `${deps.config.origins.panel}/pupils/${pupilId}`,
    };
  });
  if (!facts || !pupil) throw new DomainError('not_found');
  const demo = deps.config.mode === 'demo';
  return createForm({ kind, language, school: facts, pupil, printedAt: deps.now(), demo });
}
