import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VerdictColour, VerdictReason, VerdictWord } from './verdict.ts';
import { createVerdict, decideColour, decideVerdict, isVerdictReason, verdictReasons } from './verdict.ts';

const table: readonly [VerdictReason, VerdictWord, VerdictColour][] = [
  ['ok', 'valid', 'green'],
  ['expired', 'invalid', 'red'],
  ['revoked', 'invalid', 'red'],
  ['suspended', 'invalid', 'red'],
  ['signature', 'invalid', 'red'],
  ['holder_proof', 'invalid', 'red'],
  ['malformed', 'invalid', 'red'],
  ['untrusted_issuer', 'unknown', 'amber'],
  ['school_not_covered', 'unknown', 'amber'],
  ['stale', 'unknown', 'amber'],
  ['clock', 'unknown', 'amber'],
  ['lists_too_old', 'unknown', 'amber'],
  ['renewal_due', 'unknown', 'amber'],
];

for (const [reason, word, colour] of table) {
  test(`shows ${reason} as ${word} in ${colour} (rules.md K1)`, () => {
    const verdict = createVerdict(reason);
    assert.deepEqual(verdict, { verdict: word, reason });
    assert.equal(decideColour(verdict), colour);
  });
}

test('knows exactly the thirteen reasons of the design', () => {
  assert.deepEqual([...verdictReasons].sort(), table.map(([reason]) => reason).sort());
  assert.equal(isVerdictReason('revoked'), true);
  assert.equal(isVerdictReason('toString'), false);
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
