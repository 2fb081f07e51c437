import type { CodeStop } from './issuing.ts';
import type { Store } from './pool.ts';
import { firstRow, onlyRow, type SchoolTx } from './tenant.ts';

export type NewOffer = {
  readonly id: string;
  readonly rightId: string;
  readonly pupilId: string;
  readonly delivery: 'portal' | 'journal' | 'letter' | 'email';
  readonly txCodeCheck: Buffer | null;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What the portal shows again; null where nothing is. */
  readonly codesSealed: Buffer | null;
};

/** Why nothing can be handed out yet; null when all is there. */
export type OfferGround = {
  readonly rightId: string | null;
  readonly paperUntil: string | null;
  readonly hasPortrait: boolean;
  readonly pupilStatus: string;
  readonly isObjected: boolean;
  readonly letterDays: number;
  readonly stop: CodeStop | null;
};

const GROUND = {
  name: 'offer-ground',
  text: `select r.id as "rightId", i.valid_until as "paperUntil", t.id is not null as "hasPortrait",
      p.status as "pupilStatus", p.objection_at is not null as "isObjected", s.letter_days as "letterDays",
      code_stop(p.school_id, p.id) as stop
    from pupil p join school s on s.school_id = p.school_id
    left join right_to_activate r on r.school_id = p.school_id and r.pupil_id = p.id and r.state <> 'ended'
    left join paper_id i on i.school_id = p.school_id and i.pupil_id = p.id and i.state = 'valid'
    left join portrait t on t.school_id = p.school_id and t.pupil_id = p.id and t.state = 'accepted'
    where p.school_id = $1 and p.id = $2 for update of p`,
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

/** What an offer for this pupil would stand on; undefined for an unknown pupil. */
export async function offerGround(tx: SchoolTx, pupilId: string): Promise<OfferGround | undefined> {
  return firstRow(await tx.run<OfferGround>(GROUND, [tx.school, pupilId]));
}

/** Adds the offer; a letter ends the letter before it, and the order it answers becomes `issued`. */
export async function insertOffer(tx: SchoolTx, offer: NewOffer): Promise<void> {
  const { id, rightId, pupilId, delivery, txCodeCheck, createdBy, createdAt, expiresAt, codesSealed } = offer;
  if (delivery === 'letter') await tx.run(REPLACE_LETTERS, [tx.school, rightId]);
  await tx.run(REPLACE_OLDEST, [tx.school, rightId]);
  const head = [tx.school, id, rightId, pupilId, delivery, txCodeCheck];
  await tx.run(INSERT, [...head, createdBy, createdAt, expiresAt, codesSealed]);
  await tx.run(ISSUE_ORDER, [tx.school, rightId]);
}

/**
 * Ends what these people took for the pupil and no phone has kept yet, and the lock codes that they may hold beside their
 * own (rules.md C9). @param creators `<kind>:<id>` of each
 */
export async function replaceOffersOf(
  tx: SchoolTx,
  pupilId: string,
  creators: readonly string[],
): Promise<void> {
  if (creators.length === 0) return;
  await tx.run(REPLACE_BY_CREATOR, [tx.school, pupilId, creators]);
  await tx.run(END_LOCK_CODES, [tx.school, pupilId]);
}

/**
 * Remembers which school the keyed indexes of a typed code and a lock code belong to.
 * @param codes `lockHolder`: `guardian:<account>` or `offer:<id>`
 */
export async function insertOfferCodes(
  tx: SchoolTx,
  codes: { typedIndex: Buffer; lockIndex: Buffer; lockHolder: string; rightId: string; expiresAt: number },
): Promise<void> {
  await tx.run(INSERT_TYPED, [codes.typedIndex, tx.school, codes.expiresAt]);
  await tx.run(INSERT_LOCK, [codes.lockIndex, tx.school, codes.rightId, codes.lockHolder]);
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
export async function replaceShownOffers(tx: SchoolTx, rightId: string, by: string): Promise<void> {
  await tx.run(REPLACE_SHOWN, [tx.school, rightId, by]);
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

const OPEN_RIGHT = {
  name: 'right-open',
  text: `insert into right_to_activate (school_id, id, pupil_id, order_id, created_at) values ($1, $2, $3, $4, $5)
    on conflict (school_id, pupil_id) where state <> 'ended'
    do update set order_id = coalesce(excluded.order_id, right_to_activate.order_id) returning id`,
};
const END_RIGHT = {
  name: 'right-end',
  text: `update right_to_activate set state = 'ended', ended_reason = $3, ended_at = $4
    where school_id = $1 and pupil_id = $2 and state <> 'ended' returning id`,
};
/** Opens the pupil's right to activate, or gives the standing one (its order becomes the new one). */
export async function openRight(
  tx: SchoolTx,
  right: { id: string; pupilId: string; orderId: string | null; at: number },
): Promise<string> {
  const values = [tx.school, right.id, right.pupilId, right.orderId, right.at];
  return onlyRow(await tx.run<{ id: string }>(OPEN_RIGHT, values)).id;
}

/** Ends the pupil's standing right with everything offered under it; false when there was none. */
export async function endRight(
  tx: SchoolTx,
  right: { pupilId: string; reason: string; at: number },
): Promise<boolean> {
  return (await tx.run(END_RIGHT, [tx.school, right.pupilId, right.reason, right.at])).length > 0;
}
