import assert from 'node:assert/strict';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts';
import { decodeForeignCbor } from '../encoding/cbor.ts';
import { encodeHex } from '../encoding/hex.ts';
import { decodeHex } from '../encoding/hex-fixture.ts';
import { parseJwt } from '../encoding/jwt.ts';
import { readVector } from '../encoding/vectors-fixture.ts';
import { inflateZlib } from '../status-list/inflate.ts';
import type { StatusBits } from '../status-list/status-array.ts';
import { createStatusArray, getStatus, setStatus } from '../status-list/status-array.ts';
import { statusBytesMax } from '../status-list/status-list.ts';
import type { Proofs } from './proof-fixture.ts';
import { forEach, unwrap } from './proof-fixture.ts';

type Encoding = { readonly bits: StatusBits; readonly lst: Uint8Array };

function readJsonEncoding(text: string): Encoding {
  const { bits, lst } = JSON.parse(unwrap(text.slice(text.indexOf('{')))) as {
    bits: StatusBits;
    lst: string;
  };
  return { bits, lst: decodeBase64url(lst) };
}

function readCborEncoding(text: string): Encoding {
  const hex = text.replace(/^[\s\S]*encoded:/, '').replace(/\s/g, '');
  const map = decodeForeignCbor(decodeHex(hex)) as ReadonlyMap<string, unknown>;
  return { bits: map.get('bits') as StatusBits, lst: map.get('lst') as Uint8Array };
}

/** The two short lists of the draft, entry by entry. */
const short: Readonly<Record<number, { bytes: number[]; statuses: number[] }>> = {
  1: { bytes: [0xb9, 0xa3], statuses: [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1] },
  2: { bytes: [0xc9, 0x44, 0xf9], statuses: [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] },
};

function proveShort({ bits, lst }: Encoding): void {
  const { bytes = [], statuses = [] } = short[bits] ?? {};
  const list = { bits, bytes: inflateZlib(lst, statusBytesMax) };
  assert.deepEqual([...list.bytes], bytes);
  assert.deepEqual(
    statuses.map((_, idx) => getStatus(list, idx)),
    statuses,
  );
  assert.equal(getStatus(list, statuses.length), undefined);
  const ours = createStatusArray(bytes.length * (8 / bits) * (bits === 2 ? 2 : 1), bits);
  for (const [idx, value] of statuses.entries()) setStatus(ours, idx, value);
  assert.deepEqual([...ours.bytes.subarray(0, bytes.length)], bytes);
}

type LongVector = { bits: StatusBits; statuses: [number, number][]; lst: string; cbor_hex: string };

/** The long lists, against the entries that the draft names. */
function proveLong({ bits, lst }: Encoding): void {
  const vectors = JSON.parse(readVector('status-list/status-list-vectors.json')) as LongVector[];
  const vector = vectors.find((one) => one.bits === bits);
  assert.ok(vector);
  assert.equal(encodeBase64url(lst), vector.lst);
  const list = { bits, bytes: inflateZlib(lst, statusBytesMax) };
  for (const [idx, value] of vector.statuses) assert.equal(getStatus(list, idx), value, String(idx));
  const named = new Set(vector.statuses.map(([idx]) => idx));
  for (let idx = 0; idx < 1000; idx += 1) if (!named.has(idx)) assert.equal(getStatus(list, idx), 0);
}

/** The bytes of an annotated dump: what stands before `#`. */
function readDump(text: string): Uint8Array {
  const hex = text.split('\n').map((line) => line.replace(/#.*$/, ''));
  return decodeHex(hex.join('').replace(/\s/g, ''));
}

const wire = (path: string): string =>
  readVector(`status-list/${path}`)
    .replace(/^[\s\S]*encoded:/, '')
    .replace(/\s/g, '');

function proveDump(path: string): (text: string) => void {
  return (text) => assert.equal(encodeHex(readDump(text)), wire(path));
}

export const statusListProofs: Proofs = {
  ...forEach('status-list', ['status_list_encoding_json.md', 'status_list_encoding2_json.md'], {
    proves: 'each entry of a short list is read and written',
    run: (text) => proveShort(readJsonEncoding(text)),
  }),
  ...forEach('status-list', ['status_list_encoding_cbor.md', 'status_list_encoding2_cbor.md'], {
    proves: 'the same in CBOR',
    run: (text) => proveShort(readCborEncoding(text)),
  }),
  ...forEach(
    'status-list',
    [
      'status_list_encoding1_long_json.md',
      'status_list_encoding2_long_json.md',
      'status_list_encoding4_json.md',
      'status_list_encoding8_json.md',
    ],
    {
      proves: 'a long list of each width says what the draft says',
      run: (text) => proveLong(readJsonEncoding(text)),
    },
  ),
  ...forEach(
    'status-list',
    [
      'status_list_encoding1_long_cbor.md',
      'status_list_encoding2_long_cbor.md',
      'status_list_encoding4_cbor.md',
      'status_list_encoding8_cbor.md',
    ],
    { proves: 'the same in CBOR', run: (text) => proveLong(readCborEncoding(text)) },
  ),
  'status-list/status_list_encoding_cbor_diag.md': {
    proves: 'the annotated bytes are those that are read',
    run: proveDump('status_list_encoding_cbor.md'),
  },
  'status-list/status_list_encoding2_cbor_diag.md': {
    proves: 'the annotated bytes are those that are read',
    run: proveDump('status_list_encoding2_cbor.md'),
  },
  'status-list/status_list_cwt_diag.md': {
    proves: 'the annotated bytes are those that are read',
    run: proveDump('status_list_cwt.md'),
  },
  'status-list/referenced_token_cwt_diag.md': {
    proves: 'the annotated bytes are those that are read',
    run: proveDump('referenced_token_cwt.md'),
  },
  'status-list/referenced_token_cwt.md': {
    proves: 'a CWT’s reference to a list is read by our CBOR: index and address under claim 65535',
    run: (text) => {
      const parts = decodeForeignCbor(
        decodeHex(text.replace(/\s/g, '')).subarray(1),
      ) as readonly Uint8Array[];
      const claims = decodeForeignCbor(parts[2] ?? new Uint8Array()) as ReadonlyMap<number, unknown>;
      const status = claims.get(65_535) as ReadonlyMap<string, ReadonlyMap<string, unknown>>;
      assert.deepEqual(
        [...(status.get('status_list') ?? [])],
        [
          ['idx', 0],
          ['uri', 'https://example.com/statuslists/1'],
        ],
      );
    },
  },
  'status-list/status_list_jwt.md': {
    proves: 'the decoded token is what our parser makes of the raw one',
    run: (text) => {
      const [header = '', payload = ''] = text.split('\n.\n');
      const parsed = parseJwt(readVector('status-list/status_list_jwt_raw.md').replace(/\s/g, ''));
      assert.deepEqual(parsed.header, JSON.parse(header));
      const { iss: _iss, ...rest } = parsed.payload;
      assert.deepEqual(rest, JSON.parse(payload));
    },
  },
};
