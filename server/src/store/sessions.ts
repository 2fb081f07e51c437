import type { Store } from './pool.ts';
import { firstRow } from './tenant.ts';

export type SessionFace = 'panel' | 'portal';
export type AccountRow = {
  readonly id: string;
  readonly name: string;
  readonly language: 'pl' | 'en' | 'uk';
};
export type SessionRow = AccountRow & { readonly school: number | null };

/** The database, or a transaction behind a school's wall: these tables stand before it. */
type Runner = Pick<Store, 'run'>;

/** A session is written to at most this often. */
const TOUCH_SECONDS = 30;

const INSERT_ACCOUNT = {
  name: 'account-insert',
  text: `insert into account (id, email_index, name, language, created_at) values ($1, $2, $3, $4, $5)
    on conflict (email_index) do nothing`,
};
const ACCOUNT_BY_EMAIL = {
  name: 'account-by-email',
  text: 'select id, name, language from account where email_index = $1 and disabled_at is null',
};
const SET_LANGUAGE = {
  name: 'account-language',
  text: 'update account set language = $2 where id = $1 and language <> $2',
};
const LINK_SCHOOL = {
  name: 'account-school-insert',
  text: 'insert into account_school (account_id, school_id, face) values ($1, $2, $3) on conflict do nothing',
};
const SCHOOLS = {
  name: 'account-schools',
  text: 'select school_id as school from account_school where account_id = $1 and face = $2 order by school_id',
};
const INSERT_LINK = {
  name: 'login-link-insert',
  text: `insert into login_link (token_hash, account_id, face, created_at, expires_at, reusable)
    values ($1, $2, $3, $4, $5, $6)`,
};
const USE_LINK = {
  name: 'login-link-use',
  text: `update login_link set used_at = $3 where token_hash = $1 and face = $2 and expires_at > $3
    and (reusable or used_at is null) returning account_id as "accountId"`,
};
const INSERT_SESSION = {
  name: 'session-insert',
  text: `insert into session (token_hash, account_id, face, school_id, created_at, last_seen_at, expires_at)
    values ($1, $2, $3, $4, $5, $5, $6)`,
};
const FIND_SESSION = {
  name: 'session-find',
  text: `with alive as (
      select a.id, a.name, a.language, s.school_id as school from session s join account a on a.id = s.account_id
      where s.token_hash = $1 and s.face = $2 and s.expires_at > $3 and s.last_seen_at > $3 - $4::bigint
        and a.disabled_at is null),
    touched as (update session set last_seen_at = $3
      where token_hash = $1 and last_seen_at < $3 - ${TOUCH_SECONDS} and exists (select 1 from alive))
    select * from alive`,
};
const DELETE_SESSION = { name: 'session-delete', text: 'delete from session where token_hash = $1' };
const SET_SCHOOL = {
  name: 'session-school',
  text: 'update session set school_id = $2 where token_hash = $1',
};
const LINKS_SINCE = {
  name: 'login-links-since',
  text: 'select count(*)::int as count from login_link where account_id = $1 and created_at > $2 and not reusable',
};

const SWEEP = [
  { name: 'sweep-login-links', text: 'delete from login_link where expires_at < $1' },
  { name: 'sweep-sessions', text: 'delete from session where expires_at < $1' },
];

/** Deletes links and sessions that ended before a moment: who logged in when is nobody's business for longer. */
export async function sweepSessions(store: Runner, beforeAt: number): Promise<void> {
  for (const statement of SWEEP) await store.run(statement, [beforeAt]);
}

/** Makes an account unless one with this address exists. */
export async function insertAccount(
  store: Runner,
  account: AccountRow & { emailIndex: Buffer | null; at: number },
): Promise<void> {
  await store.run(INSERT_ACCOUNT, [
    account.id,
    account.emailIndex,
    account.name,
    account.language,
    account.at,
  ]);
}

/** The account behind a keyed index of a lower-cased address. */
export async function accountByEmail(store: Runner, emailIndex: Buffer): Promise<AccountRow | undefined> {
  return firstRow(await store.run<AccountRow>(ACCOUNT_BY_EMAIL, [emailIndex]));
}

const ACCOUNTS_BY_EMAIL = {
  name: 'accounts-by-email',
  text: 'select id, email_index as "emailIndex" from account where email_index = any($1) and disabled_at is null',
};
const INSERT_ACCOUNTS = {
  name: 'accounts-insert',
  text: `insert into account (id, email_index, name, language, created_at)
    select id, email_index, name, 'pl', $4::bigint from unnest($1::text[], $2::bytea[], $3::text[]) as one (id, email_index, name)
    order by email_index on conflict (email_index) do nothing returning id`,
};
const DELETE_UNUSED = {
  name: 'accounts-delete-unused',
  text: 'select delete_unused_accounts($1)',
};

