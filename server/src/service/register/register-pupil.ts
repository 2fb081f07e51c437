import type { PupilInput, RenameReason } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { enterPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { pupilByExternalId } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { fieldsOf } from './pupil-parts.ts';
import { saveGuardians } from './save-guardians.ts';
import { savePaperId } from './save-paper-id.ts';
import { addPupil, savePupil } from './save-pupil.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/**
 * Adds a pupil with paper ID and guardians where they are named.
 * @returns the id of the pupil
 * @throws DomainError conflict for an external id that is known; what addPupil, savePaperId and saveGuardians throw
 */
export async function registerPupil(
  deps: Deps,
  tx: SchoolTx,
  request: { externalId: string; input: PupilInput; actor: Acting['actor'] },
): Promise<string> {
  const { externalId, input, actor } = request;
  const fields = fieldsOf(input);
  if (await pupilByExternalId(tx, externalId)) throw new DomainError('conflict', { field: 'externalId' });
  const cipher = await schoolCipher(tx, deps.vault);
  const pupilId = await addPupil(deps, tx, { cipher, externalId, fields, actor });
  await saveParts(deps, await enterPupilCase(deps, tx, { pupilId }), { input, actor });
  return pupilId;
}

/** The parts of a pupil that are to be replaced; what is not named stays. */
export type PupilChange = { readonly [K in keyof PupilInput]?: PupilInput[K] | undefined };

/**
 * Replaces the named parts of a pupil.
 * @param request `renameReason` of a person who says that it is the same child under other names (rules.md I1a)
 * @throws DomainError as savePupil, savePaperId and saveGuardians
 */
export async function changePupil(
  deps: Deps,
  pupilCase: PupilCase,
  request: {
    input: PupilChange;
    actor: Acting['actor'];
    renameReason?: RenameReason | undefined;
  },
): Promise<void> {
  const { input, actor, renameReason } = request;
  await savePupil(deps, pupilCase, { fields: fieldsOf(input), actor, renameReason });
  await saveParts(deps, pupilCase, { input, actor });
}

async function saveParts(
  deps: Deps,
  pupilCase: PupilCase,
  { input: { paperId, guardians }, actor }: { input: PupilChange; actor: Acting['actor'] },
): Promise<void> {
  if (paperId) await savePaperId(deps, pupilCase, { paperId, actor });
  if (guardians) await saveGuardians(deps, pupilCase, { guardians, complete: true, actor });
}
