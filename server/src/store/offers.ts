import type { CodeStop } from './issuing.ts';
import type { Store } from './pool.ts';
import type { PupilCase } from './pupil-case.ts';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

export type NewOffer = {
  readonly id: string;
  readonly rightId: string;
  readonly delivery: 'portal' | 'journal' | 'letter' | 'email';
  readonly txCodeCheck: Buffer | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What the portal shows again; null where nothing is. */
  readonly codesSealed: Buffer | null;
};

/** What a code of the pupil stands on, beside the pupil: null or false is what is not there. */
export type OfferGround = {
  readonly rightId: string | null;
  readonly paperUntil: string | null;
  readonly hasPortrait: boolean;
  readonly stop: CodeStop | null;
};

const GROUND = {
  name: 'offer-ground',
  text: `select r.id as "rightId", i.valid_until as "paperUntil", t.id is not null as "hasPortrait",
      code_stop(p.school_id, p.id) as stop
    from pupil p
    left join right_to_activate r on r.school_id = p.school_id and r.pupil_id = p.id and r.state <> 'ended'
    left join paper_id i on i.school_id = p.school_id and i.pupil_id = p.id and i.state = 'valid'
    left join portrait t on t.school_id = p.school_id and t.pupil_id = p.id and t.state = 'accepted'
    where p.school_id = $1 and p.id = $2`,
};
const REPLACE_LETTERS = {
  name: 'offer-replace-letters',
  text: `update offer set state = 'replaced'
    where school_id = $1 and right_id = $2 and delivery = 'letter' and state = 'ready'`,
};
// Bounded: a right has at most twenty offers waiting, the oldest make room.
const REPLACE_OLDEST = {
  name: 'offer-replace-oldest',
  text: `update offer set state = 'replaced' where school_id = $1 and id in (
    select id from offer where school_id = $1 and right_id = $2 and state = 'ready' order by created_at desc offset 19)`,
};
const REPLACE_BY_CREATOR = {
  name: 'offer-replace-by-creator',
  text: `update offer set state = 'replaced' where school_id = $1 and pupil_id = $2 and created_by = any($3)
    and state in ('ready', 'used') and confirmed_at is null`,
};
const INSERT = {
  name: 'offer-insert',
  text: `insert into offer (school_id, id, right_id, pupil_id, delivery, tx_code_check, created_by, created_at, expires_at,
      codes_sealed)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const ISSUE_ORDER = {
  name: 'offer-issue-order',
  text: `update orders set state = 'issued', version = version + 1 where school_id = $1 and state = 'accepted'
    and id = (select order_id from right_to_activate where school_id = $1 and id = $2)`,
};
const INSERT_TYPED = {
  name: 'typed-code-insert',
  text: 'insert into typed_code (code_index, school_id, expires_at) values ($1, $2, $3)',
};
const INSERT_LOCK = {
  name: 'lock-code-insert',
  text: 'insert into lock_code (code_index, school_id, right_id, holder) values ($1, $2, $3, $4) on conflict do nothing',
};
const FIND_TYPED = {
  name: 'typed-code-find',
  text: 'select school_id as school from typed_code where code_index = $1',
};
const FIND_LOCK = {
  name: 'lock-code-find',
  text: `select school, pupil_id as "pupilId", born_on as "bornOn", is_guardians as "isGuardians"
    from find_lock_code($1) where pupil_id is not null`,
};
// Which guardian holds a letter or a journal's reply nobody knows.
const END_LOCK_CODES = {
  name: 'lock-code-end',
  text: `update lock_code set ended = true
    where school_id = $1 and not ended and (holder is null or holder like 'offer:%')
      and right_id in (select id from right_to_activate where school_id = $1 and pupil_id = $2)`,
};
const SHOWN = {
  name: 'offer-shown',
  text: `select id, expires_at as "expiresAt", codes_sealed as "codesSealed" from offer
    where school_id = $1 and right_id = $2 and created_by = $3 and delivery = 'portal' and state = 'ready'
      and expires_at > $4 and codes_sealed is not null order by created_at desc limit 1`,
};
const REPLACE_SHOWN = {
  name: 'offer-replace-shown',
  text: `update offer set state = 'replaced', codes_sealed = null
    where school_id = $1 and right_id = $2 and created_by = $3 and delivery = 'portal' and state = 'ready'`,
};

/** What an offer for the pupil would stand on. */
export async function offerGround({ school, pupilId, run }: PupilCase): Promise<OfferGround> {
  return onlyRow(await run<OfferGround>(GROUND, [school, pupilId]));
}

/** Adds the offer; a letter ends the letter before it, and the order it answers becomes `issued`. */
export async function insertOffer({ school, pupilId, run }: PupilCase, offer: NewOffer): Promise<void> {
  const { id, rightId, delivery, txCodeCheck, createdBy, createdAt, expiresAt, codesSealed } = offer;
  if (delivery === 'letter') await run(REPLACE_LETTERS, [school, rightId]);
  await run(REPLACE_OLDEST, [school, rightId]);
  const head = [school, id, rightId, pupilId, delivery, txCodeCheck];
  await run(INSERT, [...head, createdBy, createdAt, expiresAt, codesSealed]);
  await run(ISSUE_ORDER, [school, rightId]);
}

/**
 * Ends what these people took for the pupil and no phone has kept yet, and the lock codes that they may hold beside their
 * own (rules.md C9). @param creators `<kind>:<id>` of each
 */
export async function replaceOffersOf(
  { school, pupilId, run }: PupilCase,
  creators: readonly string[],
): Promise<void> {
  if (creators.length === 0) return;
  await run(REPLACE_BY_CREATOR, [school, pupilId, creators]);
  await run(END_LOCK_CODES, [school, pupilId]);
}

const WITHDRAW = {
  name: 'offer-withdraw',
  text: `update offer set state = 'replaced' where school_id = $1 and pupil_id = $2 and state = 'ready' returning id`,
};
const COUNT_READY = {
  name: 'offer-count-ready',
  text: `select count(*)::int as count from offer o
    join right_to_activate r on r.school_id = o.school_id and r.id = o.right_id and r.state <> 'ended'
    where o.school_id = $1 and o.pupil_id = $2 and o.state = 'ready' and o.expires_at > $3`,
};
const UNISSUE_ORDER = {
  name: 'offer-unissue-order',
  text: `update orders set state = 'accepted', version = version + 1 where school_id = $1 and state = 'issued'
    and id = (select order_id from right_to_activate where school_id = $1 and pupil_id = $2 and state <> 'ended')`,
};

/** Ends every code of the pupil that no phone has taken; how many. */
export async function withdrawOffers({ school, pupilId, run }: PupilCase): Promise<number> {
  return (await run(WITHDRAW, [school, pupilId])).length;
}

/** How many codes of the pupil a phone could still take. */
export async function countReadyOffers(tx: SchoolTx, pupilId: string, at: number): Promise<number> {
  return onlyRow(await tx.run<{ count: number }>(COUNT_READY, [tx.school, pupilId, at])).count;
}

/** The order whose codes were withdrawn waits for a code again. */
export async function unissueOrder({ school, pupilId, run }: PupilCase): Promise<void> {
  await run(UNISSUE_ORDER, [school, pupilId]);
}

/**
 * Remembers which school the keyed indexes of a typed code and a lock code belong to.
 * @param codes `lockHolder`: `guardian:<account>` or `offer:<id>`
 */
export async function insertOfferCodes(
  { school, run }: PupilCase,
  codes: { typedIndex: Buffer; lockIndex: Buffer; lockHolder: string; rightId: string; expiresAt: number },
): Promise<void> {
  await run(INSERT_TYPED, [codes.typedIndex, school, codes.expiresAt]);
  await run(INSERT_LOCK, [codes.lockIndex, school, codes.rightId, codes.lockHolder]);
}

export type ShownOffer = { readonly id: string; readonly expiresAt: number; readonly codesSealed: Buffer };

/** The portal's offer that stands open for this person (rules.md C2). @param by `guardian:<account>` */
export async function shownOffer(
  tx: SchoolTx,
  { rightId, by, nowAt }: { rightId: string; by: string; nowAt: number },
): Promise<ShownOffer | undefined> {
  return firstRow(await tx.run<ShownOffer>(SHOWN, [tx.school, rightId, by, nowAt]));
}

/** Ends the portal's offers of this person that no phone has taken. */
export async function replaceShownOffers(
  { school, run }: PupilCase,
  rightId: string,
  by: string,
): Promise<void> {
  await run(REPLACE_SHOWN, [school, rightId, by]);
}

/** The school of a typed code, for an hour also of one that has expired: its offer says so. */
export async function findTypedCode(store: Store, index: Buffer): Promise<number | undefined> {
  return firstRow(await store.run<{ school: number }>(FIND_TYPED, [index]))?.school;
}

const SWEEP_TYPED = { name: 'sweep-typed-codes', text: 'delete from typed_code where expires_at < $1' };

/** Deletes typed codes that expired before a moment. */
export async function sweepTypedCodes(store: Pick<Store, 'run'>, beforeAt: number): Promise<void> {
  await store.run(SWEEP_TYPED, [beforeAt]);
}

/** Whose ID a lock code that lives suspends; `isGuardians`: the code of a guardian, not of a letter. */
export type FoundLockCode = {
  readonly school: number;
  readonly pupilId: string;
  readonly bornOn: string;
  readonly isGuardians: boolean;
};

/** What a lock code stands for while its right and its holder's rights do (rules.md C9). */
export async function findLockCode(
  store: Pick<Store, 'run'>,
  index: Buffer,
): Promise<FoundLockCode | undefined> {
  return firstRow(await store.run<FoundLockCode>(FIND_LOCK, [index]));
}
