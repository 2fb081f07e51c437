import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { mobileIdsBeyond } from '../../store/mobile-ids.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { tellFamily } from '../family/notify-family.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { liftCause, suspend } from './change-mobile-ids.ts';
import { isStanding, listMobileIds } from './mobile-ids.ts';

type Deps = Pick<SchoolDeps, 'now'>;

/** Suspends what the paper ID's day has overtaken; told from what people suspended by its name. */
const LAST_DAY: Acting['actor'] = { kind: 'system', id: 'paper_id' };

/**
 * Makes the IDs in phones say what the paper ID says (rules.md V6): where its last day has passed and the phone names a
 * later one, they are suspended by the school; where it has not, exactly that suspension is lifted. Tells the family.
 */
export async function followPaperId(deps: Deps, pupilCase: PupilCase): Promise<void> {
  const { pupilId } = pupilCase;
  const paperId = await latestPaperId(pupilCase, pupilId);
  if (paperId?.state !== 'valid') return;
  const today = warsawDayOf(deps.now());
  const lastDay = paperId.validUntil;
  const change = { actor: LAST_DAY, cause: 'paper_id' } as const;
  const facts = { by: 'school', cause: 'paper_id' };
  if (lastDay >= today) {
    const restored = await liftCause(deps, pupilCase, change);
    if (restored > 0) await tellFamily(deps, pupilCase, { event: 'mobile_id_restored', facts });
    return;
  }
  const mobileIds = await mobileIdsBeyond(pupilCase, pupilId, { lastDay, today });
  if (mobileIds.length === 0) return;
  await suspend(deps, pupilCase, { ...change, mobileIds, by: 'school', facts: { ...facts, on: lastDay } });
}

/**
 * Tells the family of another last day of the paper ID while the IDs in phones name the old one: an earlier one ends
 * them then, a later one comes into the phone with a new code.
 */
export async function tellLastDay(
  deps: Deps,
  pupilCase: PupilCase,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const today = warsawDayOf(deps.now());
  if (to === from || to < today) return;
  const { pupilId } = pupilCase;
  const isNews =
    to < from
      ? (await mobileIdsBeyond(pupilCase, pupilId, { lastDay: to, today })).length > 0
      : (await listMobileIds(deps, pupilCase, [pupilId])).some(
          (row) => isStanding(row) && row.validUntil < to,
        );
  if (!isNews) return;
  const event = to < from ? 'paper_id_shortened' : 'paper_id_prolonged';
  await tellFamily(deps, pupilCase, { event, facts: { on: to } });
}
