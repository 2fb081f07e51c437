import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { createOfferUri, createWalletLink } from '@mleg/core/openid4vci/credential-offer';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { type Actor, appendAudit } from '../../audit/append.ts';
import type { FaceOrigins } from '../../config/config.ts';
import type { Vault } from '../../keys/vault.ts';
import {
  findTypedCode,
  insertOffer,
  insertOfferCodes,
  offerGround,
  replaceShownOffers,
  type ShownOffer,
  shownOffer,
} from '../../store/offers.ts';
import type { Store } from '../../store/pool.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
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

/**
 * What is handed out. It exists in this answer only: the database keeps hashes, and in an envelope what the portal shows
 * again while it lives.
 */
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

/** rules.md C2: QR, typed code and activation code of the portal's page stay so long. */
const PORTAL_OFFER_SECONDS = 1800;
const DAY_SECONDS = 86_400;

type Request = {
  readonly delivery: Delivery;
  readonly actor: Actor;
  /** A guardian wants other codes than the ones that stand open: those end. */
  readonly renew?: boolean;
};
type Codes = Pick<CreatedOffer, 'typedCode' | 'txCode'>;

/**
 * Makes an offer with an activation code under the pupil's right, or gives a guardian the one again that stands open in
 * the portal (rules.md C2: half an hour; what travels lives by the school's policy). Moves an accepted order to `issued`.
 * @throws DomainError objection_filed, paper_id_missing, portrait_missing, suspended_by_school, reported_lost; right_ended
 *   with `reason` no_right or left_school
 */
export async function createOffer(
  deps: OfferDeps,
  pupilCase: PupilCase,
  request: Request,
): Promise<CreatedOffer> {
  const nowAt = deps.now();
  const rightId = await rightToOffer(pupilCase, warsawDayOf(nowAt));
  const { letterDays } = pupilCase.policy;
  const by = `${request.actor.kind}:${request.actor.id}`;
  const isShown = request.delivery === 'portal' && request.actor.kind === 'guardian';
  if (isShown && request.renew) await replaceShownOffers(pupilCase, rightId, by);
  const open = isShown ? await shownOffer(pupilCase, { rightId, by, nowAt }) : undefined;
  if (open)
    return toCreated(deps, pupilCase, { ...open, ...openCodes(pupilCase, open), rightId, holder: by });
  const life = request.delivery === 'portal' ? PORTAL_OFFER_SECONDS : letterDays * DAY_SECONDS;
  return makeOffer(deps, pupilCase, { ...request, rightId, by, isShown, nowAt, expiresAt: nowAt + life });
}

async function makeOffer(
  deps: OfferDeps,
  pupilCase: PupilCase,
  made: Request & { rightId: string; by: string; isShown: boolean; nowAt: number; expiresAt: number },
): Promise<CreatedOffer> {
  const { delivery, actor, rightId, by, isShown, nowAt, expiresAt } = made;
  const { school, pupilId } = pupilCase;
  const codes = { typedCode: newTypedCode(), txCode: newTxCode() };
  const id = offerIdOf(handleOfTypedCode(deps.vault, school, codes.typedCode));
  await insertOffer(pupilCase, {
    id,
    rightId,
    delivery,
    txCodeCheck: txCodeCheck(deps.vault, school, id, codes.txCode),
    createdBy: by,
    createdAt: nowAt,
    expiresAt,
    codesSealed: isShown ? sealCodes(pupilCase, id, codes) : null,
  });
  const holder = actor.kind === 'guardian' ? by : `offer:${id}`;
  const created = toCreated(deps, pupilCase, { id, expiresAt, ...codes, rightId, holder });
  await insertOfferCodes(pupilCase, {
    typedIndex: deps.vault.operatorIndex('typed_code', codes.typedCode),
    lockIndex: deps.vault.operatorIndex('lock_code', created.lockCode),
    lockHolder: holder,
    rightId,
    expiresAt,
  });
  await appendAudit(pupilCase, nowAt, {
    event: 'offer_created',
    actor,
    pupilId,
    subject: id,
    note: delivery,
  });
  return created;
}

function toCreated(
  deps: OfferDeps,
  { school }: PupilCase,
  offer: Codes & { id: string; expiresAt: number; rightId: string; holder: string },
): CreatedOffer {
  const { id, expiresAt, typedCode, txCode, rightId, holder } = offer;
  const { random } = handleOfTypedCode(deps.vault, school, typedCode);
  const uri = offerUri(deps, school, random);
  return {
    id,
    credentialOffer: createOfferUri(uri),
    walletLink: createWalletLink(deps.config.origins.wallet, uri),
    typedCode,
    txCode,
    lockCode: lockCodeOf(deps.vault, school, rightId, holder),
    expiresAt,
  };
}

const placeOf = (id: string) => ({ table: 'offer', column: 'codes_sealed', row: id }) as const;

function sealCodes({ cipher }: PupilCase, id: string, { typedCode, txCode }: Codes): Buffer {
  return cipher.seal(placeOf(id), `${typedCode} ${txCode}`);
}

function openCodes({ cipher }: PupilCase, { id, codesSealed }: ShownOffer): Codes {
  const [typedCode = '', txCode = ''] = cipher.openText(placeOf(id), codesSealed).split(' ');
  return { typedCode, txCode };
}

/**
 * The `credential_offer_uri` behind a typed code; of one that has just expired too: whoever opens it is told so.
 * @throws DomainError `not_found` for a code that is mistyped or unknown: one answer for both
 */
export async function resolveTypedCode(deps: OfferDeps, typed: string): Promise<string> {
  const code = normaliseTypedCode(typed);
  if (code === undefined) throw new DomainError('not_found');
  const school = await findTypedCode(deps.store, deps.vault.operatorIndex('typed_code', code));
  if (school === undefined) throw new DomainError('not_found');
  return offerUri(deps, school, handleOfTypedCode(deps.vault, school, code).random);
}

function offerUri(deps: OfferDeps, school: number, random: string): string {
  return `${deps.config.origins.school}${issuerPaths.offers}/${school}.${random}`;
}

/** The pupil's right, where all that a code stands on is there; one documented refusal for each part that is not. */
async function rightToOffer(pupilCase: PupilCase, today: string): Promise<string> {
  const { pupil } = pupilCase;
  const { rightId, paperUntil, hasPortrait, stop } = await offerGround(pupilCase);
  if (pupil.status === 'left') throw new DomainError('right_ended', { reason: 'left_school' });
  // rules.md W3: also while the head teacher has not decided yet.
  if (pupil.objectionAt !== null) throw new DomainError('objection_filed');
  // Requirement A3: no valid paper ID on record, no mobile ID.
  if (paperUntil === null || paperUntil < today) throw new DomainError('paper_id_missing');
  // rules.md C9: no code passes a suspension by the school or a lock code.
  if (stop !== null) throw new DomainError(stop);
  if (rightId === null) throw new DomainError('right_ended', { reason: 'no_right' });
  if (!hasPortrait) throw new DomainError('portrait_missing');
  return rightId;
}
