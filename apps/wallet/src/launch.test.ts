import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkIn } from './launch.ts';

const LINK =
  'https://wallet.example/add#credential_offer_uri=https%3A%2F%2Fschool.example%2Foffers%2F1.a-b_c';

test('the link is found in a whole message, and a text without one stays as it is', () => {
  assert.equal(linkIn(LINK), LINK);
  assert.equal(linkIn(`mLegitymacja: Zuzanna Próbna\n1. Otwórz: ${LINK} \n2. Wpisz kod: 12 34 56 78`), LINK);
  const other = 'openid-credential-offer://?credential_offer=%7B%7D';
  assert.equal(linkIn(`Kod: ${other}\tdalej`), other);
  for (const text of ['', 'AB12-CD34-EF56', 'https://wallet.example/add']) assert.equal(linkIn(text), text);
});
