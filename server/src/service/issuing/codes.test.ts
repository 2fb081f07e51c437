import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createVault } from '../../keys/vault.ts';
import {
  handleOfTypedCode,
  hashHandle,
  lockCodeOf,
  newHandle,
  newTxCode,
  newTypedCode,
  normaliseTypedCode,
  offerIdOf,
  parseHandle,
  writeHandle,
} from './codes.ts';
import { acceptNonce, createNonce } from './nonce.ts';

const vault = createVault(Buffer.alloc(32, 1));

test('takes apart the handles it makes and nothing else', () => {
  const made = newHandle(42, 'AbCd_-12');
  const handle = writeHandle(made);
  assert.deepEqual(parseHandle(handle), made);
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      const parsed = parseHandle(text);
      assert.ok(
        parsed === undefined ||
          [parsed.school, parsed.random, ...(parsed.tag === '' ? [] : [parsed.tag])].join('.') === text,
      );
    }),
  );
  for (const wrong of [
    '',
    '.',
    '42.',
    `0.${handle.slice(3)}`,
    `042${handle.slice(2)}`,
    `${handle}=`,
    ` ${handle}`,
    `${handle}.`,
    `${handle}.AbCd_-12`,
    handle.slice(0, -1),
    handle.slice(0, -8),
  ]) {
    assert.equal(parseHandle(wrong), undefined, wrong);
  }
  // 22 characters carry 132 bits: the four spare ones must be zero.
  assert.equal(parseHandle(`42.${'A'.repeat(21)}B`), undefined);
});

test('a code or token with another tag, or without its tag, is another one', () => {
  const handle = newHandle(42, 'AbCd_-12');
  for (const tag of ['', 'AbCd_-13']) assert.notDeepEqual(hashHandle({ ...handle, tag }), hashHandle(handle));
});

test('writes activation codes as eight bare digits', () => {
  for (let count = 0; count < 100; count += 1) assert.match(newTxCode(), /^[0-9]{8}$/);
});

test('reads a typed code with spaces, small letters and look-alikes', () => {
  for (let count = 0; count < 200; count += 1) {
    const code = newTypedCode();
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    assert.equal(normaliseTypedCode(typed), code);
  }
});

test('notices two neighbours swapped and nearly every wrong character', () => {
  let unnoticed = 0;
  let tried = 0;
  for (let count = 0; count < 200; count += 1) {
    const plain = newTypedCode().replaceAll('-', '');
    for (let at = 0; at < 11; at += 1) {
      const wrong = plain.slice(0, at) + (plain[at] === '7' ? '8' : '7') + plain.slice(at + 1);
      tried += 1;
      if (normaliseTypedCode(wrong) !== undefined) unnoticed += 1;
    }
    const swapped = `${plain[1]}${plain[0]}${plain.slice(2)}`;
    if (plain[0] !== plain[1] && `${plain[0]}${plain[1]}` !== '0Z' && `${plain[0]}${plain[1]}` !== 'Z0') {
      assert.equal(normaliseTypedCode(swapped), undefined);
    }
  }
  assert.equal(unnoticed, 0, `${unnoticed} of ${tried}`);
});

test('derives the handle from the typed code and the key, the offer id from the handle', () => {
  const code = newTypedCode();
  const handle = handleOfTypedCode(vault, 3, code);
  assert.deepEqual(parseHandle(`3.${handle.random}`), handle);
  assert.deepEqual(handleOfTypedCode(vault, 3, code), handle);
  assert.notEqual(handleOfTypedCode(createVault(Buffer.alloc(32, 2)), 3, code).random, handle.random);
  assert.notEqual(offerIdOf(handle), handle.random);
});

test('shows the same lock code as long as the right stands', () => {
  const code = lockCodeOf(vault, 1, 'r', 'guardian:a');
  assert.equal(code, lockCodeOf(vault, 1, 'r', 'guardian:a'));
  assert.notEqual(code, lockCodeOf(vault, 1, 's', 'guardian:a'));
  assert.notEqual(code, lockCodeOf(vault, 1, 'r', 'guardian:b'));
  assert.equal(normaliseTypedCode(code), code);
});

test('accepts its own c_nonce until it expires, and no other (N-ISS-020, N-ISS-021)', () => {
  const nonce = createNonce(vault, 1000);
  assert.ok(acceptNonce(vault, nonce, 1299));
  assert.equal(acceptNonce(vault, nonce, 1300), undefined);
  assert.equal(acceptNonce(createVault(Buffer.alloc(32, 2)), nonce, 1000), undefined);
  assert.equal(
    acceptNonce(vault, `${nonce.slice(0, -1)}${nonce.endsWith('A') ? 'B' : 'A'}`, 1000),
    undefined,
  );
  const many = new Set(Array.from({ length: 1000 }, () => createNonce(vault, 1000)));
  assert.equal(many.size, 1000);
});
