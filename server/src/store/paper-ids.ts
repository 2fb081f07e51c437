import type { Day } from '@mleg/core/calendar/days';
import { firstRow, type SchoolTx } from './tenant.ts';

export type PaperIdKind = 'booklet' | 'card';
export type PaperIdRow = {
  readonly id: string;
  readonly pupilId: string;
  readonly kind: PaperIdKind;
  readonly number: string;
  readonly issuedOn: Day;
  readonly validUntil: Day;
  readonly state: 'valid' | 'lost' | 'withdrawn' | 'replaced';
};

const COLUMNS = `id, pupil_id as "pupilId", kind, number, issued_on as "issuedOn", valid_until as "validUntil", state`;
const LATEST = {
  name: 'paper-id-latest',
  text: `select ${COLUMNS} from paper_id where school_id = $1 and pupil_id = $2
    order by (state = 'valid') desc, created_at desc limit 1`,
};
const BY_NUMBER = {
  name: 'paper-id-by-number',
  text: `select ${COLUMNS} from paper_id where school_id = $1 and number = $2`,
};
const INSERT = {
  name: 'paper-id-insert',
  text: `insert into paper_id (school_id, id, pupil_id, kind, number, issued_on, valid_until, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const UPDATE = {
  name: 'paper-id-update',
  text: `update paper_id set kind = $3, issued_on = $4, valid_until = $5 where school_id = $1 and id = $2`,
};
const REINSTATE = {
  name: 'paper-id-reinstate',
  text: `update paper_id set state = 'valid', kind = $3, issued_on = $4, valid_until = $5, created_at = $6
    where school_id = $1 and id = $2 and state = 'replaced'`,
};
const END = {
  name: 'paper-id-end',
  text: `update paper_id set state = $3 where school_id = $1 and pupil_id = $2 and state = 'valid' returning id`,
};

/** The pupil's standing paper ID, else the last one. */
export async function latestPaperId(tx: SchoolTx, pupilId: string): Promise<PaperIdRow | undefined> {
  return firstRow(await tx.run<PaperIdRow>(LATEST, [tx.school, pupilId]));
}

export async function paperIdByNumber(tx: SchoolTx, number: string): Promise<PaperIdRow | undefined> {
  return firstRow(await tx.run<PaperIdRow>(BY_NUMBER, [tx.school, number]));
}

export async function insertPaperId(
  tx: SchoolTx,
  paperId: Omit<PaperIdRow, 'state'> & { at: number },
): Promise<void> {
  const { id, pupilId, kind, number, issuedOn, validUntil, at } = paperId;
  await tx.run(INSERT, [tx.school, id, pupilId, kind, number, issuedOn, validUntil, at]);
}

export async function updatePaperId(
  tx: SchoolTx,
  paperId: Pick<PaperIdRow, 'id' | 'kind' | 'issuedOn' | 'validUntil'>,
): Promise<void> {
  await tx.run(UPDATE, [tx.school, paperId.id, paperId.kind, paperId.issuedOn, paperId.validUntil]);
}

/** A number that was replaced by a slip stands again, as if it came now. */
export async function reinstatePaperId(
  tx: SchoolTx,
  paperId: Pick<PaperIdRow, 'id' | 'kind' | 'issuedOn' | 'validUntil'> & { at: number },
): Promise<void> {
  const { id, kind, issuedOn, validUntil, at } = paperId;
  await tx.run(REINSTATE, [tx.school, id, kind, issuedOn, validUntil, at]);
}

/** Ends the standing paper ID; false when there is none. */
export async function endPaperId(
  tx: SchoolTx,
  pupilId: string,
  state: 'lost' | 'withdrawn' | 'replaced',
): Promise<boolean> {
  return (await tx.run(END, [tx.school, pupilId, state])).length > 0;
}
