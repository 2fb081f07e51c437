import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFixtureKey } from './offline-fixture.ts';
import { compressP256, decompressP256 } from './p256-point.ts';

test('finds the whole point again from x and the sign of y', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { jwk } = await createFixtureKey();
    const compressed = compressP256(jwk);
    assert.deepEqual(decompressP256(compressed), jwk);
    assert.notEqual(decompressP256({ ...compressed, isYOdd: !compressed.isYOdd }).y, jwk.y);
  }
});

test('refuses an x that no point of P-256 has', () => {
  const x = new Uint8Array(32);
  let refused = 0;
  for (let last = 0; last < 32; last += 1) {
    x[31] = last;
    try {
      decompressP256({ x, isYOdd: false });
    } catch (error) {
      refused += 1;
      assert.equal((error as { type?: string }).type, 'malformed');
    }
  }
  assert.ok(refused > 4 && refused < 28, `${refused} of 32`);
});

test('refuses coordinates beyond the prime, of the wrong length, or off the curve', async () => {
  const { jwk } = await createFixtureKey();
  const other = await createFixtureKey();
  const beyond = new Uint8Array(32).fill(0xff);
  assert.throws(() => decompressP256({ x: beyond, isYOdd: false }), { type: 'malformed' });
  assert.throws(() => decompressP256({ x: new Uint8Array(31), isYOdd: false }), { type: 'malformed' });
  assert.throws(() => compressP256({ ...jwk, y: other.jwk.y }), { type: 'invalid_input' });
});
