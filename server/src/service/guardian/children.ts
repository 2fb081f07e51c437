import type { Child, MessageList } from '@mleg/contract/guardian';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { type GuardianshipRow, guardianshipsOfAccount } from '../../store/guardians.ts';
import { MESSAGES_MAX, markMessagesRead, messagesOfAccount } from '../../store/messages.ts';
import { latestOrder } from '../../store/orders.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import { type PolicyRow, schoolPolicy } from '../../store/policy.ts';
import { currentPortrait } from '../../store/portraits.ts';
import { type PupilRecord, pupilById } from '../../store/pupils.ts';
import { codeStopOf, lastEndedRight, standingRight } from '../../store/rights.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { schoolByNumber } from '../../store/schools.ts';
import { schoolsOfAccount } from '../../store/sessions.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import { openMessageBody } from '../family/notify-family.ts';
import { listMobileIds, toMobileId } from '../mobile-id/mobile-ids.ts';
import { isOwnObjection } from '../register/objection.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { AUTHORITY_NOTE } from '../status/publish-trust-list.ts';
import { toIsoTime } from '../time.ts';

type Deps = Pick<SchoolDeps, 'store' | 'vault' | 'now'>;

/** A guardian's relation to one child, found: the school and what the guardian may do. */
export type Guardianship = GuardianshipRow & { readonly school: number };

/**
 * The guardianship of an account for a pupil. Somebody else's child, an unknown one and one without rights are the
 * same: they do not exist (security.md A7).
 * @throws DomainError not_found
 */
export async function findGuardianship(
  deps: Deps,
  accountId: string,
  pupilId: string,
): Promise<Guardianship> {
  for (const school of await schoolsOfAccount(deps.store, accountId, 'portal')) {
    const rows = await inSchool(deps.store, school, (tx) => guardianshipsOfAccount(tx, accountId));
    const row = rows.find((one) => one.pupilId === pupilId);
    if (row) return { ...row, school };
  }
  throw new DomainError('not_found');
}

/** The same, for what only full rights may do (rules.md W2). @throws DomainError not_found */
export async function findFullGuardianship(
  deps: Deps,
  accountId: string,
  pupilId: string,
): Promise<Guardianship> {
  const found = await findGuardianship(deps, accountId, pupilId);
  if (found.rights !== 'full') throw new DomainError('not_found');
  return found;
}

/** The children of an account in all schools of the server (rules.md W5). */
export async function readChildren(deps: Deps, accountId: string): Promise<Child[]> {
  const children: Child[] = [];
  for (const school of await schoolsOfAccount(deps.store, accountId, 'portal')) {
    const found = await inSchool(deps.store, school, async (tx) => {
      const rows = await guardianshipsOfAccount(tx, accountId);
      const here: Child[] = [];
      const policy = await schoolPolicy(tx);
      for (const row of rows) here.push(...(await readChildIn(deps, tx, row, policy)));
      return here;
    });
    children.push(...found);
  }
  // Who has left comes last: the page is about those whom the school teaches.
  const place = ({ status }: Child): number => (status === 'left' ? 1 : 0);
  return children.sort((a, b) => place(a) - place(b) || a.givenNames.localeCompare(b.givenNames, 'pl'));
}

/** One child. @throws DomainError not_found */
export async function readChild(deps: Deps, accountId: string, pupilId: string): Promise<Child> {
  const guardianship = await findGuardianship(deps, accountId, pupilId);
  const [child] = await inSchool(deps.store, guardianship.school, async (tx) =>
    readChildIn(deps, tx, guardianship, await schoolPolicy(tx)),
  );
  if (!child) throw new DomainError('not_found');
  return child;
}

