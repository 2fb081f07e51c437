import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createVault } from './vault.ts';

const place = { table: 'pupil', column: 'personal_id_sealed', row: 'p1' };
const vault = createVault(randomBytes(32));

test('opens what it sealed, for any bytes', () => {
  const cipher = vault.cipher(1, vault.newDataKey(1));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (plain) => {
      assert.deepEqual(new Uint8Array(cipher.open(place, cipher.seal(place, plain))), plain);
    }),
  );
});

test('refuses an envelope that was moved to another table, column, row or school', () => {
  const wrapped = vault.newDataKey(1);
  const cipher = vault.cipher(1, wrapped);
  const sealed = cipher.seal(place, 'secret');
  for (const moved of [
    { ...place, table: 'guardian' },
    { ...place, column: 'address_sealed' },
    { ...place, row: 'p2' },
  ]) {
    assert.throws(() => cipher.open(moved, sealed));
  }
  assert.throws(() => vault.cipher(2, vault.newDataKey(2)).open(place, sealed));
  assert.throws(() => vault.cipher(2, wrapped), 'a wrapped key belongs to its school');
});

test('refuses an envelope with any bit flipped or any end cut off', () => {
  const cipher = vault.cipher(1, vault.newDataKey(1));
  const sealed = cipher.seal(place, 'secret');
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const broken = Buffer.from(sealed);
      const at = bit >> 3;
      broken[at] = (broken[at] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => cipher.open(place, broken));
    }),
  );
  for (let length = 0; length < sealed.length; length += 1) {
    assert.throws(() => cipher.open(place, sealed.subarray(0, length)));
  }
});

test('opens nothing under another master key', () => {
  const wrapped = vault.newDataKey(1);
  assert.throws(() => createVault(randomBytes(32)).cipher(1, wrapped));
});

test('gives the same index for the same value only within one school and one column', () => {
  const base = vault.schoolIndex(1, 'personal_id', '123').toString('hex');
  assert.equal(vault.schoolIndex(1, 'personal_id', '123').toString('hex'), base);
  assert.notEqual(vault.schoolIndex(2, 'personal_id', '123').toString('hex'), base);
  assert.notEqual(vault.schoolIndex(1, 'address', '123').toString('hex'), base);
  assert.notEqual(vault.schoolIndex(1, 'personal_id', '124').toString('hex'), base);
});
