import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameName } from './same-name.ts';

test('two whole names are one without order, marks, hyphens and case; a part more is somebody else', () => {
  for (const [one, other] of [
    ['Anna Nowak', 'NOWAK ANNA'],
    ['Łucja Żółć-Wąs', 'lucja wąs zolc'],
    ["Una O'Hara", 'una ohara'],
  ] as const)
    assert.equal(isSameName(one, other), true, one);
  for (const [one, other] of [
    ['Anna Nowak', 'Anna Nowak-Kowalska'],
    ['Anna Nowak', 'Hanna Nowak'],
    ['', ''],
    ['.', '-'],
  ] as const)
    assert.equal(isSameName(one, other), false, one);
});
