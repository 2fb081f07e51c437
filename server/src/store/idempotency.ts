import { firstRow, type SchoolTx } from './tenant.ts';

export type AnsweredRequest = {
  readonly requestHash: Buffer;
  readonly answerSealed: Buffer | null;
  readonly createdAt: number;
};

// Waits for another transaction that is about to claim the same key, and sees how it ended.
const CLAIM = {
  name: 'idempotency-claim',
  text: `insert into idempotency (school_id, key_hash, request_hash, created_at) values ($1, $2, $3, $4)
    on conflict do nothing returning true as claimed`,
};
const FIND = {
  name: 'idempotency-find',
  text: `select request_hash as "requestHash", answer_sealed as "answerSealed", created_at as "createdAt"
    from idempotency where school_id = $1 and key_hash = $2`,
};
const KEEP = {
  name: 'idempotency-keep',
  text: 'update idempotency set answer_sealed = $3 where school_id = $1 and key_hash = $2',
};
const FORGET_ANSWERS = {
  name: 'idempotency-forget-answers',
  text: `update idempotency set answer_sealed = null
    where school_id = $1 and created_at <= $2 and answer_sealed is not null`,
};
const FORGET_KEYS = {
  name: 'idempotency-forget-keys',
  text: 'delete from idempotency where school_id = $1 and created_at <= $2',
};

/** Takes a key for the running transaction; false when an earlier request has it. */
export async function claimRequest(
  tx: SchoolTx,
  claim: { keyHash: Buffer; requestHash: Buffer; at: number },
): Promise<boolean> {
  return (await tx.run(CLAIM, [tx.school, claim.keyHash, claim.requestHash, claim.at])).length > 0;
}

export async function findRequest(tx: SchoolTx, keyHash: Buffer): Promise<AnsweredRequest | undefined> {
  return firstRow(await tx.run<AnsweredRequest>(FIND, [tx.school, keyHash]));
}

/** Keeps the sealed answer of a claimed request. */
export async function keepAnswer(tx: SchoolTx, keyHash: Buffer, answerSealed: Buffer): Promise<void> {
  await tx.run(KEEP, [tx.school, keyHash, answerSealed]);
}

/** Forgets the answers to requests of `before` and earlier. */
export async function forgetAnswers(tx: SchoolTx, before: number): Promise<void> {
  await tx.run(FORGET_ANSWERS, [tx.school, before]);
}

/** Forgets that there were requests, of `before` and earlier. */
export async function forgetKeys(tx: SchoolTx, before: number): Promise<void> {
  await tx.run(FORGET_KEYS, [tx.school, before]);
}
