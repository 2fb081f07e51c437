import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../../app-deps.ts';
import { appendAudit } from '../../audit/append.ts';
import { runJobNow } from '../../jobs/run-job.ts';
import { errorFields } from '../../log/log.ts';
import { loginLetter } from '../../mail/login-letter.ts';
import { writeMail } from '../../outbox/outbox.ts';
import { sendOutboxJob } from '../../outbox/send-outbox.ts';
import { noteLogin } from '../../store/accounts.ts';
import type { RunStatement } from '../../store/pool.ts';
import {
  type AccountRow,
  accountByEmail,
  countLoginLinks,
  deleteSession,
  findSession,
  insertLoginLink,
  insertSession,
  type SessionFace,
  type SessionRow,
  schoolsOfAccount,
  useLoginLink,
} from '../../store/sessions.ts';
import { membershipOfAccount } from '../../store/staff.ts';
import { inSchool } from '../../store/tenant.ts';

export type SessionDeps = Pick<AppDeps, 'store' | 'vault' | 'now' | 'config' | 'log' | 'mail'>;

/** Idle limits, the longest life of a session, and of a link. */
export const idleSeconds: Readonly<Record<SessionFace, number>> = { panel: 20 * 60, portal: 30 * 60 };
export const sessionSeconds = 10 * 3600;
const LINK_SECONDS = 15 * 60;
const DEMO_LINK_SECONDS = 365 * 86_400;
const LINKS_AN_HOUR_MAX = 5;
const TOKEN_BYTES = 32;

function newToken(): { token: string; hash: Buffer } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}

/** Only the hash of a token is kept: a copy of the database opens no session. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function originOf(deps: SessionDeps, face: SessionFace): string {
  return face === 'panel' ? deps.config.origins.panel : deps.config.origins.school;
}

/**
 * A log-in link for an account. The token stands behind `#`, so that no server and no log sees it.
 * @param options `reusable` for the demo's links, which work any number of times
 * @param runner a transaction that the link is part of
 */
export async function createLoginLink(
  deps: SessionDeps,
  options: { accountId: string; face: SessionFace; reusable: boolean },
  runner: { readonly run: RunStatement } = deps.store,
): Promise<string> {
  const { token, hash } = newToken();
  const createdAt = deps.now();
  await insertLoginLink(runner, {
    tokenHash: hash,
    accountId: options.accountId,
    face: options.face,
    createdAt,
    expiresAt: createdAt + (options.reusable ? DEMO_LINK_SECONDS : LINK_SECONDS),
    reusable: options.reusable,
  });
  return `${originOf(deps, options.face)}/login#token=${token}`;
}

/**
 * Somebody asks for a link by e-mail address. Nothing in the answer tells whether the address is known, its time
 * neither: all that is done comes after the answer.
 */
export function requestLoginLink(deps: SessionDeps, email: string, face: SessionFace): void {
  void sendLoginLink(deps, email, face).catch((error: unknown) =>
    deps.log.event('login_letter_failed', errorFields(error)),
  );
}

/**
 * Where the letter goes. The account is found by the address in small letters, and the small letter of a foreign sign may
 * be an ordinary one (of the Kelvin sign it is k): then the letter goes to the address that was found, not to the one typed.
 */
function addressOf(typed: string): string {
  const address = typed.trim();
  return /^[\x21-\x7e]+$/.test(address) ? address : address.toLowerCase();
}

/**
 * Schools whose face the account may enter: on the panel those where a role stands now. A delegation that has ended in one
 * school, or a role that was taken there, closes no door of another (rules.md W5).
 */
export async function schoolsToEnter(
  deps: Pick<SessionDeps, 'store' | 'now'>,
  accountId: string,
  face: SessionFace,
): Promise<number[]> {
  const known = await schoolsOfAccount(deps.store, accountId, face);
  if (face === 'portal') return known;
  const open: number[] = [];
  for (const school of known) {
    const member = await inSchool(deps.store, school, (tx) => membershipOfAccount(tx, accountId, deps.now()));
    if (member) open.push(school);
  }
  return open;
}

/** Written down in the school that is entered: who was in its panel when. */
export async function noteEntry(
  deps: Pick<SessionDeps, 'store' | 'now'>,
  school: number,
  accountId: string,
): Promise<void> {
  await inSchool(deps.store, school, async (tx) => {
    await noteLogin(tx, accountId, deps.now());
    const actor = { kind: 'staff', id: accountId } as const;
    await appendAudit(tx, deps.now(), { event: 'logged_in', actor });
  });
}

/** Without a mail server (the demo) the link is printed where the server was started. */
async function sendLoginLink(deps: SessionDeps, email: string, face: SessionFace): Promise<void> {
  const emailIndex = deps.vault.operatorIndex('account_email', email.trim().toLowerCase());
  const account = await accountByEmail(deps.store, emailIndex);
  if (!account) return;
  const [school] = await schoolsToEnter(deps, account.id, face);
  if (school === undefined) return;
  const hourAgo = deps.now() - 3600;
  if ((await countLoginLinks(deps.store, account.id, hourAgo)) >= LINKS_AN_HOUR_MAX) return;
  if (deps.mail !== undefined) return mailLink(deps, { account, to: addressOf(email), school, face });
  const link = await createLoginLink(deps, { accountId: account.id, face, reusable: false });
  // The link alone, never whose it is: the person at the terminal asked for it.
  if (deps.config.mode === 'demo') deps.log.say(`Log-in link (15 minutes, once): ${link}`);
}

/**
 * The link and its letter are written in one transaction. The letter is sent at once; where the mail server is away, later, as
 * long as the link lives.
 */
async function mailLink(
  deps: SessionDeps,
  link: { account: AccountRow; to: string; school: number; face: SessionFace },
): Promise<void> {
  const { account, to, school, face } = link;
  const job = await inSchool(deps.store, school, async (tx) => {
    const at = deps.now();
    const address = await createLoginLink(deps, { accountId: account.id, face, reusable: false }, tx);
    const letter = loginLetter(to, address, account.language);
    return writeMail(deps, tx, { letter, subject: account.id, at, expiresAt: at + LINK_SECONDS });
  });
  await runJobNow(deps, sendOutboxJob(deps), job);
}

/**
 * Exchanges a link's token for a session.
 * @returns the cookie's value
 * @throws DomainError unauthenticated for a link that is unknown, used or expired
 */
export async function openSession(deps: SessionDeps, token: string, face: SessionFace): Promise<string> {
  const nowAt = deps.now();
  const accountId = await useLoginLink(deps.store, hashToken(token), face, nowAt);
  if (accountId === undefined) throw new DomainError('unauthenticated', { reason: 'link' });
  const [school] = await schoolsToEnter(deps, accountId, face);
  if (school === undefined) throw new DomainError('unauthenticated', { reason: 'link' });
  const session = newToken();
  await insertSession(deps.store, {
    tokenHash: session.hash,
    accountId,
    face,
    school: face === 'panel' ? school : null,
    createdAt: nowAt,
    expiresAt: nowAt + sessionSeconds,
  });
  if (face === 'panel') await noteEntry(deps, school, accountId);
  return session.token;
}

/** The live session of a cookie. */
export function readSession(
  deps: SessionDeps,
  token: string,
  face: SessionFace,
): Promise<SessionRow | undefined> {
  const query = { tokenHash: hashToken(token), face, nowAt: deps.now(), idleSeconds: idleSeconds[face] };
  return findSession(deps.store, query);
}

/** Ends a session at once, on the server. */
export function closeSession(deps: SessionDeps, sessionHash: Buffer): Promise<void> {
  return deleteSession(deps.store, sessionHash);
}
