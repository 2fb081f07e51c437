import { hash, randomInt } from 'node:crypto';
import { randomBytes } from '../../keys/random.ts';
import type { Vault } from '../../keys/vault.ts';

/** Handles and codes of the issuing protocol: how they are made, what of them the database may know. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TYPED_LENGTH = 12;
const CHECK_MODULUS = 31;
const RANDOM_BYTES = 16;
const RANDOM_TEXT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const SCHOOL_TEXT = /^[1-9][0-9]{0,8}$/;
const TAG_TEXT = /^[A-Za-z0-9_-]{8}$/;
const TAG_LENGTH = 8;

/**
 * `<school number>.<128 random bits>`, taken apart at the door; behind a code and a token stands `.<tag>`, the beginning
 * of their offer's id, which tells calls of one offer apart from those of others before the database is asked. Empty in
 * an offer's own handle.
 */
export type Handle = { readonly school: number; readonly random: string; readonly tag: string };

/** A fresh code or token of an offer; with an empty tag one that belongs to no offer and so opens nothing. */
export function newHandle(school: number, tag: string): Handle {
  return { school, random: randomBytes(RANDOM_BYTES).toString('base64url'), tag };
}

/** A handle as it travels. */
export function writeHandle({ school, random, tag }: Handle): string {
  return tag === '' ? `${school}.${random}` : `${school}.${random}.${tag}`;
}

/** Takes a handle apart; undefined for anything that is none. */
export function parseHandle(text: string): Handle | undefined {
  const [school = '', random = '', tag, ...more] = text.split('.', 4);
  if (more.length > 0 || !SCHOOL_TEXT.test(school) || !RANDOM_TEXT.test(random)) return undefined;
  if (tag !== undefined && !TAG_TEXT.test(tag)) return undefined;
  return { school: Number(school), random, tag: tag ?? '' };
}

/** What the database keeps of a code or token: with another tag it is another one, which nobody has. */
export function hashHandle({ random, tag }: Handle): Buffer {
  return hash('sha256', tag === '' ? random : `${random}.${tag}`, 'buffer');
}

/** What names an offer in its codes and tokens. */
export function tagOf(offerId: string): string {
  return offerId.slice(0, TAG_LENGTH);
}

/** An offer's id: derived from its handle, which itself is kept nowhere. */
export function offerIdOf(handle: Handle): string {
  return hashHandle(handle).subarray(0, RANDOM_BYTES).toString('base64url');
}

/** „Kod aktywacyjny (hasło)”: 8 bare digits. */
export function newTxCode(): string {
  return randomInt(0, 100_000_000).toString().padStart(8, '0');
}

/** First half of a tx_code's check: needs the key outside the database. */
export function txCodeMac(vault: Vault, school: number, txCode: string): Buffer {
  return vault.mac('tx_code', `${school}|${txCode}`);
}

/** What the database keeps of a tx_code; redeem_code computes the same. */
export function txCodeCheck(vault: Vault, school: number, offerId: string, txCode: string): Buffer {
  return hash('sha256', Buffer.concat([txCodeMac(vault, school, txCode), Buffer.from(offerId)]), 'buffer');
}

/** „Kod zamiast QR”: 55 random bits and a check character, 4-4-4. */
export function newTypedCode(): string {
  return grouped(fromBytes(randomBytes(TYPED_LENGTH)));
}

/** The offer handle that a typed code stands for. */
export function handleOfTypedCode(vault: Vault, school: number, typedCode: string): Handle {
  const random = vault.mac('offer_handle', typedCode).subarray(0, RANDOM_BYTES).toString('base64url');
  return { school, random, tag: '' };
}

/**
 * „Kod blokady”: the same for its holder as long as the right stands, so that it can be shown again.
 * @param holder `guardian:<account>`, or `offer:<id>` for what a letter or a reply carries
 */
export function lockCodeOf(vault: Vault, school: number, rightId: string, holder: string): string {
  const mac = vault.mac('lock_code', `${school}|${rightId}|${holder}`);
  return grouped(fromBytes(mac.subarray(0, TYPED_LENGTH)));
}

/**
 * What a person typed, as we write it: capitals, Crockford's look-alikes (O 0, I L 1), no spaces or dashes.
 * Undefined when it is too short, too long or its check character is wrong.
 */
export function normaliseTypedCode(typed: string): string | undefined {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (plain.length !== TYPED_LENGTH) return undefined;
  const values = [...plain].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return undefined;
  return checkCharacter(values.slice(0, -1)) === plain.at(-1) ? grouped(plain) : undefined;
}

function fromBytes(bytes: Uint8Array): string {
  const values = [...bytes.subarray(0, TYPED_LENGTH - 1)].map((byte) => byte & 31);
  return values.map((value) => ALPHABET[value]).join('') + checkCharacter(values);
}

/** Weighted sum modulo a prime: finds one wrong character and two neighbours swapped. */
function checkCharacter(values: readonly number[]): string {
  const sum = values.reduce((total, value, place) => total + value * (place + 2), 0);
  return ALPHABET[sum % CHECK_MODULUS] ?? '';
}

function grouped(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}