/** The child as this guardian sees it, also one who has left: then the page says what became of the ID. */
export async function readChildIn(
  deps: Pick<Deps, 'now'>,
  tx: SchoolTx,
  guardianship: GuardianshipRow,
  policy: PolicyRow,
): Promise<Child[]> {
  const { pupilId, rights } = guardianship;
  const pupil = await pupilById(tx, pupilId);
  const school = await schoolByNumber(tx, tx.school);
  if (!pupil || !school) return [];
  const hasLeft = pupil.status === 'left';
  const full = rights === 'full';
  const paperId = await latestPaperId(tx, pupilId);
  const paperIsValid = paperId?.state === 'valid' && paperId.validUntil >= warsawDayOf(deps.now());
  const { rspo, name, shortName, address, phone, officeHours } = school;
  return [
    {
      pupilId,
      givenNames: pupil.givenNames,
      surname: pupil.surname,
      classGroup: pupil.classGroup,
      birthDate: pupil.bornOn,
      school: { rspo, name, shortName, address, phone, officeHours },
      authorityNote: AUTHORITY_NOTE,
      paperId: paperId
        ? { number: paperId.number, validUntil: paperId.validUntil, valid: paperIsValid }
        : null,
      // For limited rights orders, photos and phones do not exist.
      portrait: full ? await portraitOf(tx, pupilId) : null,
      order: full ? await orderOf(tx, pupilId) : null,
      mayOrder: full && guardianship.mayOrder && pupil.objectionAt === null && !hasLeft,
      orderDoors: full ? policy.channels : [],
      objectionBasis: policy.basis === 'objection',
      ...(await codeOf(tx, pupil, full && paperIsValid)),
      onePhoneOnly: policy.devices === 'one',
      mobileIds: full ? await mobileIdsOf(deps, tx, pupilId) : [],
      status: pupil.status,
      leftOn: hasLeft ? pupil.statusOn : null,
      ended: full ? await endedOf(tx, pupilId) : null,
      deadlineWorkingDays: policy.deadlineWorkingDays,
      objection: full && pupil.objectionAt !== null,
      objectionToDecide: full && pupil.objectionToDecide,
      mayWithdrawObjection: full && !pupil.objectionToDecide && isOwnObjection(pupil, guardianship.accountId),
    },
  ];
}

/** Whether a code can be taken, and what stands against it where the right stands (rules.md C9). */
async function codeOf(
  tx: SchoolTx,
  { id, objectionAt }: Pick<PupilRecord, 'id' | 'objectionAt'>,
  mayBe: boolean,
): Promise<Pick<Child, 'codeReady' | 'codeStop'>> {
  if (!mayBe || objectionAt !== null || !(await standingRight(tx, id)))
    return { codeReady: false, codeStop: null };
  const codeStop = await codeStopOf(tx, id);
  return { codeReady: codeStop === null, codeStop };
}

async function portraitOf(tx: SchoolTx, pupilId: string): Promise<Child['portrait']> {
  const portrait = await currentPortrait(tx, pupilId);
  if (!portrait) return null;
  const refusal = portrait.refusal as NonNullable<Child['portrait']>['refusal'];
  const url = `/portal/api/children/${pupilId}/portrait?v=${portrait.id}`;
  return { state: portrait.state, url, reasons: [...portrait.reasons], refusal };
}

async function orderOf(tx: SchoolTx, pupilId: string): Promise<Child['order']> {
  const order = await latestOrder(tx, pupilId);
  if (!order) return null;
  const refusal = order.refusalReason
    ? {
        reason: order.refusalReason as NonNullable<NonNullable<Child['order']>['refusal']>['reason'],
        note: order.refusalNote,
      }
    : null;
  const { id, caseNumber, state, missing, dueOn } = order;
  return { id, caseNumber, state, missing: [...missing], dueOn, refusal };
}

async function endedOf(tx: SchoolTx, pupilId: string): Promise<Child['ended']> {
  const ended = await lastEndedRight(tx, pupilId);
  if (!ended) return null;
  return { reason: ended.reason as NonNullable<Child['ended']>['reason'], on: warsawDayOf(ended.at) };
}

async function mobileIdsOf(
  deps: Pick<Deps, 'now'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<Child['mobileIds']> {
  const rows = await listMobileIds(deps, tx, [pupilId]);
  return rows.filter(({ isDeclined }) => !isDeclined).map(toMobileId);
}

/** The guardian's messages in all schools, newest first; they count as read now. */
export async function readMessages(deps: Deps, accountId: string): Promise<MessageList> {
  const messages: MessageList['messages'] = [];
  let isCut = false;
  for (const school of await schoolsOfAccount(deps.store, accountId, 'portal')) {
    await inSchool(deps.store, school, async (tx) => {
      const cipher = await schoolCipher(tx, deps.vault);
      const rows = await messagesOfAccount(tx, accountId);
      isCut ||= rows.length > MESSAGES_MAX;
      for (const row of rows.slice(0, MESSAGES_MAX)) {
        messages.push({
          id: row.id,
          at: toIsoTime(row.createdAt),
          pupilId: row.pupilId,
          from: row.sentBy,
          subject: row.subject,
          body: openMessageBody(cipher, row),
          codeReady: row.codeReady,
          read: row.readAt !== null,
        });
      }
      await markMessagesRead(tx, accountId, deps.now());
    });
  }
  return { messages: messages.sort((a, b) => (a.at < b.at ? 1 : -1)), isCut };
}
