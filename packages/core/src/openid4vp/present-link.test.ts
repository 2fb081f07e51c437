import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPresentLink, createPresentUri, parsePresentLink } from './present-link.ts';

const strict = { allowInsecureLocalhost: false };
const link = {
  clientId: 'x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk',
  requestUri: 'https://verifier.example/openid4vp/requests/1',
  requestUriMethod: 'post',
} as const;

test('a request is read from the scheme, from HAIP’s scheme, from a wallet’s link and from a line with spaces', () => {
  const uri = createPresentUri(link);
  for (const text of [
    uri,
    uri.replace('openid4vp:', 'haip-vp:'),
    createPresentLink('https://wallet.example', link),
    createPresentLink('http://localhost:8081', link),
    `  ${uri}\n`,
    `${uri}&scope=ignored&response_type=vp_token`,
  ]) {
    assert.deepEqual(parsePresentLink(text, strict), link, text);
  }
});

test('without a method the request is fetched by GET', () => {
  const text = createPresentUri(link).replace(/&request_uri_method=post$/, '');
  assert.equal(parsePresentLink(text, strict).requestUriMethod, 'get');
});

test('a link without a reference, with something twice, with another method or over http is refused (VP-016)', () => {
  const uri = createPresentUri(link);
  const bad = [
    '',
    'openid4vp://',
    'openid4vp://?client_id=a',
    'openid4vp://?client_id=a&request=e30.e30.',
    `openid4vp://?request_uri=${link.requestUri}`,
    uri.replace('=post', '=POST'),
    uri.replace('=post', '=put'),
    `${uri}&client_id=b`,
    `${uri}&request_uri=https%3A%2F%2Fevil.example`,
    uri.replace('https%3A', 'http%3A'),
    uri.replace('https%3A%2F%2F', 'https%3A%2F%2Fuser%40'),
    uri.replace('openid4vp:', 'javascript:'),
    uri.replace('openid4vp://', 'https://wallet.example/add'),
    `${uri}${'a'.repeat(5000)}`,
  ];
  for (const text of bad)
    assert.throws(() => parsePresentLink(text, strict), { type: 'malformed' }, text.slice(0, 80));
});

test('http on localhost is taken only where it is allowed', () => {
  const local = createPresentUri({ ...link, requestUri: 'http://localhost:8082/r' });
  assert.throws(() => parsePresentLink(local, strict), { type: 'malformed' });
  assert.equal(
    parsePresentLink(local, { allowInsecureLocalhost: true }).requestUri,
    'http://localhost:8082/r',
  );
});
