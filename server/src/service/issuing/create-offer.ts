import { warsawDayOf } from '@mleg/core/credential/validity';
import { DomainError } from '@mleg/core/errors';
import { type Actor, appendAudit } from '../../audit/append.ts';
import type { FaceOrigins } from '../../config/config.ts';
import type { Vault } from '../../keys/vault.ts';
import { findTypedCode, insertOffer, insertOfferCodes, offerGround } from '../../store/offers.ts';
import type { Store } from '../../store/pool.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';
import {
  handleOfTypedCode,
  lockCodeOf,
  newTxCode,
  newTypedCode,
  normaliseTypedCode,
  offerIdOf,
  txCodeCheck,
} from './codes.ts';

export type Delivery = 'portal' | 'journal' | 'letter' | 'email';

export type OfferDeps = {
  readonly store: Store;
  readonly vault: Vault;
  readonly now: () => number;
  readonly config: { readonly origins: FaceOrigins };
};

/** What is handed out. It exists in this answer only: the database keeps hashes. */
export type CreatedOffer = {
  readonly id: string;
  /** `openid-credential-offer://?credential_offer_uri=…` */
  readonly credentialOffer: string;
  /** `https://<wallet>/add#credential_offer_uri=…`: this stands in the QR. */
  readonly walletLink: string;
  /** 4-4-4. */
  readonly typedCode: string;
  /** 8 bare digits. */
  readonly txCode: string;
  readonly lockCode: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
};

const PORTAL_OFFER_SECONDS = 600;
const DAY_SECONDS = 86_400;

/**
 * Makes an offer with an activation code under the pupil's right (rules.md C2: opened in the portal it lives ten
 * minutes; what travels lives by the school's policy). Moves an accepted order to `issued`.
 * @throws DomainError `not_found` for an unknown pupil; `right_missing` with `reason` no_right, paper_id_missing,
 *   portrait_missing, objection_filed or left_school
 */
export function createOffer(
  deps: OfferDeps,
  request: { school: number; pupilId: string; delivery: Delivery; actor: Actor },
): Promise<CreatedOffer> {
  return inSchool(deps.store, request.school, (tx) => createOfferIn(deps, tx, request));
}

/** The same inside a transaction of the caller (bulk letters). */
export async function createOfferIn(
  deps: OfferDeps,
  tx: SchoolTx,
  request: { pupilId: string; delivery: Delivery; actor: Actor },
): Promise<CreatedOffer> {
  const nowAt = deps.now();
  const { pupilId, delivery, actor } = request;
  const { rightId, letterDays } = await standingRight(tx, pupilId, warsawDayOf(nowAt));
  const typedCode = newTypedCode();
  const handle = handleOfTypedCode(deps.vault, tx.school, typedCode);
  const id = offerIdOf(handle);
  const txCode = newTxCode();
  const lockCode = lockCodeOf(deps.vault, tx.school, rightId);
  const expiresAt = nowAt + (delivery === 'portal' ? PORTAL_OFFER_SECONDS : letterDays * DAY_SECONDS);
  await insertOffer(tx, {
    id,
    rightId,
    pupilId,
    delivery,
    txCodeCheck: txCodeCheck(deps.vault, tx.school, id, txCode),
    createdBy: `${actor.kind}:${actor.id}`,
    createdAt: nowAt,
    expiresAt,
  });
  await insertOfferCodes(tx, {
    typedIndex: deps.vault.operatorIndex('typed_code', typedCode),
    lockIndex: deps.vault.operatorIndex('lock_code', lockCode),
    rightId,
    expiresAt,
  });
  await appendAudit(tx, nowAt, { event: 'offer_created', actor, pupilId, subject: id, note: delivery });
  const uri = encodeURIComponent(offerUri(deps, tx.school, handle.random));
  return {
    id,
    credentialOffer: `openid-credential-offer://?credential_offer_uri=${uri}`,
    walletLink: `${deps.config.origins.wallet}/add#credential_offer_uri=${uri}`,
    typedCode,
    txCode,
    lockCode,
    expiresAt,
  };
}

/**
 * The `credential_offer_uri` behind a typed code.
 * @throws DomainError `not_found` for a code that is mistyped, unknown or expired: one answer for all three
 */
export async function resolveTypedCode(deps: OfferDeps, typed: string): Promise<string> {
  const code = normaliseTypedCode(typed);
  if (code === undefined) throw new DomainError('not_found');
  const school = await findTypedCode(deps.store, deps.vault.operatorIndex('typed_code', code), deps.now());
  if (school === undefined) throw new DomainError('not_found');
  return offerUri(deps, school, handleOfTypedCode(deps.vault, school, code).random);
}

function offerUri(deps: OfferDeps, school: number, random: string): string {
  return `${deps.config.origins.school}/oid4vci/offers/${school}.${random}`;
}

async function standingRight(
  tx: SchoolTx,
  pupilId: string,
  today: string,
): Promise<{ rightId: string; letterDays: number }> {
  const ground = await offerGround(tx, pupilId);
  if (ground === undefined) throw new DomainError('not_found');
  const { rightId, letterDays, paperUntil, hasPortrait, pupilStatus, isObjected } = ground;
  if (pupilStatus === 'left') throw new DomainError('right_missing', { reason: 'left_school' });
  // rules.md W3: also while the head teacher has not decided yet.
  if (isObjected) throw new DomainError('right_missing', { reason: 'objection_filed' });
  // Requirement A3: no valid paper ID on record, no mobile ID.
  if (paperUntil === null || paperUntil < today)
    throw new DomainError('right_missing', { reason: 'paper_id_missing' });
  if (rightId === null) throw new DomainError('right_missing', { reason: 'no_right' });
  if (!hasPortrait) throw new DomainError('right_missing', { reason: 'portrait_missing' });
  return { rightId, letterDays };
}
