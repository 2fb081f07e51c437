import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../errors.ts';
import { sha256 } from '../openid4vci/crypto-fixture.ts';
import { parseDcqlQuery } from './dcql.ts';
import { readHeldAuthorities, readHeldClaims } from './held-claims.ts';
import { parsePresentLink } from './present-link.ts';
import { check, createChangedRequest, createLeaf, nowAt } from './request-fixture.ts';
import { createClientId } from './request-object.ts';

/** Every bound from both sides: the last that is taken, the first that is not. */

async function reasonOf(payload: Record<string, unknown>, at = nowAt): Promise<string> {
  const request = await check(await createChangedRequest({ payload }), { nowAt: at });
  return request.ok ? 'ok' : request.reason;
}

test('a request’s nonce and state have at most 512 characters', async () => {
  for (const name of ['nonce', 'state']) {
    assert.equal(await reasonOf({ [name]: 'n'.repeat(512) }), 'ok');
    assert.equal(await reasonOf({ [name]: 'n'.repeat(513) }), name);
    assert.equal(await reasonOf({ [name]: 7 }), name);
  }
  assert.equal(await reasonOf({ state: undefined }), 'ok');
});

test('clocks may differ by sixty seconds', async () => {
  assert.equal(await reasonOf({ exp: nowAt - 59 }), 'ok');
  assert.equal(await reasonOf({ exp: nowAt - 60 }), 'time');
  assert.equal(await reasonOf({ exp: undefined }), 'ok');
  assert.equal(await reasonOf({ exp: '1' }), 'time');
  for (const name of ['iat', 'nbf']) {
    assert.equal(await reasonOf({ [name]: nowAt + 60 }), 'ok', name);
    assert.equal(await reasonOf({ [name]: nowAt + 61 }), 'time', name);
  }
});

test('a certificate counts from its first second to its last', async () => {
  const der = await createLeaf({ notBeforeAt: nowAt - 10, notAfterAt: nowAt + 10 });
  const clientId = createClientId(der, { sha256 });
  const at = async (now: number) => {
    const text = await createChangedRequest({ x5c: [der], payload: { iat: now - 5, exp: now + 60 } });
    const request = await check(text, { clientId, nowAt: now });
    return request.ok ? 'ok' : request.reason;
  };
  assert.equal(await at(nowAt - 10), 'ok');
  assert.equal(await at(nowAt - 11), 'certificate_time');
  assert.equal(await at(nowAt + 10), 'ok');
  assert.equal(await at(nowAt + 11), 'certificate_time');
});

test('a star stands for one label, and never for a country’s', async () => {
  const of = async (dns: string) => {
    const der = await createLeaf({ dns, uri: 'https://other.example' });
    const request = await check(await createChangedRequest({ x5c: [der] }), {
      clientId: createClientId(der, { sha256 }),
    });
    return request.ok ? 'ok' : request.reason;
  };
  assert.equal(await of('verifier.example'), 'ok');
  assert.equal(await of('VERIFIER.example'), 'ok');
  for (const dns of ['*.example', '*.verifier.example', '*', 'v*.example', '*verifier.example', 'example'])
    assert.equal(await of(dns), 'response_uri', dns);
});

test('a star before two labels names what stands below them', async () => {
  const der = await createLeaf({ dns: '*.pkp.example', uri: 'https://other.example' });
  const of = async (host: string) => {
    const payload = { response_uri: `https://${host}/r` };
    const request = await check(await createChangedRequest({ x5c: [der], payload }), {
      clientId: createClientId(der, { sha256 }),
    });
    return request.ok ? 'ok' : request.reason;
  };
  assert.equal(await of('bilety.pkp.example'), 'ok');
  assert.equal(await of('pkp.example'), 'response_uri');
  assert.equal(await of('a.bilety.pkp.example'), 'response_uri');
});

const link = (change: Record<string, string> = {}): string =>
  `openid4vp://?${new URLSearchParams({ client_id: 'c', request_uri: 'https://a.example/r', ...change })}`;
