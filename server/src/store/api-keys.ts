import { firstRow, type SchoolTx } from './tenant.ts';

const INSERT = {
  name: 'api-key-insert',
  text: 'insert into api_key (school_id, key_hash, id, label, created_at) values ($1, $2, $3, $4, $5)',
};
const FIND = {
  name: 'api-key-find',
  text: 'select id from api_key where school_id = $1 and key_hash = $2 and revoked_at is null',
};
const REVOKE = {
  name: 'api-key-revoke',
  text: `update api_key set revoked_at = $3 where school_id = $1 and id = $2 and revoked_at is null returning id`,
};

/** Adds a key of the transaction's school; only its hash is kept. */
export async function insertApiKey(
  tx: SchoolTx,
  key: { keyHash: Buffer; id: string; label: string; at: number },
): Promise<void> {
  await tx.run(INSERT, [tx.school, key.keyHash, key.id, key.label, key.at]);
}

/** Id of a live API key of the school. */
export async function findApiKey(tx: SchoolTx, keyHash: Buffer): Promise<string | undefined> {
  return firstRow(await tx.run<{ id: string }>(FIND, [tx.school, keyHash]))?.id;
}

/** Ends a key; false when there is no live one of this id. */
export async function endApiKey(tx: SchoolTx, id: string, at: number): Promise<boolean> {
  return (await tx.run(REVOKE, [tx.school, id, at])).length > 0;
}
