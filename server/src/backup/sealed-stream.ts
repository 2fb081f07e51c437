import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { BackupError, CHANGED, CUT_SHORT } from './backup-error.ts';

/**
 * A stream in sealed pieces of 64 KiB (AES-256-GCM). The nonce counts the pieces and marks the last one, so that pieces that
 * were moved, left out, doubled or cut off do not open; the key is used for one stream only. In bounded memory.
 */
const PIECE_BYTES = 65_536;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(number), 3);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}

/** Pieces of exactly `size` bytes; the last one, which may be shorter or empty, is told apart. */
async function* piecesOf(
  input: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    held.push(Buffer.from(chunk));
    length += chunk.length;
    if (length <= size) continue;
    let whole = Buffer.concat(held);
    // What is exactly one piece may be the last one.
    for (; whole.length > size; whole = whole.subarray(size))
      yield { bytes: whole.subarray(0, size), isLast: false };
    held = [whole];
    length = whole.length;
  }
  yield { bytes: Buffer.concat(held), isLast: true };
}

/** Seals a stream. @param key of this stream alone */
export async function* sealStream(
  input: AsyncIterable<Uint8Array>,
  key: KeyObject,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  for await (const { bytes, isLast } of piecesOf(input, PIECE_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

/**
 * Opens a stream that `sealStream` made; gives nothing that is not proved to stand where it stood.
 * @throws BackupError when it was changed or cut short
 */
export async function* openStream(
  input: AsyncIterable<Uint8Array>,
  key: KeyObject,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  for await (const { bytes, isLast } of piecesOf(input, PIECE_BYTES + TAG_BYTES)) {
    const plain = openPiece(key, bytes, nonceOf(number, isLast));
    if (plain === undefined) {
      const isWhole = isLast && openPiece(key, bytes, nonceOf(number, false)) !== undefined;
      throw new BackupError(isWhole || (isLast && bytes.length < TAG_BYTES) ? CUT_SHORT : CHANGED);
    }
    yield plain;
    number += 1;
  }
}

function openPiece(key: KeyObject, bytes: Buffer, nonce: Buffer): Buffer | undefined {
  if (bytes.length < TAG_BYTES) return undefined;
  try {
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(end));
    return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]);
  } catch {
    return undefined;
  }
}
