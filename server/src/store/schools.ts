import type { Vault } from '../keys/vault.ts';
import type { Store } from './pool.ts';
import { firstRow, inSchool, onlyRow } from './tenant.ts';

export type NewSchool = {
  readonly rspo: string;
  readonly name: string;
  readonly shortName: string;
  readonly address: string;
  readonly phone?: string;
  readonly email?: string;
  readonly officeHours?: string;
};

export type DirectoryRow = {
  readonly school: number;
  readonly rspo: string;
  readonly name: string;
  readonly shortName: string;
  readonly address: string;
  readonly phone: string;
  readonly email: string;
  readonly officeHours: string;
};

const COLUMNS = `school_id as school, rspo, name, short_name as "shortName", address, phone, email,
  office_hours as "officeHours"`;
const INSERT = {
  name: 'school-directory-insert',
  text: `insert into school_directory (rspo, name, short_name, address, phone, email, office_hours, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning school_id as school`,
};
const INSERT_TENANT = {
  name: 'school-insert',
  text: 'insert into school (school_id, data_key_wrapped) values ($1, $2) on conflict do nothing',
};
const BY_NUMBER = {
  name: 'school-by-number',
  text: `select ${COLUMNS} from school_directory where school_id = $1`,
};
const BY_RSPO = { name: 'school-by-rspo', text: `select ${COLUMNS} from school_directory where rspo = $1` };
const ALL = { name: 'school-all', text: `select ${COLUMNS} from school_directory order by school_id` };

/** Registers a school with its own data key; its policy has the presets of the schema. */
export async function createSchool(
  store: Store,
  vault: Vault,
  school: NewSchool,
  nowAt: number,
): Promise<number> {
  const { rspo, name, shortName, address, phone = '', email = '', officeHours = '' } = school;
  const values = [rspo, name, shortName, address, phone, email, officeHours, nowAt];
  const { school: number } = onlyRow(await store.run<{ school: number }>(INSERT, values));
  await openTenant(store, vault, number);
  return number;
}

/** Gives a school of the directory its own row and data key, unless it has them. */
export async function openTenant(store: Store, vault: Vault, school: number): Promise<void> {
  await inSchool(store, school, (tx) => tx.run(INSERT_TENANT, [school, vault.newDataKey(school)]));
}

/** Public facts of one school. */
export async function schoolByNumber(
  store: Pick<Store, 'run'>,
  school: number,
): Promise<DirectoryRow | undefined> {
  return firstRow(await store.run<DirectoryRow>(BY_NUMBER, [school]));
}

/** Public facts of the school with this RSPO number. */
export async function schoolByRspo(store: Store, rspo: string): Promise<DirectoryRow | undefined> {
  return firstRow(await store.run<DirectoryRow>(BY_RSPO, [rspo]));
}

/** All schools of this server, for the trust list. */
export function allSchools(store: Store): Promise<DirectoryRow[]> {
  return store.runPublic<DirectoryRow>(ALL);
}
