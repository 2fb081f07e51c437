import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { type MobileIdRow, mobileIdsBeyond } from '../../store/mobile-ids.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import { lockPupil } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { listMobileIds, restoreIn, suspendIn } from '../issuing/mobile-ids.ts';
import { tellFamily } from './notify-family.ts';
import type { Acting, SchoolDeps } from './school-deps.ts';

type Deps = Pick<SchoolDeps, 'vault' | 'now'>;

/** Suspends what the paper ID's day has overtaken; told from what people suspended by its name. */
const LAST_DAY: Acting['actor'] = { kind: 'system', id: 'paper_id' };

/**
 * Makes the IDs in phones say what the paper ID says (rules.md V6): where its last day has passed and the phone names a
 * later one, they are suspended by the school; where it has not, exactly that suspension is lifted. Tells the family.
 */
export async function followPaperId(deps: Deps, tx: SchoolTx, pupilId: string): Promise<void> {
  await lockPupil(tx, pupilId);
  const paperId = await latestPaperId(tx, pupilId);
  if (paperId?.state !== 'valid') return;
  const today = warsawDayOf(deps.now());
  const lastDay = paperId.validUntil;
  const change = { pupilId, actor: LAST_DAY, by: 'school', cause: 'paper_id' } as const;
  if (lastDay >= today) {
    const restored = await restoreIn(deps, tx, change);
    const facts = { by: 'school', cause: 'paper_id' };
    if (restored > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_restored', facts });
    return;
  }
  const mobileIds = await mobileIdsBeyond(tx, pupilId, { lastDay, today });
  const suspended = mobileIds.length === 0 ? 0 : await suspendIn(deps, tx, { ...change, mobileIds });
  const facts = { by: 'school', cause: 'paper_id', on: lastDay };
  if (suspended > 0) await tellFamily(deps, tx, { pupilId, event: 'mobile_id_suspended', facts });
}

/**
 * Tells the family of another last day of the paper ID while the IDs in phones name the old one: an earlier one ends
 * them then, a later one comes into the phone with a new code.
 */
export async function tellLastDay(
  deps: Deps,
  tx: SchoolTx,
  { pupilId, from, to }: { pupilId: string; from: string; to: string },
): Promise<void> {
  const today = warsawDayOf(deps.now());
  if (to === from || to < today) return;
  const isNews =
    to < from
      ? (await mobileIdsBeyond(tx, pupilId, { lastDay: to, today })).length > 0
      : (await listMobileIds(deps, tx, [pupilId])).some((row) => isStanding(row) && row.validUntil < to);
  if (!isNews) return;
  const event = to < from ? 'paper_id_shortened' : 'paper_id_prolonged';
  await tellFamily(deps, tx, { pupilId, event, facts: { on: to } });
}

function isStanding({ state }: MobileIdRow): boolean {
  return state === 'active' || state === 'suspended' || state === 'expired';
}
