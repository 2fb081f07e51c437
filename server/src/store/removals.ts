import type { SchoolTx } from './tenant.ts';
import { firstRow } from './tenant.ts';

const HOLDER = {
  name: 'removal-holder',
  text: `select m.id as "mobileId", m.pupil_id as "pupilId"
    from status_entry e join mobile_id m on m.school_id = e.school_id and m.id = e.mobile_id
    where e.school_id = $1 and e.list_id = $2 and e.position = $3 and e.key_thumbprint = $4`,
};

/** The mobile ID of a status entry, for whoever holds the key that the entry's copy was bound to. */
export async function mobileIdOfHolder(
  tx: SchoolTx,
  entry: { readonly listId: number; readonly position: number; readonly thumbprint: Buffer },
): Promise<{ readonly mobileId: string; readonly pupilId: string } | undefined> {
  const { listId, position, thumbprint } = entry;
  return firstRow(
    await tx.run<{ mobileId: string; pupilId: string }>(HOLDER, [tx.school, listId, position, thumbprint]),
  );
}
