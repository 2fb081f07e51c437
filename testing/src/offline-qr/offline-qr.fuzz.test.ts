import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase45, encodeBase45 } from '@mleg/core/encoding/base45';
import { createCode, createInput, createWorld, deps, discount } from '@mleg/core/offline-qr/offline-fixture';
import { verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import fc from 'fast-check';

/** security.md F2, F8: whatever is done to genuine codes, nothing false is accepted and nothing breaks. */
const rounds = process.env['TEST_LONG'] === '1' ? 100_000 : 3000;

const world = await createWorld();
const other = await createWorld({ facts: discount });
const codes = await Promise.all([createCode(world), createCode(other)]);
const originals = codes.map((code) => decodeBase45(code.slice('MLEG1:'.length)));

type Change = {
  readonly kind: 'set' | 'cut' | 'insert' | 'copy';
  readonly at: number;
  readonly value: number;
};

/** One attacker's step on the bytes: overwrite, cut, insert, or take a stretch from the other genuine code. */
function applyChange(bytes: Uint8Array, { kind, at, value }: Change): Uint8Array {
  const place = at % bytes.length;
  const [head, tail] = [bytes.slice(0, place), bytes.slice(place)];
  if (kind === 'set') return Uint8Array.from([...head, value, ...tail.slice(1)]);
  if (kind === 'cut') return Uint8Array.from([...head, ...tail.slice(value + 1)]);
  if (kind === 'insert') return Uint8Array.from([...head, value, ...tail]);
  const stretch = (originals[1] ?? bytes).slice(place, place + value);
  return Uint8Array.from([...head, ...stretch, ...tail.slice(stretch.length)]);
}

const change = fc.record({
  kind: fc.constantFrom('set' as const, 'set' as const, 'cut' as const, 'insert' as const, 'copy' as const),
  at: fc.nat({ max: 2000 }),
  value: fc.nat({ max: 255 }),
});

test(`accepts none of ${rounds} changed codes, and always answers with a verdict`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const forged = changes.reduce(applyChange, originals[0] ?? new Uint8Array(1));
      const text = `MLEG1:${encodeBase45(forged)}`;
      const { verdict } = await verifyMleg1(createInput(world, text), deps);
      assert.ok(text === codes[0] || verdict !== 'valid');
    }),
    { numRuns: rounds },
  );
});
