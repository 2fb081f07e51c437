import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, discount, ticket } from '@mleg/core/offline-qr/offline-fixture';
import { standingKinds } from './standing-kinds.ts';

const END = 1_800_000_000;
const mint = async (facts: typeof ticket | typeof discount) => ({
  variant: facts.variant,
  cwt: (await createWorld({ facts, expiresAt: END })).cwt,
});
const [card, ages] = await Promise.all([mint(ticket), mint(discount)]);

test('offers the codes that the ID has, the inspection first', () => {
  assert.deepEqual(standingKinds([ages, card], END - 1), ['ticket', 'discount']);
  assert.deepEqual(standingKinds([card], END - 1), ['ticket']);
  assert.deepEqual(standingKinds([], END - 1), []);
});

test('offers no discount from the birthday on that changed an age flag; the inspection’s code stays (rules.md V4)', () => {
  assert.deepEqual(standingKinds([card, ages], END), ['ticket']);
});

test('leaves out a variant that this app does not know', () => {
  assert.deepEqual(standingKinds([{ ...card, variant: 'poster' }], END - 1), []);
});
