import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { readPhoto } from '../../photo/read-photo.ts';
import { newId } from '../../store/ids.ts';
import { touchDecidedOrders } from '../../store/orders.ts';
import { currentPortrait, insertPortrait, portraitMaster } from '../../store/portraits.ts';
import { lockPupil, pupilById } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { refreshOrder } from './order-clock.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

export type PortraitVerdict = { readonly verdict: 'ok' | 'warn'; readonly reasons: readonly string[] };

/**
 * Takes a photo for a pupil. It is read before anything is written, so that a file that cannot be read leaves the
 * earlier portrait where it is. Starts the clock of an open order anew (rules.md O2).
 * @param also what belongs to the same transaction, once the portrait is stored
 * @throws DomainError not_found, right_ended (the pupil has left), too_large, unsupported_media_type, photo_unreadable
 */
export async function savePortrait(
  deps: SchoolDeps,
  request: Acting & { pupilId: string; bytes: Uint8Array },
  also?: (tx: SchoolTx) => Promise<void>,
): Promise<PortraitVerdict> {
  const { school, pupilId, actor } = request;
  const photo = await readPhoto(request.bytes);
  await inSchool(deps.store, school, async (tx) => {
    await lockPupil(tx, pupilId);
    const pupil = await pupilById(tx, pupilId);
    if (!pupil) throw new DomainError('not_found');
    // No picture of a child whom the school does not teach any more.
    if (pupil.status === 'left') throw new DomainError('right_ended', { reason: 'left_school' });
    const cipher = await schoolCipher(tx, deps.vault);
    const id = newId();
    const seal = (column: string, plain: Uint8Array): Buffer =>
      cipher.seal({ table: 'portrait', column, row: id }, plain);
    await insertPortrait(tx, {
      id,
      pupilId,
      reasons: photo.reasons,
      master: seal('master_sealed', photo.master),
      picture: seal('picture_sealed', photo.picture),
      pictureLow: seal('picture_low_sealed', photo.pictureLow),
      pictureLink: seal('picture_link_sealed', photo.linkPicture),
      at: deps.now(),
      by: actor.id,
    });
    await appendAudit(tx, deps.now(), { event: 'portrait_received', actor, pupilId, subject: id });
    await refreshOrder(deps, tx, pupilId, 'new_portrait');
    await touchDecidedOrders(tx, pupilId);
    await also?.(tx);
  });
  return { verdict: photo.verdict, reasons: photo.reasons };
}

/**
 * The stored JPEG (700x900) of a portrait.
 * @param request `pupilId` whose it must be; `within` the classes of which the pupil must be, null for any
 * @throws DomainError not_found
 */
export async function openPortrait(
  deps: Pick<SchoolDeps, 'vault'>,
  tx: SchoolTx,
  request: { portraitId: string; pupilId?: string; within: readonly string[] | null },
): Promise<Buffer> {
  const found = await portraitMaster(tx, request.portraitId);
  const isOther = request.pupilId !== undefined && found?.pupilId !== request.pupilId;
  const isOutside = found && request.within !== null && !request.within.includes(found.classGroup);
  if (!found || isOther || isOutside) throw new DomainError('not_found');
  const cipher = await schoolCipher(tx, deps.vault);
  return cipher.open({ table: 'portrait', column: 'master_sealed', row: request.portraitId }, found.sealed);
}

/** The newest portrait of a pupil as JPEG. @throws DomainError not_found */
export async function openCurrentPortrait(
  deps: Pick<SchoolDeps, 'vault'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<Buffer> {
  const current = await currentPortrait(tx, pupilId);
  if (!current) throw new DomainError('not_found');
  return openPortrait(deps, tx, { portraitId: current.id, pupilId, within: null });
}
