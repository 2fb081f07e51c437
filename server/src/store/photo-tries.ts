import { onlyRow, type SchoolTx } from './tenant.ts';

const COUNT = {
  name: 'photo-try-count',
  text: `insert into photo_try (school_id, actor_id, subject, started_at, tries) values ($1, $2, $3, $4, 1)
    on conflict (school_id, actor_id, subject) do update set
      tries = case when photo_try.started_at <= $5 then 1 else photo_try.tries + 1 end,
      started_at = case when photo_try.started_at <= $5 then $4 else photo_try.started_at end
    returning tries, started_at as "startedAt"`,
};

/** Counts one try of somebody to send a photo; the window begins with the first try and lasts `windowSeconds`. */
export async function countPhotoTry(
  tx: SchoolTx,
  request: { readonly actorId: string; readonly subject: string; readonly at: number },
  windowSeconds: number,
): Promise<{ readonly tries: number; readonly startedAt: number }> {
  const { actorId, subject, at } = request;
  const values = [tx.school, actorId, subject, at, at - windowSeconds];
  return onlyRow(await tx.run<{ tries: number; startedAt: number }>(COUNT, values));
}
