import type { PupilInput, RenameReason } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { pupilByExternalId, pupilById } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { saveGuardians } from './save-guardians.ts';
import { savePaperId } from './save-paper-id.ts';
import { type SaveOutcome, savePupil } from './save-pupil.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'store' | 'vault' | 'now'>;

/**
 * Adds a pupil, or replaces the named parts of the one with this external id (rules.md I2), with paper ID and
 * guardians where they are named.
 * @throws DomainError conflict when it must be new and is not; what savePupil, savePaperId and saveGuardians throw
 */
export async function registerPupil(
  deps: Deps,
  tx: SchoolTx,
  request: { externalId: string; input: PupilInput; actor: Acting['actor']; mustBeNew: boolean },
): Promise<{ pupilId: string; outcome: SaveOutcome }> {
  const existing = await pupilByExternalId(tx, request.externalId);
  if (existing && request.mustBeNew) throw new DomainError('conflict', { field: 'externalId' });
  const cipher = await schoolCipher(tx, deps.vault);
  const { input, actor, externalId } = request;
  const saved = await savePupil(deps, tx, { cipher, existing, externalId, fields: input, actor });
  const more = await saveParts(deps, tx, { pupilId: saved.pupilId, input, actor });
  const { pupilId, outcome } = saved;
  return { pupilId, outcome: outcome === 'unchanged' && more ? 'updated' : outcome };
}

/**
 * Replaces the named parts of a pupil.
 * @param request `renameReason` of a person who says that it is the same child under other names (rules.md I1a)
 * @throws DomainError not_found and as above
 */
export async function changePupil(
  deps: Deps,
  tx: SchoolTx,
  request: {
    pupilId: string;
    input: { [K in keyof PupilInput]?: PupilInput[K] | undefined };
    actor: Acting['actor'];
    renameReason?: RenameReason | undefined;
  },
): Promise<void> {
  const { pupilId, actor, renameReason } = request;
  const existing = await pupilById(tx, pupilId);
  if (!existing) throw new DomainError('not_found');
  const input = Object.fromEntries(
    Object.entries(request.input).filter(([, value]) => value !== undefined),
  ) as Partial<PupilInput>;
  const cipher = await schoolCipher(tx, deps.vault);
  const { externalId } = existing;
  await savePupil(deps, tx, { cipher, existing, externalId, fields: input, actor, renameReason });
  await saveParts(deps, tx, { pupilId, input, actor });
}

async function saveParts(
  deps: Deps,
  tx: SchoolTx,
  request: { pupilId: string; input: Partial<PupilInput>; actor: Acting['actor'] },
): Promise<boolean> {
  const { pupilId, input, actor } = request;
  const { paperId, guardians } = input;
  const paperChanged = paperId ? await savePaperId(deps, tx, { pupilId, paperId, actor }) : false;
  const guardiansChanged = guardians
    ? await saveGuardians(deps, tx, { pupilId, guardians, complete: true, actor })
    : false;
  return paperChanged || guardiansChanged;
}
