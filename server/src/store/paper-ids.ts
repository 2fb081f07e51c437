import type { Day } from '@mleg/core/calendar/days';
import type { PupilCase } from './pupil-case.ts';
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
  text: `update paper_id set kind = $4, issued_on = $5, valid_until = $6
    where school_id = $1 and pupil_id = $2 and id = $3`,
};
const REINSTATE = {
  name: 'paper-id-reinstate',
  text: `update paper_id set state = 'valid', kind = $4, issued_on = $5, valid_until = $6, created_at = $7
    where school_id = $1 and pupil_id = $2 and id = $3 and state = 'replaced'`,
};
const END = {
  name: 'paper-id-end',
  text: `update paper_id set state = $3 where school_id = $1 and pupil_id = $2 and state = 'valid' returning id`,
};

/** The pupil's standing paper ID, else the last one. */
export async function latestPaperId(tx: SchoolTx, pupilId: string): Promise<PaperIdRow | undefined> {
  return firstRow(await tx.run<PaperIdRow>(LATEST, [tx.school, pupilId]));
}

/** Whose paper ID has this number. */
export async function paperIdByNumber(tx: SchoolTx, number: string): Promise<PaperIdRow | undefined> {
  return firstRow(await tx.run<PaperIdRow>(BY_NUMBER, [tx.school, number]));
}

/** A paper ID of the pupil, without whose it is and its state. */
export type PaperIdWrite = Omit<PaperIdRow, 'pupilId' | 'state'>;

/** Records a paper ID of the pupil. */
export async function insertPaperId(
  { school, pupilId, run }: PupilCase,
  paperId: PaperIdWrite & { at: number },
): Promise<void> {
  const { id, kind, number, issuedOn, validUntil, at } = paperId;
  await run(INSERT, [school, id, pupilId, kind, number, issuedOn, validUntil, at]);
}

/** Corrects or prolongs a paper ID of the pupil. */
export async function updatePaperId(
  { school, pupilId, run }: PupilCase,
  { id, kind, issuedOn, validUntil }: Omit<PaperIdWrite, 'number'>,
): Promise<void> {
  await run(UPDATE, [school, pupilId, id, kind, issuedOn, validUntil]);
}

/** A number that was replaced by a slip stands again, as if it came now. */
export async function reinstatePaperId(
  { school, pupilId, run }: PupilCase,
  paperId: Omit<PaperIdWrite, 'number'> & { at: number },
): Promise<void> {
  const { id, kind, issuedOn, validUntil, at } = paperId;
  await run(REINSTATE, [school, pupilId, id, kind, issuedOn, validUntil, at]);
}

/** Ends the standing paper ID; false when there is none. */
export async function endPaperId(
  { school, pupilId, run }: PupilCase,
  state: 'lost' | 'withdrawn' | 'replaced',
): Promise<boolean> {
  return (await run(END, [school, pupilId, state])).length > 0;
}
