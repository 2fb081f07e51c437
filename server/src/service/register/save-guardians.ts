import { hash } from 'node:crypto';
import type { GuardianInput } from '@mleg/contract/pupil';
import { DomainError } from '@mleg/core/errors';
import { hasWrongLetters } from '@mleg/core/person/name-letters';
import { tidyName } from '@mleg/core/person/names';
import { saysNoName } from '@mleg/core/person/nothing';
import { appendAudit } from '../../audit/append.ts';
import {
  type GuardianRights,
  type GuardianshipRow,
  guardianByAccount,
  guardiansOfPupil,
  insertGuardian,
  linkGuardian,
  unlinkOtherGuardians,
  updateGuardian,
} from '../../store/guardians.ts';
import { newId } from '../../store/ids.ts';
import { replaceOffersOf } from '../../store/offers.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import {
  accountByEmail,
  insertAccount,
  linkAccountToSchool,
  setAccountLanguage,
} from '../../store/sessions.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { isSameName } from './same-name.ts';

/** The keyed index of an address: who has an account cannot be read from a copy of the database. */
export function emailIndexOf(deps: Pick<SchoolDeps, 'vault'>, email: string): Buffer {
  return deps.vault.operatorIndex('account_email', email.trim().toLowerCase());
}

/**
 * Sets the guardians of a pupil (rules.md W1): the list is the whole list. A guardian is known again by the e-mail
 * address in this school, or by the name where the pupil has one of that name without an address.
 * @param complete false adds to the ones that are there: a register file names one, knows nothing of a court's order,
 *   and so changes no rights that stand (rules.md W2)
 * @returns whether anything changed
 * @throws DomainError invalid_input for a guardian named twice
 */
export async function saveGuardians(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  pupilCase: PupilCase,
  request: {
    guardians: readonly GuardianInput[];
    complete: boolean;
    actor: Acting['actor'];
  },
): Promise<boolean> {
  const { guardians, complete, actor } = request;
  const { pupilId } = pupilCase;
  const before = await guardiansOfPupil(pupilCase, pupilId);
  const kept: string[] = [];
  for (const guardian of guardians) {
    const guardianId = await saveGuardian(deps, pupilCase, guardian, { before, complete });
    if (kept.includes(guardianId))
      throw new DomainError('invalid_input', { field: 'guardians', rule: 'duplicate' });
    kept.push(guardianId);
    if (!complete && before.some((one) => one.guardianId === guardianId)) continue;
    const rights = complete ? guardian.rights : narrowestOf(guardian, before);
    await linkGuardian(pupilCase, { guardianId, at: deps.now(), ...mayOf(guardian, rights) });
  }
  if (complete) await unlinkOtherGuardians(pupilCase, kept);
  const after = await guardiansOfPupil(pupilCase, pupilId);
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  await replaceOffersOf(pupilCase, loserCreators(before, after));
  await appendAudit(pupilCase, deps.now(), { event: 'guardians_changed', actor, pupilId });
  return true;
}

/** Names a pupil's guardians as they stand, with their rights: changes when anything of them does. */
export function guardiansTag(rows: readonly GuardianshipRow[]): string {
  return hash('sha256', JSON.stringify(rows), 'base64url').slice(0, 22);
}

/**
 * Refuses a list that somebody started to write before the guardians were changed: it would give back what was taken
 * away (rules.md W2). Nobody changes them while the case is open.
 * @throws DomainError stale_version
 */
export async function refuseStaleGuardians(pupilCase: PupilCase, seen: string): Promise<void> {
  const rows = await guardiansOfPupil(pupilCase, pupilCase.pupilId);
  if (guardiansTag(rows) !== seen) throw new DomainError('stale_version');
}

/** What comes with the rights (rules.md W2): limited ones never order and never see the address. */
export function mayOf(
  guardian: GuardianInput,
  rights: GuardianRights,
): Pick<GuardianshipRow, 'rights' | 'mayOrder' | 'mayCollect' | 'seesAddress'> {
  const full = rights === 'full';
  return {
    rights,
    mayOrder: full && (guardian.mayOrder ?? true),
    mayCollect: full && (guardian.mayCollect ?? true),
    seesAddress: full && (guardian.seesAddress ?? true),
  };
}

/** Who has no full rights any more: a code that they took before opens nothing after it (rules.md W2). */
function loserCreators(before: readonly GuardianshipRow[], after: readonly GuardianshipRow[]): string[] {
  const full = new Set(after.filter(({ rights }) => rights === 'full').map(({ accountId }) => accountId));
  const losers = before.filter(({ rights, accountId }) => rights === 'full' && !full.has(accountId));
  return losers.map(({ accountId }) => `guardian:${accountId}`);
}

const WIDTH: Readonly<Record<GuardianRights, number>> = { none: 0, limited: 1, full: 2 };

/** Rights of somebody whom a file adds: a namesake under another address may be the same person (rules.md W2). */
function narrowestOf(guardian: GuardianInput, ofPupil: readonly GuardianshipRow[]): GuardianRights {
  return ofPupil
    .filter((one) => isSameName(one, guardian))
    .map(({ rights }) => rights)
    .reduce((narrow, rights) => (WIDTH[rights] < WIDTH[narrow] ? rights : narrow), guardian.rights);
}

/** The guardian of the pupil whom the name alone means: one without an address, or for a file without one, any. */
export function namesake(
  guardian: GuardianInput,
  { before, complete }: { before: readonly GuardianshipRow[]; complete: boolean },
): string | undefined {
  const named = before.filter((one) => isSameName(one, guardian));
  const without = named.find(({ email }) => email === null);
  return (without ?? (complete || guardian.email ? undefined : named[0]))?.guardianId;
}

/** The name as it is kept. @throws DomainError invalid_input */
export function guardianName({ name }: GuardianInput): string {
  if (hasWrongLetters(name) || saysNoName(name))
    throw new DomainError('invalid_input', { field: 'guardians', rule: 'name' });
  return tidyName(name);
}

async function saveGuardian(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  guardian: GuardianInput,
  ofPupil: { before: readonly GuardianshipRow[]; complete: boolean },
): Promise<string> {
  const name = guardianName(guardian);
  const email = guardian.email?.trim() ?? null;
  const accountId = email ? await accountFor(deps, tx, { name, email, language: guardian.language }) : null;
  const known =
    (accountId ? await guardianByAccount(tx, accountId) : undefined) ?? namesake(guardian, ofPupil);
  const phone = guardian.phone ?? null;
  const language = guardian.language ?? null;
  if (known) {
    await updateGuardian(tx, { id: known, accountId, name, email, phone, language });
    return known;
  }
  return insertGuardian(tx, { id: newId(), accountId, name, email, phone, language, at: deps.now() });
}

/** One person is one account, in all schools of the server (rules.md W5). */
async function accountFor(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  person: { name: string; email: string; language: 'pl' | 'en' | 'uk' | undefined },
): Promise<string> {
  const emailIndex = emailIndexOf(deps, person.email);
  const known = await accountByEmail(tx, emailIndex);
  if (!known) {
    const language = person.language ?? 'pl';
    const account = { id: newId(), name: person.name, language, emailIndex, at: deps.now() };
    await insertAccount(tx, account);
  }
  const account = known ?? (await accountByEmail(tx, emailIndex));
  if (!account) throw new DomainError('conflict', { field: 'guardians' });
  // The register that names a language knows the person; one that names none changes nothing.
  if (person.language !== undefined) await setAccountLanguage(tx, account.id, person.language);
  await linkAccountToSchool(tx, { accountId: account.id, school: tx.school, face: 'portal' });
  return account.id;
}
