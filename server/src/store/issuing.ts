import type { Statement, Store } from './pool.ts';
import { stepOf } from './step-sets.ts';
import { onlyRow } from './tenant.ts';

/** The protocol's steps: one SQL function, one round trip, one transaction each (`functions/`). */

/** How the request proves who sends the token: RFC 9449 thumbprint and proof, both null for Bearer. */
export type TokenUse = {
  readonly school: number;
  readonly tokenHash: Buffer;
  readonly dpopJkt: string | null;
  readonly jtiHash: Buffer | null;
  /** Names the offer of the step, as its code and token do: calls of one offer go one after the other. */
  readonly tag: string;
};
type TokenOutcome = 'invalid_token' | 'dpop_replayed';

/** What stands against every code of a pupil (rules.md C9). */
export type CodeStop = 'suspended_by_school' | 'reported_lost';
export type OpenOfferOutcome =
  | 'ok'
  | 'not_found'
  | 'used'
  | 'superseded'
  | 'expired'
  | 'locked'
  | 'replaced'
  | CodeStop;
export type RedeemOutcome = 'ok' | 'invalid_grant' | 'expired' | 'invalid_request' | 'dpop_replayed';
/** `other_phone`: the offer belongs to the keys of its first delivery (C10); `phones_max`: no further phone (C5). */
export type DeliveryOutcome = 'ok' | 'denied' | 'other_phone' | 'phones_max' | CodeStop;
export type CredentialOutcome = DeliveryOutcome | 'invalid_nonce' | TokenOutcome;
export type NotifyOutcome = 'ok' | 'invalid_notification_id' | TokenOutcome;

/** What a credential is made of, as the database keeps it; dates `YYYY-MM-DD`. */
export type SubjectRow = {
  readonly pupil_id: string;
  readonly given_names: string;
  readonly surname: string;
  readonly birth_on: string;
  readonly pupil_status: 'pupil' | 'graduated';
  readonly personal_id_type: 'pesel' | 'passport' | 'other';
  readonly personal_id_sealed: Buffer;
  readonly address_sealed: Buffer | null;
  readonly paper_id: string;
  readonly document_number: string;
  readonly issued_on: string;
  readonly valid_until: string;
  readonly portrait_id: string;
  readonly picture_sealed: Buffer;
  readonly picture_low_sealed: Buffer;
  readonly picture_link_sealed: Buffer;
  readonly rspo: string;
  readonly school_name: string;
  readonly school_short_name: string;
  readonly school_address: string;
  readonly data_key_wrapped: Buffer;
};

/** Behind every step that a token opens: token, RFC 9449 thumbprint and proof. */
const TOKEN_TYPES = ['bytea', 'text', 'bytea'];
const OPEN_OFFER = stepOf('open-offer', 'open_offer', 'outcome, needs_tx_code as "needsTxCode"', [
  ...['text', 'bytea', 'bigint', 'bigint'],
]);
const REDEEM = stepOf('redeem-code', 'redeem_code', 'outcome', [
  ...['bytea', 'bytea', ...TOKEN_TYPES, 'bigint', 'bigint'],
]);
const SUBJECT_COLUMNS = `(subject).pupil_id, (subject).given_names, (subject).surname, (subject).birth_on,
  (subject).pupil_status, (subject).personal_id_type, (subject).personal_id_sealed, (subject).address_sealed,
  (subject).paper_id, (subject).document_number, (subject).issued_on, (subject).valid_until,
  (subject).portrait_id, (subject).picture_sealed, (subject).picture_low_sealed, (subject).picture_link_sealed,
  (subject).rspo, (subject).school_name, (subject).school_short_name, (subject).school_address,
  (subject).data_key_wrapped`;
const BEGIN = stepOf(
  'begin-credential',
  'begin_credential',
  `outcome, taken_id, entries, ${SUBJECT_COLUMNS.replace('(subject).picture_link_sealed,', '')}`,
  [...TOKEN_TYPES, 'bytea', 'bigint', 'bytea', 'bytea', 'text', 'text', 'date', 'bigint'],
);
const FINISH = stepOf('finish-credential', 'finish_credential', 'outcome', ['text', 'bigint']);
const BEGIN_OFFLINE = stepOf(
  'begin-offline-credential',
  'begin_offline_credential',
  `outcome, entry, ${SUBJECT_COLUMNS.replace('(subject).picture_sealed,', '')}`,
  [...TOKEN_TYPES, 'bytea', 'bigint', 'bytea', 'date', 'bigint'],
);
const NOTIFY = stepOf('notify-credential', 'notify_credential', 'outcome', [
  ...TOKEN_TYPES,
  'text',
  'bigint',
]);
const SWEEP: readonly Statement[] = [
  { name: 'sweep-codes', text: 'delete from pre_authorized_code where school_id = $1 and expires_at < $2' },
  { name: 'sweep-tokens', text: 'delete from access_token where school_id = $1 and expires_at < $2' },
  { name: 'sweep-used', text: 'delete from used_once where school_id = $1 and expires_at < $2' },
  {
    name: 'sweep-shown-codes',
    text: `update offer set codes_sealed = null
      where school_id = $1 and expires_at < $2 and codes_sealed is not null`,
  },
];

/** GET of an offer: mints a code when the offer is alive. */
export async function openOffer(
  store: Store,
  step: {
    school: number;
    tag: string;
    offerId: string;
    codeHash: Buffer;
    nowAt: number;
    codeExpiresAt: number;
  },
): Promise<{ outcome: OpenOfferOutcome; needsTxCode: boolean | null }> {
  const values = [step.school, step.offerId, step.codeHash, step.nowAt, step.codeExpiresAt];
  return onlyRow(await store.runStep(step.school, OPEN_OFFER, values, step.tag));
}