const linkOf = (text: string): string => {
  try {
    parsePresentLink(text, { allowInsecureLocalhost: false });
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return String(error.details['field']);
  }
};

test('a link has at most 4,096 characters, a client id 1 to 512', () => {
  const padded = (length: number) => `${link()}&x=${'a'.repeat(length - link().length - 3)}`;
  assert.equal(linkOf(padded(4096)), 'ok');
  assert.equal(linkOf(padded(4097)), 'link');
  assert.equal(linkOf(link({ client_id: 'c'.repeat(512) })), 'ok');
  assert.equal(linkOf(link({ client_id: 'c'.repeat(513) })), 'client_id');
  assert.equal(linkOf(link({ client_id: '' })), 'client_id');
  assert.equal(linkOf(`${link()}&client_id=c`), 'client_id');
  assert.equal(linkOf(link({ request_uri: 'http://a.example' })), 'request_uri');
  for (const method of ['get', 'post']) assert.equal(linkOf(link({ request_uri_method: method })), 'ok');
  for (const method of ['', 'GET', 'put'])
    assert.equal(linkOf(link({ request_uri_method: method })), 'request_uri_method', method);
});

const query = (claims: unknown, more: object = {}) => ({
  credentials: [{ id: 'a', format: 'dc+sd-jwt', meta: { vct_values: ['v'] }, claims, ...more }],
});
const queryOf = (value: unknown): string => {
  try {
    parseDcqlQuery(value as never);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return String(error.details['field']);
  }
};

test('a list of a query has 1 to 50 members, a step of a path is a text, null or a count', () => {
  const claims = (count: number) => Array.from({ length: count }, (_, at) => ({ path: [`c${at}`] }));
  assert.equal(queryOf(query(claims(50))), 'ok');
  assert.equal(queryOf(query(claims(51))), 'claims');
  assert.equal(queryOf(query([])), 'claims');
  for (const path of [['a'], [null], [0], ['a', 7]]) assert.equal(queryOf(query([{ path }])), 'ok');
  for (const path of [[], [-1], [1.5], [true], [{}], 'a']) assert.equal(queryOf(query([{ path }])), 'path');
  for (const values of [['a'], [1], [true]]) assert.equal(queryOf(query([{ path: ['a'], values }])), 'ok');
  for (const values of [[], [{}], 'a']) assert.equal(queryOf(query([{ path: ['a'], values }])), 'values');
});

test('ids are named once, and sets name what there is (OpenID4VP 1.0 6.1, 6.3)', () => {
  const claim = (id: unknown) => ({ id, path: ['a'] });
  assert.equal(queryOf(query([claim('x'), claim('y')], { claim_sets: [['x'], ['y', 'x']] })), 'ok');
  assert.equal(queryOf(query([claim('x'), claim('x')])), 'claims.id');
  assert.equal(queryOf(query([claim('x b')])), 'claims.id');
  assert.equal(queryOf(query([claim('i'.repeat(128))])), 'ok');
  assert.equal(queryOf(query([claim('i'.repeat(129))])), 'claims.id');
  assert.equal(queryOf(query([claim('x')], { claim_sets: [['z']] })), 'claim_sets');
  assert.equal(queryOf(query([claim('x')], { claim_sets: [] })), 'claim_sets');
  assert.equal(queryOf(query([claim('x'), { path: ['b'] }], { claim_sets: [['x']] })), 'claims.id');
  assert.equal(queryOf(query(undefined, { claim_sets: [['x']] })), 'claim_sets');
});

test('what was kept and is no credential any more is malformed', () => {
  for (const text of ['', 'a', 'a.b.c~', 'x~y~']) {
    assert.throws(() => readHeldClaims(text, { sha256 }), { type: 'malformed' }, text);
    assert.throws(() => readHeldAuthorities(text), { type: 'malformed' }, text);
  }
});
