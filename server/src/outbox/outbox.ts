import type { Vault } from '../keys/vault.ts';
import type { Letter } from '../mail/mailer.ts';
import { newId } from '../store/ids.ts';
import { insertJob } from '../store/jobs.ts';
import { insertOutbox } from '../store/outbox.ts';
import { schoolCipher } from '../store/school-cipher.ts';
import type { SchoolTx } from '../store/tenant.ts';

/** Name of the job that sends one entry. */
export const SEND_JOB = 'send_outbox';
/** No entry waits longer between two tries. */
export const SEND_WAIT_SECONDS_MAX = 120;

export const payloadPlace = (id: string) => ({ table: 'outbox', column: 'payload_sealed', row: id });

/** The mailers' own idea of a letter, as it lies sealed in the outbox. */
export type MailPayload = Letter;

/**
 * Writes a letter that is to leave the house: in the transaction of the change that it tells of, so that there is never the
 * one without the other. A job sends it, at least once, until it is worth nothing any more.
 * @param entry.subject id of the row that it is about
 * @returns id of the job, for whoever does not want to wait for the next look
 */
export async function writeMail(
  deps: { readonly vault: Vault },
  tx: SchoolTx,
  entry: {
    readonly letter: MailPayload;
    readonly subject: string;
    readonly at: number;
    readonly expiresAt: number;
    /** Not before, so that it can be taken back (rules.md O7); at once where nothing is said. */
    readonly sendAt?: number;
    /** Its id, where the caller must know it before. */
    readonly id?: string;
  },
): Promise<string> {
  const { letter, subject, at, expiresAt, sendAt = at, id = newId() } = entry;
  const payloadSealed = (await schoolCipher(tx, deps.vault)).seal(payloadPlace(id), JSON.stringify(letter));
  await insertOutbox(tx, { id, kind: 'mail', subject, payloadSealed, createdAt: at, expiresAt, sendAt });
  const job = { id: `${SEND_JOB}:${id}`, kind: SEND_JOB, school: tx.school, subject: id };
  await insertJob(tx, { ...job, dueAt: sendAt, waitSecondsMax: SEND_WAIT_SECONDS_MAX, createdAt: at });
  return job.id;
}
