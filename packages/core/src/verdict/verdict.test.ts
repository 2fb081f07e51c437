import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VerdictReason, VerdictWord } from './verdict.ts';
import { createVerdict, decideVerdict, verdictReasons } from './verdict.ts';

const table: readonly [VerdictReason, VerdictWord][] = [
  ['ok', 'valid'],
  ['expired', 'invalid'],
  ['revoked', 'invalid'],
  ['suspended', 'invalid'],
  ['signature', 'invalid'],
  ['holder_proof', 'invalid'],
  ['malformed', 'invalid'],
  ['untrusted_issuer', 'unknown'],
  ['school_not_covered', 'unknown'],
  ['stale', 'unknown'],
  ['clock', 'unknown'],
  ['lists_too_old', 'unknown'],
  ['renewal_due', 'unknown'],
];

for (const [reason, word] of table) {
  test(`answers ${reason} with ${word} (rules.md K1)`, () => {
    assert.deepEqual(createVerdict(reason), { verdict: word, reason });
  });
}

test('knows exactly the thirteen reasons of the design', () => {
  assert.deepEqual([...verdictReasons].sort(), table.map(([reason]) => reason).sort());
});

test('is valid only when nothing at all was found', () => {
  assert.deepEqual(decideVerdict([]), createVerdict('ok'));
  const reason = fc.constantFrom(...verdictReasons);
  fc.assert(
    fc.property(fc.array(reason), (findings) => {
      const clean = findings.every((finding) => finding === 'ok');
      return (decideVerdict(findings).verdict === 'valid') === clean;
    }),
  );
});

test('says the same whatever the order in which things were found', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...verdictReasons]), (findings) => {
      assert.deepEqual(decideVerdict(findings), decideVerdict([...findings].reverse()));
    }),
  );
});

test('says revoked rather than stale, and stale rather than old lists', () => {
  assert.equal(decideVerdict(['stale', 'revoked']).reason, 'revoked');
  assert.equal(decideVerdict(['lists_too_old', 'stale']).reason, 'stale');
  assert.equal(decideVerdict(['expired', 'signature']).reason, 'signature');
});
