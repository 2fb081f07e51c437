import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { DomainError } from '../errors.ts';
import { isEqualBytes } from './bytes.ts';

const decodeOptions = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
};

/** @returns deterministic CBOR (RFC 8949 4.2.1) of numbers, texts, bytes, arrays, Maps, booleans, null */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/**
 * Exactly one item in deterministic CBOR, no tags: shortest numbers, sorted and single map keys, definite lengths.
 * @returns maps as `Map`
 * @throws malformed
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  let value: unknown;
  let spelt: Uint8Array;
  try {
    value = decode(bytes, decodeOptions);
    // One value, one spelling: also refuses floats that are whole numbers and unsorted keys. A map whose keys cannot
    // be sorted fails here.
    spelt = encodeCbor(value);
  } catch (cause) {
    throw new DomainError('malformed', { field: 'cbor' }, { cause });
  }
  if (!isEqualBytes(spelt, bytes)) throw new DomainError('malformed', { field: 'cbor' });
  return value;
}

/**
 * One item in any valid CBOR, for documents of other issuers (untagged; maps as `Map`, no key twice).
 * @throws malformed
 */
export function decodeForeignCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { ...decodeOptions, strict: false });
  } catch (cause) {
    throw new DomainError('malformed', { field: 'cbor' }, { cause });
  }
}
