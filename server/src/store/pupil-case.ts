import { DomainError } from '@mleg/core/errors';
import type { SchoolCipher, Vault } from '../keys/vault.ts';
import { type PolicyRow, policyColumns, toPolicy } from './policy.ts';
import type { Lane, RunStatement, Statement, Store } from './pool.ts';
import { type PupilRecord, type PupilRow, pupilColumns, toPupilRecord } from './pupils.ts';
import { firstRow, inSchool, type SchoolTx } from './tenant.ts';

/**
 * One pupil's case: the pupil is locked until the transaction ends, and what was read of pupil, settings and key was read
 * behind the lock. Whatever writes to a pupil, an order, a right, an objection, a portrait, a paper ID, a guardian's rights
 * or a mobile ID takes one, so that a write without the lock does not compile. It is a transaction too, for what only reads.
 */
class LockedCase implements SchoolTx {
  // Private, so that no object of other making has this type.
  readonly #tx: SchoolTx;
  /** The pupil as it was when the case was entered; what the case itself changes is not seen here. */
  readonly pupil: PupilRecord;
  readonly policy: PolicyRow;
  readonly cipher: SchoolCipher;

  constructor(tx: SchoolTx, read: Pick<PupilCase, 'pupil' | 'policy' | 'cipher'>) {
    this.#tx = tx;
    this.pupil = read.pupil;
    this.policy = read.policy;
    this.cipher = read.cipher;
  }

  get school(): number {
    return this.#tx.school;
  }

  get run(): RunStatement {
    return this.#tx.run;
  }

  get pupilId(): string {
    return this.pupil.id;
  }
}

export type PupilCase = LockedCase;

/** By what a pupil is meant: our id, the school's own, or an order of theirs. */
export type PupilKey =
  | { readonly pupilId: string }
  | { readonly externalId: string }
  | { readonly orderId: string };

type CaseRow = PupilRow & PolicyRow & { readonly dataKey: Buffer };

// One round trip: the row that is locked is the newest one, whoever held it before.
const entering = (name: string, where: string): Statement => ({
  name,
  text: `select p.*, ${policyColumns}, s.data_key_wrapped as "dataKey"
    from (select ${pupilColumns} from pupil where school_id = $1 and ${where} for no key update) p, school s
    where s.school_id = $1`,
});
const BY_ID = entering('pupil-case', 'id = $2');
const BY_EXTERNAL = entering('pupil-case-by-external', 'external_id = $2');
const BY_ORDER = entering(
  'pupil-case-by-order',
  'id = (select o.pupil_id from orders o where o.school_id = $1 and o.id = $2)',
);

function statementOf(key: PupilKey): [Statement, string] {
  if ('pupilId' in key) return [BY_ID, key.pupilId];
  return 'externalId' in key ? [BY_EXTERNAL, key.externalId] : [BY_ORDER, key.orderId];
}

/** Enters a pupil's case inside a transaction that is open already; undefined for nobody of this school. */
export async function findPupilCase(
  deps: { readonly vault: Vault },
  tx: SchoolTx,
  key: PupilKey,
): Promise<PupilCase | undefined> {
  const [statement, value] = statementOf(key);
  const row = firstRow(await tx.run<CaseRow>(statement, [tx.school, value]));
  if (row === undefined) return undefined;
  return new LockedCase(tx, {
    pupil: toPupilRecord(row),
    policy: toPolicy(row),
    cipher: deps.vault.cipher(tx.school, row.dataKey),
  });
}

/**
 * The same for a pupil who must be there (the rows of a file, a program's repeatable request).
 * @throws DomainError not_found for nobody of this school
 */
export async function enterPupilCase(
  deps: { readonly vault: Vault },
  tx: SchoolTx,
  key: PupilKey,
): Promise<PupilCase> {
  const found = await findPupilCase(deps, tx, key);
  if (found === undefined) throw new DomainError('not_found');
  return found;
}

/**
 * Opens a transaction of the school, enters the pupil's case and does `work` in it; what `inSchool` says holds.
 * @throws DomainError not_found for nobody of this school; what `work` throws
 */
export function inPupilCase<T>(
  deps: { readonly store: Store; readonly vault: Vault },
  at: { readonly school: number } & PupilKey,
  work: (pupilCase: PupilCase) => Promise<T>,
  lane?: Lane,
): Promise<T> {
  const enter = async (tx: SchoolTx): Promise<T> => work(await enterPupilCase(deps, tx, at));
  return inSchool(deps.store, at.school, enter, lane);
}
