import { firstRow, type SchoolTx } from './tenant.ts';

export type OutboxKind = 'mail';
/** `expired`: worth nothing any more before it could be sent. `failed`: given up. */
export type OutboxState = 'waiting' | 'sent' | 'expired' | 'failed';

/** What left the house or is going to, without its content. */
export type OutboxRow = {
  readonly id: string;
  readonly kind: OutboxKind;
  readonly subject: string;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
};

const INSERT = {
  name: 'outbox-insert',
  text: `insert into outbox (school_id, id, kind, subject, payload_sealed, created_at, expires_at, send_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
// Counted before it is sent: what is sent and then not noted has been tried all the same.
const TAKE = {
  name: 'outbox-take',
  text: `update outbox set attempts = attempts + 1 where school_id = $1 and id = $2 and state = 'waiting'
    returning kind, payload_sealed as "payloadSealed", expires_at as "expiresAt"`,
};
const END = {
  name: 'outbox-end',
  text: `update outbox set state = $3, ended_at = $4, payload_sealed = null
    where school_id = $1 and id = $2 and state = 'waiting'`,
};
const FAILED = {
  name: 'outbox-error',
  text: `update outbox set last_error = $3 where school_id = $1 and id = $2`,
};
const LIST = {
  name: 'outbox-list',
  text: `select id, kind, subject, state, attempts, last_error as "lastError", created_at as "createdAt",
      ended_at as "endedAt"
    from outbox where school_id = $1 and ($2::text is null or subject = $2) and created_at > $3
    order by created_at desc, id limit $4`,
};
const SWEEP = {
  name: 'outbox-sweep',
  text: `delete from outbox where school_id = $1 and ended_at < $2`,
};

/** Puts something into the outbox, in the transaction of the change that it tells of. */
export async function insertOutbox(
  tx: SchoolTx,
  row: {
    id: string;
    kind: OutboxKind;
    subject: string;
    payloadSealed: Buffer;
    createdAt: number;
    expiresAt: number;
    /** Not before; it can be taken back until then. */
    sendAt: number;
  },
): Promise<void> {
  const { id, kind, subject, payloadSealed, createdAt, expiresAt, sendAt } = row;
  await tx.run(INSERT, [tx.school, id, kind, subject, payloadSealed, createdAt, expiresAt, sendAt]);
}

/** Counts a try and gives what is to be sent; undefined for what was sent or given up. */
export async function takeOutbox(
  tx: SchoolTx,
  id: string,
): Promise<{ kind: OutboxKind; payloadSealed: Buffer; expiresAt: number } | undefined> {
  return firstRow(
    await tx.run<{ kind: OutboxKind; payloadSealed: Buffer; expiresAt: number }>(TAKE, [tx.school, id]),
  );
}

/** Ends an entry once; its content goes with it. */
export async function endOutbox(
  tx: SchoolTx,
  id: string,
  state: Exclude<OutboxState, 'waiting'>,
  at: number,
): Promise<void> {
  await tx.run(END, [tx.school, id, state, at]);
}

const WITHDRAW = {
  name: 'outbox-withdraw',
  text: `delete from outbox where school_id = $1 and id = $2 and state = 'waiting' and attempts = 0 and send_at > $3
    returning id`,
};
const SENT_AT = {
  name: 'outbox-sent-at',
  text: `select ended_at as "endedAt", send_at as "sendAt" from outbox where school_id = $1 and id = $2`,
};

/** Takes back what has not begun to leave; false where it has, or its time has come. */
export async function withdrawOutbox(tx: SchoolTx, id: string, at: number): Promise<boolean> {
  return (await tx.run(WITHDRAW, [tx.school, id, at])).length > 0;
}

/** When an entry left, and until when it can be taken back; undefined for one that is forgotten. */
export async function outboxTimes(
  tx: SchoolTx,
  id: string,
): Promise<{ endedAt: number | null; sendAt: number | null } | undefined> {
  return firstRow(await tx.run<{ endedAt: number | null; sendAt: number | null }>(SENT_AT, [tx.school, id]));
}

/** Notes why a try failed: class and code of the error. */
export async function noteOutboxError(tx: SchoolTx, id: string, error: string): Promise<void> {
  await tx.run(FAILED, [tx.school, id, error]);
}

/**
 * What a school sent or is going to send, the newest first, with its tries: of one subject (a case), or of all.
 * @param sinceAt nothing older
 */
export function listOutbox(
  tx: SchoolTx,
  query: { subject?: string; sinceAt: number; max: number },
): Promise<OutboxRow[]> {
  return tx.run<OutboxRow>(LIST, [tx.school, query.subject ?? null, query.sinceAt, query.max]);
}

/** Forgets what ended before a moment. */
export async function sweepOutbox(tx: SchoolTx, beforeAt: number): Promise<void> {
  await tx.run(SWEEP, [tx.school, beforeAt]);
}
