import type { PortraitState } from '@mleg/core/catalogue/states';
import type { PupilCase } from './pupil-case.ts';
import { firstRow, type SchoolTx } from './tenant.ts';

export type PortraitRow = {
  readonly id: string;
  readonly pupilId: string;
  readonly state: PortraitState;
  readonly reasons: string[];
  readonly refusal: string | null;
};

const COLUMNS = `id, pupil_id as "pupilId", state, reasons, refusal`;
// The newest that still means something: a waiting one is looked at before the accepted one under it.
const CURRENT = {
  name: 'portrait-current',
  text: `select ${COLUMNS} from portrait where school_id = $1 and pupil_id = $2
    order by (state = 'waiting') desc, (state = 'accepted') desc, created_at desc limit 1`,
};
const MASTER = {
  name: 'portrait-master',
  text: `select t.pupil_id as "pupilId", p.class_group as "classGroup", t.master_sealed as sealed
    from portrait t join pupil p on p.school_id = t.school_id and p.id = t.pupil_id
    where t.school_id = $1 and t.id = $2`,
};
const INSERT = {
  name: 'portrait-insert',
  text: `insert into portrait (school_id, id, pupil_id, state, reasons, master_sealed, picture_sealed,
      picture_low_sealed, picture_link_sealed, created_at, created_by)
    values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $9, $10)`,
};
// A new photo takes the place of the one that nobody has looked at yet.
const DROP_WAITING = {
  name: 'portrait-drop-waiting',
  text: `update portrait set state = 'refused', refusal = null, decided_at = $3, decided_by = $4
    where school_id = $1 and pupil_id = $2 and state = 'waiting'`,
};
const RETIRE_ACCEPTED = {
  name: 'portrait-retire',
  text: `update portrait set state = 'refused', refusal = null, decided_at = $4, decided_by = $5
    where school_id = $1 and pupil_id = $2 and state = 'accepted'
      and exists (select 1 from portrait w where w.school_id = $1 and w.id = $3 and w.state = 'waiting')`,
};
const DECIDE = {
  name: 'portrait-decide',
  text: `update portrait set state = $4, refusal = $5, decided_at = $6, decided_by = $7
    where school_id = $1 and pupil_id = $2 and id = $3 and state = 'waiting' returning id`,
};

const DROP_OF = {
  name: 'portrait-drop-of',
  text: `update portrait set state = 'refused', refusal = null, decided_at = $4, decided_by = $5
    where school_id = $1 and pupil_id = $2 and state = 'waiting' and created_by = $3`,
};

/** Drops the waiting photo if somebody (`of`, an actor's id) sent it. */
export async function dropPortraitOf(
  { school, pupilId, run }: PupilCase,
  drop: { readonly of: string; readonly at: number; readonly by: string },
): Promise<void> {
  await run(DROP_OF, [school, pupilId, drop.of, drop.at, drop.by]);
}

export async function currentPortrait(tx: SchoolTx, pupilId: string): Promise<PortraitRow | undefined> {
  return firstRow(await tx.run<PortraitRow>(CURRENT, [tx.school, pupilId]));
}

export type PortraitMaster = {
  readonly pupilId: string;
  readonly classGroup: string;
  readonly sealed: Buffer;
};

/** The sealed picture of a portrait, and whose it is. */
export async function portraitMaster(tx: SchoolTx, id: string): Promise<PortraitMaster | undefined> {
  return firstRow(await tx.run<PortraitMaster>(MASTER, [tx.school, id]));
}

/** Takes a photo of the pupil, in the place of one that nobody has looked at. */
export async function insertPortrait(
  { school, pupilId, run }: PupilCase,
  portrait: {
    id: string;
    reasons: readonly string[];
    master: Buffer;
    picture: Buffer;
    pictureLow: Buffer;
    pictureLink: Buffer;
    at: number;
    by: string;
  },
): Promise<void> {
  const { id, reasons, master, picture, pictureLow, pictureLink, at, by } = portrait;
  await run(DROP_WAITING, [school, pupilId, at, by]);
  await run(INSERT, [school, id, pupilId, reasons, master, picture, pictureLow, pictureLink, at, by]);
}

/** Accepts or refuses a waiting portrait; false when it waits no longer. */
export async function decidePortrait(
  { school, pupilId, run }: PupilCase,
  decision: {
    id: string;
    state: 'accepted' | 'refused';
    refusal: string | null;
    at: number;
    by: string;
  },
): Promise<boolean> {
  const { id, state, refusal, at, by } = decision;
  if (state === 'accepted') await run(RETIRE_ACCEPTED, [school, pupilId, id, at, by]);
  return (await run(DECIDE, [school, pupilId, id, state, refusal, at, by])).length > 0;
}