/** The accounts behind many addresses. */
export function accountsByEmail(
  store: Runner,
  emailIndexes: readonly Buffer[],
): Promise<{ id: string; emailIndex: Buffer }[]> {
  return store.run(ACCOUNTS_BY_EMAIL, [emailIndexes]);
}

/** Makes accounts where there are none with these addresses; the ids of those that it made. */
export async function insertAccounts(
  store: Runner,
  accounts: readonly { readonly id: string; readonly emailIndex: Buffer; readonly name: string }[],
  at: number,
): Promise<string[]> {
  const columns = [
    accounts.map(({ id }) => id),
    accounts.map(({ emailIndex }) => emailIndex),
    accounts.map(({ name }) => name),
  ];
  return (await store.run<{ id: string }>(INSERT_ACCOUNTS, [...columns, at])).map(({ id }) => id);
}

/** Takes away those of these accounts that have to do with no school. */
export async function deleteUnusedAccounts(store: Runner, ids: readonly string[]): Promise<void> {
  await store.run(DELETE_UNUSED, [ids]);
}

/** In which language the person is written to. */
export async function setAccountLanguage(
  store: Runner,
  accountId: string,
  language: AccountRow['language'],
): Promise<void> {
  await store.run(SET_LANGUAGE, [accountId, language]);
}

/** Remembers that the account has to do with a school; what it may do there stands behind the school's wall. */
export async function linkAccountToSchool(
  store: Runner,
  link: { accountId: string; school: number; face: SessionFace },
): Promise<void> {
  await store.run(LINK_SCHOOL, [link.accountId, link.school, link.face]);
}

/** Schools of an account on one face. */
export async function schoolsOfAccount(
  store: Store,
  accountId: string,
  face: SessionFace,
): Promise<number[]> {
  return (await store.run<{ school: number }>(SCHOOLS, [accountId, face])).map((row) => row.school);
}

export async function insertLoginLink(
  store: Runner,
  link: {
    tokenHash: Buffer;
    accountId: string;
    face: SessionFace;
    createdAt: number;
    expiresAt: number;
    reusable: boolean;
  },
): Promise<void> {
  const { tokenHash, accountId, face, createdAt, expiresAt, reusable } = link;
  await store.run(INSERT_LINK, [tokenHash, accountId, face, createdAt, expiresAt, reusable]);
}

/** Links that an account asked for since a moment: their number is bounded. */
export async function countLoginLinks(store: Store, accountId: string, sinceAt: number): Promise<number> {
  return firstRow(await store.run<{ count: number }>(LINKS_SINCE, [accountId, sinceAt]))?.count ?? 0;
}

/** Uses a link up; the account, or undefined for one that is unknown, used or expired. */
export async function useLoginLink(
  store: Store,
  tokenHash: Buffer,
  face: SessionFace,
  nowAt: number,
): Promise<string | undefined> {
  return firstRow(await store.run<{ accountId: string }>(USE_LINK, [tokenHash, face, nowAt]))?.accountId;
}

export async function insertSession(
  store: Store,
  session: {
    tokenHash: Buffer;
    accountId: string;
    face: SessionFace;
    school: number | null;
    createdAt: number;
    expiresAt: number;
  },
): Promise<void> {
  const { tokenHash, accountId, face, school, createdAt, expiresAt } = session;
  await store.run(INSERT_SESSION, [tokenHash, accountId, face, school, createdAt, expiresAt]);
}

/** The live session behind a cookie; keeps it awake. */
export async function findSession(
  store: Store,
  query: { tokenHash: Buffer; face: SessionFace; nowAt: number; idleSeconds: number },
): Promise<SessionRow | undefined> {
  const { tokenHash, face, nowAt, idleSeconds } = query;
  return firstRow(await store.run<SessionRow>(FIND_SESSION, [tokenHash, face, nowAt, idleSeconds]));
}

export async function deleteSession(store: Store, tokenHash: Buffer): Promise<void> {
  await store.run(DELETE_SESSION, [tokenHash]);
}

export async function setSessionSchool(store: Store, tokenHash: Buffer, school: number): Promise<void> {
  await store.run(SET_SCHOOL, [tokenHash, school]);
}
