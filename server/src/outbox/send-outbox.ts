import type { JobKind, RunningJob } from '../jobs/job-kind.ts';
import { type JobDeps, wordsOf } from '../jobs/run-job.ts';
import type { Vault } from '../keys/vault.ts';
import type { Mailer } from '../mail/mailer.ts';
import { endOutbox, noteOutboxError, takeOutbox } from '../store/outbox.ts';
import { schoolCipher } from '../store/school-cipher.ts';
import { inSchool } from '../store/tenant.ts';
import { type MailPayload, payloadPlace, SEND_JOB, SEND_WAIT_SECONDS_MAX } from './outbox.ts';

export type SendDeps = JobDeps & {
  readonly vault: Vault;
  /** Absent where none is set up: entries wait until they are worth nothing. */
  readonly mail?: Mailer;
};

/** A mail server may be slow; its own limits are 10 s for each of connection, greeting and silence. */
const RUN_SECONDS = 60;
const AT_ONCE = 3;
/** A day and more of tries every two minutes; what a letter is worth ends long before. */
const ATTEMPTS_MAX = 1000;

/**
 * Sends what stands in the outbox. At least once: a process that is killed between the mail server's answer and the note of
 * it sends the letter again, under the same Message-ID.
 */
export function sendOutboxJob(deps: SendDeps): JobKind {
  return {
    name: SEND_JOB,
    runSeconds: RUN_SECONDS,
    atOnce: AT_ONCE,
    isIrreversible: false,
    attemptsMax: ATTEMPTS_MAX,
    waitSecondsMax: SEND_WAIT_SECONDS_MAX,
    run: (job) => send(deps, job),
    givenUp: ({ school, subject }) => end(deps, { school, subject }, 'failed'),
  };
}

type Entry = Pick<RunningJob, 'school' | 'subject'>;

async function end(
  { store, now }: SendDeps,
  { school, subject }: Entry,
  state: 'sent' | 'expired' | 'failed',
): Promise<void> {
  if (school === null || subject === null) return;
  await inSchool(store, school, (tx) => endOutbox(tx, subject, state, now()));
}

async function send(deps: SendDeps, job: RunningJob): Promise<string | undefined> {
  const { store, vault, now } = deps;
  const { school, subject: id } = job;
  if (school === null || id === null) throw new Error('an outbox job without its entry');
  const letter = await inSchool(store, school, async (tx) => {
    const taken = await takeOutbox(tx, id);
    if (taken === undefined) return undefined;
    // A link that opens nothing any more only misleads.
    if (taken.expiresAt <= now()) return 'expired' as const;
    const text = (await schoolCipher(tx, vault)).openText(payloadPlace(id), taken.payloadSealed);
    return JSON.parse(text) as MailPayload;
  });
  if (letter === undefined) return undefined;
  if (letter === 'expired') {
    await end(deps, job, 'expired');
    return 'expired';
  }
  try {
    if (deps.mail === undefined) throw new NoMailServer();
    await deps.mail.send({ ...letter, id });
  } catch (error) {
    await inSchool(store, school, (tx) => noteOutboxError(tx, id, wordsOf(error)));
    throw error;
  }
  await end(deps, job, 'sent');
  return undefined;
}

class NoMailServer extends Error {
  constructor() {
    super('no mail server is set');
    this.name = 'NoMailServer';
  }
}
