import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from 'node:crypto';
import { open, seal } from '../keys/envelope.ts';
import { BackupError } from './backup-error.ts';

/** Who may open a backup: whoever knows a passphrase, or holds the private key of a recipient (X25519). */

export type SealFor =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'recipient'; readonly recipient: string };

export type OpenWith =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'privateKey'; readonly privateKey: string };

/** How the key of a backup's content is wrapped; stands in clear at its head. */
export type KeyHead =
  | { readonly kind: 'passphrase'; readonly salt: string; readonly wrapped: string }
  | {
      readonly kind: 'recipient';
      readonly recipient: string;
      readonly ephemeral: string;
      readonly wrapped: string;
    };

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** 128 MB and about half a second a guess. */
const SCRYPT: ScryptOptions = { N: 131_072, r: 8, p: 1, maxmem: 268_435_456 };
export const PASSPHRASE_LENGTH_MIN = 16;
const PUBLIC_PREFIX = 'mleg-backup-for-';
const PRIVATE_PREFIX = 'mleg-backup-private-';
const WRAP_PLACE = 'backup|content key';

const derive = (secret: Uint8Array, salt: Uint8Array, label: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, salt, label, KEY_BYTES)));

function stretch(passphrase: string, salt: Uint8Array): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    // The same letters typed on another keyboard may be composed otherwise.
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, SCRYPT, (error, key) =>
      error === null ? resolve(createSecretKey(key)) : reject(error),
    );
  });
}

const publicOf = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });

/** A pair for backups that are made where nobody should be able to read them. */
export function createRecipient(): { readonly recipient: string; readonly privateKey: string } {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { recipient: PUBLIC_PREFIX + x, privateKey: `${PRIVATE_PREFIX}${x}.${d}` };
}

/** @throws BackupError for something that is no recipient */
function readRecipient(text: string): string {
  const x = text.trim().slice(PUBLIC_PREFIX.length);
  if (!text.trim().startsWith(PUBLIC_PREFIX) || !/^[\w-]{43}$/.test(x))
    throw new BackupError(`A recipient looks like ${PUBLIC_PREFIX}…: see mleg backup key.`);
  return x;
}

function readPrivateKey(text: string): KeyObject {
  const [x = '', d = ''] = text.trim().slice(PRIVATE_PREFIX.length).split('.');
  if (!text.trim().startsWith(PRIVATE_PREFIX) || !/^[\w-]{43}$/.test(x) || !/^[\w-]{43}$/.test(d))
    throw new BackupError(`The key file does not hold a private key (${PRIVATE_PREFIX}…).`);
  return createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x, d }, format: 'jwk' });
}

function agree(privateKey: KeyObject, publicKey: KeyObject, ephemeral: string, recipient: string): KeyObject {
  const shared = diffieHellman({ privateKey, publicKey });
  return derive(shared, Buffer.from(`${ephemeral}|${recipient}`), 'mleg backup wrap');
}

/**
 * A fresh key for one backup, wrapped.
 * @throws BackupError for a passphrase that is too short or a recipient that is none
 */
export async function newContentKey(sealFor: SealFor): Promise<{ key: Buffer; head: KeyHead }> {
  const key = randomBytes(KEY_BYTES);
  if (sealFor.kind === 'passphrase') {
    if (sealFor.passphrase.length < PASSPHRASE_LENGTH_MIN)
      throw new BackupError(`The passphrase must have ${PASSPHRASE_LENGTH_MIN} characters at least.`);
    const salt = randomBytes(SALT_BYTES);
    const wrapped = seal(await stretch(sealFor.passphrase, salt), WRAP_PLACE, key).toString('base64url');
    return { key, head: { kind: 'passphrase', salt: salt.toString('base64url'), wrapped } };
  }
  const recipient = readRecipient(sealFor.recipient);
  const own = generateKeyPairSync('x25519');
  const { x: ephemeral = '' } = own.publicKey.export({ format: 'jwk' });
  const wrapping = agree(own.privateKey, publicOf(recipient), ephemeral, recipient);
  const wrapped = seal(wrapping, WRAP_PLACE, key).toString('base64url');
  return { key, head: { kind: 'recipient', recipient, ephemeral, wrapped } };
}

/**
 * The key of a backup.
 * @throws BackupError when passphrase or private key are not the ones it was made for
 */
export async function openContentKey(head: KeyHead, openWith: OpenWith): Promise<Buffer> {
  const wrapped = Buffer.from(head.wrapped, 'base64url');
  if (head.kind === 'passphrase') {
    if (openWith.kind !== 'passphrase') throw new BackupError('This backup was sealed with a passphrase.');
    const wrapping = await stretch(openWith.passphrase, Buffer.from(head.salt, 'base64url'));
    return unwrap(wrapping, wrapped, 'The passphrase is not the one of this backup.');
  }
  if (openWith.kind !== 'privateKey')
    throw new BackupError(
      `This backup was sealed for ${PUBLIC_PREFIX}${head.recipient}: give its --key-file.`,
    );
  const { ephemeral, recipient } = head;
  const wrapping = agree(readPrivateKey(openWith.privateKey), publicOf(ephemeral), ephemeral, recipient);
  return unwrap(wrapping, wrapped, 'The key file is not the one that this backup was sealed for.');
}

function unwrap(wrapping: KeyObject, wrapped: Buffer, refusal: string): Buffer {
  try {
    return open(wrapping, WRAP_PLACE, wrapped);
  } catch (cause) {
    throw new BackupError(refusal, { cause });
  }
}

/** The key of the content under one head: a head that was changed opens nothing. */
export function streamKey(contentKey: Uint8Array, head: Uint8Array): KeyObject {
  return derive(contentKey, createHash('sha256').update(head).digest(), 'mleg backup content');
}
