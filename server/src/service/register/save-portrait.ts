import { DomainError } from '@mleg/core/errors';
import { appendAudit } from '../../audit/append.ts';
import { type ReadPhoto, readPhoto } from '../../photo/read-photo.ts';
import { newId } from '../../store/ids.ts';
import { touchOrders } from '../../store/orders.ts';
import { countPhotoTry } from '../../store/photo-tries.ts';
import { currentPortrait, insertPortrait, portraitMaster } from '../../store/portraits.ts';
import { inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { pupilById } from '../../store/pupils.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { refreshOrder } from '../order/order-clock.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

export type PortraitVerdict = { readonly verdict: 'ok' | 'warn'; readonly reasons: readonly string[] };

/** How many photos somebody may try in 24 hours, whatever comes of them; a guardian's are counted for each child. */
const TRIES_A_DAY_MAX: Readonly<Record<string, number>> = { guardian: 20, staff: 2_000, api: 20_000 };
const DAY_SECONDS = 86_400;

/**
 * Counts a try before the file is looked at: also one that is refused has cost something.
 * @throws DomainError not_found, so that a photo for nobody is not read; rate_limited with when to go on
 */
async function countTry(
  deps: SchoolDeps,
  { school, pupilId, actor }: Acting & { pupilId: string },
): Promise<void> {
  const perDay = TRIES_A_DAY_MAX[actor.kind];
  const counted = await inSchool(deps.store, school, async (tx) => {
    if (!(await pupilById(tx, pupilId))) throw new DomainError('not_found');
    if (perDay === undefined) return undefined;
    const subject = actor.kind === 'guardian' ? pupilId : '';
    return countPhotoTry(tx, { actorId: actor.id, subject, at: deps.now() }, DAY_SECONDS);
  });
  if (perDay === undefined || counted === undefined || counted.tries <= perDay) return;
  const retryAfterSeconds = Math.max(1, counted.startedAt + DAY_SECONDS + 1 - deps.now());
  throw new DomainError('rate_limited', { perDay, retryAfterSeconds });
}

/**
 * Takes a photo for a pupil. It is read before anything is written, so that a file that cannot be read leaves the
 * earlier portrait where it is. A new photo starts the clock of an open order anew (rules.md O2); one that the office
 * puts in the place of a waiting one does not: the family has done its part.
 * @param also what belongs to the same transaction, once the portrait is stored
 * @throws DomainError not_found, rate_limited, right_ended (the pupil has left), too_large, unsupported_media_type,
 *   photo_unreadable
 */
export async function savePortrait(
  deps: SchoolDeps,
  request: Acting & { pupilId: string; bytes: Uint8Array },
  also?: (pupilCase: PupilCase) => Promise<void>,
): Promise<PortraitVerdict> {
  const { school, pupilId, actor } = request;
  await countTry(deps, request);
  const photo = await readPhoto(request.bytes, { school, account: actor.id });
  await inPupilCase(deps, { school, pupilId }, async (pupilCase) => {
    await storePortrait(deps, pupilCase, { photo, actor });
    await also?.(pupilCase);
  });
  return { verdict: photo.verdict, reasons: photo.reasons };
}

/**
 * Makes a photo that was read the pupil's waiting one, in the place of one that waits.
 * @throws DomainError right_ended (the pupil has left)
 */
export async function storePortrait(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  { photo, actor }: { readonly photo: ReadPhoto; readonly actor: Acting['actor'] },
): Promise<void> {
  const { pupil, pupilId, cipher } = pupilCase;
  // No picture of a child whom the school does not teach any more.
  if (pupil.status === 'left') throw new DomainError('right_ended', { reason: 'left_school' });
  const before = await currentPortrait(pupilCase, pupilId);
  const id = newId();
  const seal = (column: string, plain: Uint8Array): Buffer =>
    cipher.seal({ table: 'portrait', column, row: id }, plain);
  await insertPortrait(pupilCase, {
    id,
    reasons: photo.reasons,
    master: seal('master_sealed', photo.master),
    picture: seal('picture_sealed', photo.picture),
    pictureLow: seal('picture_low_sealed', photo.pictureLow),
    pictureLink: seal('picture_link_sealed', photo.linkPicture),
    at: deps.now(),
    by: actor.id,
  });
  await appendAudit(pupilCase, deps.now(), { event: 'portrait_received', actor, pupilId, subject: id });
  const isSameClock = actor.kind === 'staff' && before?.state === 'waiting';
  await refreshOrder(deps, pupilCase, isSameClock ? 'part_arrived' : 'new_portrait');
  await touchOrders(pupilCase);
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