/** Token request. `txCodeMac` is null when the request carried none. */
export async function redeemCode(
  store: Store,
  step: TokenUse & { codeHash: Buffer; txCodeMac: Buffer | null; nowAt: number; tokenExpiresAt: number },
): Promise<RedeemOutcome> {
  const { school, codeHash, txCodeMac, tokenHash, dpopJkt, jtiHash, nowAt, tokenExpiresAt } = step;
  const values = [school, codeHash, txCodeMac, tokenHash, dpopJkt, jtiHash, nowAt, tokenExpiresAt];
  return onlyRow(await store.runStep<{ outcome: RedeemOutcome }>(school, REDEEM, values, step.tag)).outcome;
}

/** A place in a status list before the permutation (service/status/status-index.ts). */
export type StatusEntry = { readonly listId: number; readonly position: number };

export type BegunCredential =
  | { readonly outcome: Exclude<CredentialOutcome, 'ok'> }
  | {
      readonly outcome: 'ok';
      readonly mobileId: string;
      readonly entries: readonly StatusEntry[];
      readonly subject: Omit<SubjectRow, 'picture_link_sealed'>;
    };

type BeginStep = TokenUse & {
  readonly nonceHashes: readonly Buffer[];
  readonly nonceExpiresAt: number;
  readonly keySet: Buffer;
  readonly thumbprints: readonly Buffer[];
  readonly newMobileId: string;
  readonly newDeviceId: string;
  readonly today: string;
  readonly nowAt: number;
};

/** Before the signature: the intent, with one status entry per key in the order of `thumbprints`. */
export async function beginCredential(store: Store, step: BeginStep): Promise<BegunCredential> {
  const row = onlyRow(
    await store.runStep<SubjectRow & { outcome: CredentialOutcome; taken_id: string; entries: string }>(
      step.school,
      BEGIN,
      [
        step.school,
        step.tokenHash,
        step.dpopJkt,
        step.jtiHash,
        joinHashes(step.nonceHashes),
        step.nonceExpiresAt,
        step.keySet,
        joinHashes(step.thumbprints),
        step.newMobileId,
        step.newDeviceId,
        step.today,
        step.nowAt,
      ],
      step.tag,
    ),
  );
  if (row.outcome !== 'ok') return { outcome: row.outcome };
  return {
    outcome: 'ok',
    mobileId: row.taken_id,
    entries: row.entries.split(',').map(entryOf),
    subject: row,
  };
}

/** After the signature, before the answer: delivered. Anything but `ok` means the answer must not be sent. */
export async function finishCredential(
  store: Store,
  step: { school: number; tag: string; mobileId: string; nowAt: number },
): Promise<DeliveryOutcome> {
  const values = [step.school, step.mobileId, step.nowAt];
  return onlyRow(await store.runStep<{ outcome: DeliveryOutcome }>(step.school, FINISH, values, step.tag))
    .outcome;
}

export type BegunOffline =
  | { readonly outcome: Exclude<CredentialOutcome, 'ok'> }
  | {
      readonly outcome: 'ok';
      readonly entry: StatusEntry;
      readonly subject: Omit<SubjectRow, 'picture_sealed'>;
    };

/** The offline credential's intent: one entry of the offline lists for all its variants. */
export async function beginOfflineCredential(
  store: Store,
  step: Omit<BeginStep, 'keySet' | 'thumbprints' | 'newMobileId' | 'newDeviceId'> & { thumbprint: Buffer },
): Promise<BegunOffline> {
  const values = [
    step.school,
    step.tokenHash,
    step.dpopJkt,
    step.jtiHash,
    joinHashes(step.nonceHashes),
    step.nonceExpiresAt,
    step.thumbprint,
    step.today,
    step.nowAt,
  ];
  const row = onlyRow(
    await store.runStep<SubjectRow & { outcome: CredentialOutcome; entry: string }>(
      step.school,
      BEGIN_OFFLINE,
      values,
      step.tag,
    ),
  );
  return row.outcome === 'ok'
    ? { outcome: 'ok', entry: entryOf(row.entry), subject: row }
    : { outcome: row.outcome };
}

/** Notification request; `event` as in OpenID4VCI 1.0 section 11.1. */
export async function notifyCredential(
  store: Store,
  step: TokenUse & { event: string; nowAt: number },
): Promise<NotifyOutcome> {
  const values = [step.school, step.tokenHash, step.dpopJkt, step.jtiHash, step.event, step.nowAt];
  return onlyRow(await store.runStep<{ outcome: NotifyOutcome }>(step.school, NOTIFY, values, step.tag))
    .outcome;
}

/** Statements that forget expired codes, tokens, used values and what the portal showed: `[school, before]`. */
export const sweepStatements = SWEEP;

const HASH_BYTES = 32;

/** Hashes of one call as one value: an array of arrays has no room for calls with different numbers of them. */
function joinHashes(hashes: readonly Buffer[]): Buffer {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw new Error('not a SHA-256 hash');
  return Buffer.concat(hashes);
}

const LIST_SIZE = 2 ** 20;

function entryOf(text: string): StatusEntry {
  const number = Number(text);
  return { listId: Math.floor(number / LIST_SIZE), position: number % LIST_SIZE };
}
