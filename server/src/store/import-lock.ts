import { onlyRow, type SchoolTx } from './tenant.ts';

// One file at a time goes into a school; the number is arbitrary and ours.
const LOCK = { name: 'import-lock', text: 'select pg_try_advisory_xact_lock(7240813, $1) as got' };

/** Keeps other files of the school out until the transaction ends; false while one is being read into it. */
export async function tryLockImport(tx: SchoolTx): Promise<boolean> {
  return onlyRow(await tx.run<{ got: boolean }>(LOCK, [tx.school])).got;
}
