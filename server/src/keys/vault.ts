import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { open, type SealedPlace, seal } from './envelope.ts';

/** Seals and opens values of one school. */
export type SchoolCipher = {
  readonly seal: (place: SealedPlace, plain: Uint8Array | string) => Buffer;
  readonly open: (place: SealedPlace, sealed: Uint8Array) => Buffer;
  readonly openText: (place: SealedPlace, sealed: Uint8Array) => string;
};

/** What a keyed index finds. Each has a key of its own per school: no equality across columns or schools. */
export type SchoolIndex = 'personal_id' | 'personal_id_last4' | 'address' | 'guardian_email';
/** Keyed indexes outside schools. */
export type OperatorIndex = 'account_email' | 'typed_code' | 'lock_code' | 'check_code';
/** What is keyed outside the database: secrets of the issuing protocol, requests and letters that may come twice. */
export type ProtocolPurpose =
  | 'tx_code'
  | 'offer_handle'
  | 'lock_code'
  | 'notification'
  | 'nonce'
  | 'status_index'
  | 'idempotency'
  | 'letter';

/** Everything that hangs on the master key, which never enters the database. */
export type Vault = {
  /** A fresh data key for a school, wrapped. */
  readonly newDataKey: (school: number) => Buffer;
  /** The cipher of a school by its wrapped data key; unwrapped keys are kept in memory. */
  readonly cipher: (school: number, wrapped: Uint8Array) => SchoolCipher;
  /** For sealed columns outside schools (checks): one key of the operator. */
  readonly operatorCipher: SchoolCipher;
  /** 16 bytes; the value must be normalised before. */
  readonly schoolIndex: (school: number, index: SchoolIndex, value: string) => Buffer;
  /** 16 bytes. */
  readonly operatorIndex: (index: OperatorIndex, value: string) => Buffer;
  /** HMAC-SHA-256, 32 bytes. */
  readonly mac: (purpose: ProtocolPurpose, value: string | Uint8Array) => Buffer;
};

const KEY_BYTES = 32;
const INDEX_BYTES = 16;
const SCHOOLS_CACHED_MAX = 5000;

/**
 * @param masterKey 32 random bytes from a file outside the database
 */
export function createVault(masterKey: Uint8Array): Vault {
  if (masterKey.length !== KEY_BYTES) throw new Error('the master key must have 32 bytes');
  const derive = (label: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, 'mleg', label, KEY_BYTES)));
  const wrapping = derive('wrap data keys');
  const operatorKey = derive('operator data');
  const macKeys = new Map<string, KeyObject>();
  const macKey = (label: string): KeyObject => {
    const known = macKeys.get(label);
    if (known !== undefined) return known;
    const key = derive(label);
    macKeys.set(label, key);
    return key;
  };
  const ciphers = new Map<string, SchoolCipher>();
  const wrapPlace = (school: number): string => `school|data_key_wrapped|${school}`;
  const hmac = (label: string, value: string | Uint8Array): Buffer =>
    createHmac('sha256', macKey(label)).update(value).digest();

  return {
    newDataKey: (school) => seal(wrapping, wrapPlace(school), randomBytes(KEY_BYTES)),
    cipher(school, wrapped) {
      const id = `${school}|${Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.length).toString('base64')}`;
      const known = ciphers.get(id);
      if (known !== undefined) return known;
      const cipher = cipherOf(createSecretKey(open(wrapping, wrapPlace(school), wrapped)), String(school));
      if (ciphers.size >= SCHOOLS_CACHED_MAX) ciphers.clear();
      ciphers.set(id, cipher);
      return cipher;
    },
    operatorCipher: cipherOf(operatorKey, 'operator'),
    schoolIndex: (school, index, value) =>
      hmac(`index|${index}`, `${school}|${value}`).subarray(0, INDEX_BYTES),
    operatorIndex: (index, value) => hmac(`index|${index}`, value).subarray(0, INDEX_BYTES),
    mac: (purpose, value) => hmac(`protocol|${purpose}`, value),
  };
}

function cipherOf(key: KeyObject, owner: string): SchoolCipher {
  const place = ({ table, column, row }: SealedPlace): string => `${owner}|${table}|${column}|${row}`;
  return {
    seal: (at, plain) => seal(key, place(at), typeof plain === 'string' ? Buffer.from(plain) : plain),
    open: (at, sealed) => open(key, place(at), sealed),
    openText: (at, sealed) => open(key, place(at), sealed).toString('utf8'),
  };
}
