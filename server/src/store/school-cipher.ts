import type { SchoolCipher, Vault } from '../keys/vault.ts';
import { onlyRow, type SchoolTx } from './tenant.ts';

const LOAD = { name: 'school-data-key', text: 'select data_key_wrapped from school where school_id = $1' };

/** The cipher of the transaction's school. Sealed columns are named by table, column and row id. */
export async function schoolCipher(tx: SchoolTx, vault: Vault): Promise<SchoolCipher> {
  const row = onlyRow(await tx.run<{ data_key_wrapped: Buffer }>(LOAD, [tx.school]));
  return vault.cipher(tx.school, row.data_key_wrapped);
}
