import type { AuditRow } from './audit.ts';
import type { GuardianWrite } from './guardians.ts';
import type { PaperIdWrite } from './paper-ids.ts';
import type { Statement, Store } from './pool.ts';
import type { PupilWrite } from './pupils.ts';
import type { SchoolTx } from './tenant.ts';

/**
 * A new pupil of a file with all that belongs to the pupil. Whose a paper ID or a guardianship is nobody says beside: it
 * is of the pupil who comes with it, whom nobody else knows yet, and so needs no lock.
 */
export type NewPupil = {
  readonly pupil: PupilWrite;
  readonly paperId: PaperIdWrite | undefined;
  readonly guardianships: readonly NewGuardianship[];
  /** Those of the guardians whom the register does not have. */
  readonly guardians: readonly GuardianWrite[];
};
export type NewGuardianship = {
  readonly guardianId: string;
  readonly rights: string;
  readonly mayOrder: boolean;
  readonly mayCollect: boolean;
  readonly seesAddress: boolean;
};

const PUPILS = {
  name: 'import-insert-pupils',
  text: `insert into pupil (school_id, created_at, updated_at, id, external_id, given_names, surname, name_key,
    birth_on, class_group, personal_id_type, personal_id_country, personal_id_sealed, personal_id_index,
    personal_id_last4_index, address_sealed, address_index, address_protected)
  select $1::integer, $2::bigint, $2::bigint, * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::text[],
    $10::text[], $11::text[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::boolean[])`,
};
const PAPER_IDS = {
  name: 'import-insert-paper-ids',
  text: `insert into paper_id (school_id, created_at, id, pupil_id, kind, number, issued_on, valid_until)
  select $1::integer, $2::bigint, * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[])`,
};
const GUARDIANS = {
  name: 'import-insert-guardians',
  text: `insert into guardian (school_id, created_at, id, account_id, name, email, phone, language)
  select $1::integer, $2::bigint, * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`,
};
const GUARDIANSHIPS = {
  name: 'import-insert-guardianships',
  text: `insert into guardianship
    (school_id, created_at, pupil_id, guardian_id, rights, may_order, may_collect, sees_address)
  select $1::integer, $2::bigint, * from unnest($3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[], $8::boolean[])`,
};
const ACCOUNTS = {
  name: 'import-insert-accounts',
  text: `insert into account_school (account_id, school_id, face)
  select distinct id, $1::integer, 'portal' from unnest($2::text[]) as one (id) order by id on conflict do nothing`,
};
const AUDIT = {
  name: 'import-insert-audit',
  text: `insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id, subject, note)
  select $1::integer, * from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`,
};

/** Writes new pupils, a table at a time; one that clashes with what somebody else wrote meanwhile fails them all. */
export async function insertNewPupils(
  tx: SchoolTx,
  rows: readonly NewPupil[],
  { audit, at }: { readonly audit: readonly AuditRow[]; readonly at: number },
): Promise<void> {
  const of = rowsOf(tx, at);
  await of(
    PUPILS,
    rows.map(({ pupil }) => pupilValues(pupil)),
  );
  await of(
    PAPER_IDS,
    rows.flatMap(({ pupil, paperId: p }) =>
      p ? [[p.id, pupil.id, p.kind, p.number, p.issuedOn, p.validUntil]] : [],
    ),
  );
  const guardians = rows.flatMap((one) => one.guardians);
  await of(
    GUARDIANS,
    guardians.map((g) => [g.id, g.accountId, g.name, g.email, g.phone, g.language ?? 'pl']),
  );
  await of(
    GUARDIANSHIPS,
    rows.flatMap(({ pupil, guardianships }) =>
      guardianships.map((s) => [
        ...[pupil.id, s.guardianId, s.rights],
        ...[s.mayOrder, s.mayCollect, s.seesAddress],
      ]),
    ),
  );
  await insertAuditEvents(tx, audit);
}

/** Remembers that these accounts have to do with the school. */
export async function linkAccountsToSchool(tx: SchoolTx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length > 0) await tx.run(ACCOUNTS, [tx.school, accountIds]);
}

/** Adds many rows to the history, in their order. */
export async function insertAuditEvents(tx: SchoolTx, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map((row) => [
    ...[row.at, row.event, row.actorKind, row.actorId],
    ...[row.pupilId, row.subject, row.note],
  ]);
  await tx.run(AUDIT, [tx.school, ...columnsOf(values)]);
}

type Write = (statement: Statement, rows: readonly unknown[][]) => Promise<void>;

function rowsOf(tx: SchoolTx, at: number): Write {
  return async (statement, rows) => {
    if (rows.length > 0) await tx.run(statement, [tx.school, at, ...columnsOf(rows)]);
  };
}

function pupilValues(p: PupilWrite): unknown[] {
  return [
    ...[p.id, p.externalId, p.givenNames, p.surname, p.nameKey, p.bornOn, p.classGroup, p.personalIdType],
    ...[p.personalIdCountry, p.personalIdSealed, p.personalIdIndex, p.last4Index],
    ...[p.addressSealed, p.addressIndex, p.addressProtected],
  ];
}

/** The rows as an array for each column, as `unnest` takes them. */
function columnsOf(rows: readonly unknown[][]): unknown[][] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at]));
}

const STATISTICS = { name: 'refresh-statistics', text: 'select refresh_statistics()' };

/** Lets the database look at what a file has filled, so that the next list of the school is planned for it. */
export async function refreshStatistics(store: Pick<Store, 'run'>): Promise<void> {
  await store.run(STATISTICS);
}
