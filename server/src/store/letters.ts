import type { PupilCase } from './pupil-case.ts';

const REPLACE = {
  name: 'letter-replace',
  text: `update letter set state = 'replaced' where school_id = $1 and pupil_id = $2 and state = 'printed'`,
};
const INSERT = {
  name: 'letter-insert',
  text: `insert into letter (school_id, id, pupil_id, offer_id, created_by, created_at) values ($1, $2, $3, $4, $5, $6)`,
};

/** Enters a printed letter; the one before it that nobody collected is replaced. */
export async function insertLetter(
  { school, pupilId, run }: PupilCase,
  letter: { id: string; offerId: string; by: string; at: number },
): Promise<void> {
  await run(REPLACE, [school, pupilId]);
  await run(INSERT, [school, letter.id, pupilId, letter.offerId, letter.by, letter.at]);
}
