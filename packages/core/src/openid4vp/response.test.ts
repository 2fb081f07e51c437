import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompactEncrypt } from 'jose';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { newTestKey } from '../openid4vci/crypto-fixture.ts';
import {
  createVpErrorResponse,
  createVpResponse,
  openVpResponse,
  type ResponseKey,
  readRedirectUri,
} from './response.ts';

const own = newTestKey();
const key: ResponseKey = { kid: 'k1', privateJwk: own.privateJwk as ResponseKey['privateJwk'] };
const expected = { key, state: 's-1', queryId: 'school_id' };
const presentation = 'a~b~c';
const good = { vp_token: { school_id: [presentation] }, state: 's-1' };

type Header = { alg: string; enc: string; kid?: string; zip?: string };
async function seal(payload: unknown, header: Partial<Header> = {}, to = own.jwk): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const jwe = await new CompactEncrypt(encodeUtf8(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', ...header })
    .encrypt({ ...to });
  return `response=${jwe}`;
}

/** A good answer whose header says something else. */
async function withHeader(change: object): Promise<string> {
  const [head = '', ...rest] = (await seal(good)).slice('response='.length).split('.');
  const header = { ...(JSON.parse(Buffer.from(head, 'base64url').toString()) as object), ...change };
  return `response=${[Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')}`;
}

test('what a wallet makes is opened, by both content encryptions (VP-033)', async () => {
  for (const enc of ['A128GCM', 'A256GCM'] as const) {
    const request = { encryption: { key: own.jwk, kid: 'k1', enc }, state: 's-1' };
    const body = await createVpResponse(request, { queryId: 'school_id', presentation });
    assert.match(
      body,
      /^response=[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/,
      'VP-034',
    );
    assert.equal(body.includes('a~b'), false);
    const opened = { kind: 'presentation', presentation, optional: {} };
    assert.deepEqual(await openVpResponse(body, expected), opened);
  }
});

test('answers to optional queries come beside the required one, each under its own id', async () => {
  const request = { encryption: { key: own.jwk, kid: 'k1', enc: 'A256GCM' as const }, state: 's-1' };
  const answers = [
    { queryId: 'school_id', presentation },
    { queryId: 'school_id_pesel', presentation: 'd~e' },
  ];
  const body = await createVpResponse(request, answers);
  const withOptional = { ...expected, optionalIds: ['school_id_pesel', 'school_id_address'] };
  assert.deepEqual(await openVpResponse(body, withOptional), {
    kind: 'presentation',
    presentation,
    optional: { school_id_pesel: 'd~e' },
  });
  await assert.rejects(openVpResponse(body, expected), { type: 'malformed' });
  for (const bad of [answers.slice(1), [...answers, { queryId: 'x', presentation: 'f' }]])
    await assert.rejects(openVpResponse(await createVpResponse(request, bad), withOptional), {
      type: 'malformed',
    });
});

test('a refusal is taken in the clear and encrypted (VP-035)', async () => {
  const answer = { kind: 'error', error: 'access_denied' };
  assert.deepEqual(await openVpResponse(createVpErrorResponse('s-1', 'access_denied'), expected), answer);
  assert.deepEqual(
    await openVpResponse(await seal({ error: 'access_denied', state: 's-1' }), expected),
    answer,
  );
});

const refusals: readonly [string, () => Promise<string> | string][] = [
  ['nothing', () => ''],
  [
    'a presentation in the clear (N-PRS-006)',
    () => `vp_token=${encodeURIComponent(JSON.stringify(good.vp_token))}&state=s-1`,
  ],
  ['a presentation in the clear beside an error', () => 'error=access_denied&state=s-1&vp_token=x'],
  ['the response twice', async () => `${await seal(good)}&${await seal(good)}`],
  ['an error beside the response', async () => `${await seal(good)}&error=access_denied`],
  ['another state', () => seal({ ...good, state: 's-2' })],
  ['no state', () => seal({ vp_token: good.vp_token })],
  ['an error with another state', () => createVpErrorResponse('s-2', 'access_denied')],
  ['an error without state', () => createVpErrorResponse(undefined, 'access_denied')],
  ['a vp_token that is a text (VP-027)', () => seal({ ...good, vp_token: presentation })],
  ['a presentation outside a list (VP-027)', () => seal({ ...good, vp_token: { school_id: presentation } })],
  ['two presentations (VP-027)', () => seal({ ...good, vp_token: { school_id: ['a', 'b'] } })],
  ['no presentation', () => seal({ ...good, vp_token: { school_id: [] } })],
  ['an answer that nobody asked for', () => seal({ ...good, vp_token: { ...good.vp_token, other: ['a'] } })],
  ['another query’s id', () => seal({ ...good, vp_token: { other: ['a'] } })],
  ['a presentation that is an object', () => seal({ ...good, vp_token: { school_id: [{}] } })],
  ['a vp_token beside an error', () => seal({ ...good, error: 'access_denied' })],
  ['a member twice', () => seal('{"state":"s-1","state":"s-1","vp_token":{"school_id":["a"]}}')],
  ['no JSON', () => seal('x')],
  ['another kid (VP-032)', () => seal(good, { kid: 'k2' })],
  ['another key agreement', () => seal(good, { alg: 'ECDH-ES+A128KW' })],
  ['another content encryption', () => seal(good, { enc: 'A128CBC-HS256' })],
  ['another key', () => seal(good, {}, newTestKey().jwk)],
  ['an unsecured JWT', () => 'response=eyJhbGciOiJub25lIn0.e30.'],
  ['a changed text', async () => (await seal(good)).replace(/.{4}$/, 'AAAA')],
  ['a member of the JWE too many', async () => `${await seal(good)}.AAAA`],
  [
    'an ephemeral key off the curve',
    async () => {
      const [, ...rest] = (await seal(good)).split('.');
      const epk = { kty: 'EC', crv: 'P-256', x: own.jwk.x, y: own.jwk.x };
      const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', epk };
      return `response=${[Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')}`;
    },
  ],
  ['a compressed text', () => withHeader({ zip: 'DEF' })],
  ['too much', () => `response=${'A'.repeat(131_072 - 'response='.length + 1)}`],
  ['a critical member of the header', () => withHeader({ crit: ['x'] })],
  ['an error that is no text', () => seal({ error: 7, state: 's-1' })],
  ['another key agreement with a content encryption of ours', () => withHeader({ alg: 'dir' })],
  ['no content encryption', () => withHeader({ enc: undefined })],
];
/** An answer as long as may be is looked at. */
test('a response of the greatest length is looked at', async () => {
  const body = `response=${'A'.repeat(131_072 - 'response='.length)}`;
  assert.equal(body.length, 131_072);
  await assert.rejects(openVpResponse(body, expected), (error: { details: { field: string } }) => {
    assert.notEqual(error.details.field, 'length');
    return true;
  });
});

/** By which check each is refused: not by any that comes after it. */
const fields: Readonly<Record<string, string>> = {
  nothing: 'response',
  'a presentation in the clear (N-PRS-006)': 'response',
  'a presentation in the clear beside an error': 'response',
  'the response twice': 'form',
  'an error beside the response': 'form',
  'another state': 'state',
  'no state': 'state',
  'an error with another state': 'state',
  'an error without state': 'state',
  'a vp_token that is a text (VP-027)': 'vp_token',
  'a presentation outside a list (VP-027)': 'vp_token',
  'two presentations (VP-027)': 'vp_token',
  'no presentation': 'vp_token',
  'an answer that nobody asked for': 'vp_token',
  'another query’s id': 'vp_token',
  'a presentation that is an object': 'vp_token',
  'a vp_token beside an error': 'error',
  'a member twice': 'duplicate',
  'no JSON': 'json',
  'another kid (VP-032)': 'header',
  'another key agreement': 'alg',
  'another content encryption': 'alg',
  'another key': 'response',
  'an unsecured JWT': 'alg',
  'a changed text': 'response',
  'a member of the JWE too many': 'response',
  'an ephemeral key off the curve': 'response',
  'a compressed text': 'header',
  'too much': 'length',
  'a critical member of the header': 'header',
  'an error that is no text': 'error',
  'another key agreement with a content encryption of ours': 'alg',
  'no content encryption': 'alg',
};

for (const [name, create] of refusals) {
  test(`a response with ${name} is refused`, async () => {
    const refusal = { type: 'malformed', details: { field: fields[name] } };
    await assert.rejects(openVpResponse(await create(), expected), refusal);
  });
}

test('a verifier may send the browser to a web page on any host, and to nothing else (VP-051)', () => {
  const rules = { allowInsecureLocalhost: false };
  const to = (uri: unknown): string => JSON.stringify({ redirect_uri: uri });
  const own = 'https://check.example/thanks?c=1#response_code=abc';
  const away = 'https://elsewhere.example/';
  assert.equal(readRedirectUri(to(own), rules), own);
  assert.equal(readRedirectUri(to(away), rules), away);
  for (const uri of [
    'javascript:alert(1)',
    'data:text/html,x',
    'http://check.example/',
    'http://localhost:8082/',
    'https://a@check.example/',
    '//x',
    'https://check.example/#a#b',
    7,
    null,
  ])
    assert.equal(readRedirectUri(to(uri), rules), undefined, String(uri));
  const local = 'http://localhost:8082/done';
  assert.equal(readRedirectUri(to(local), { allowInsecureLocalhost: true }), local);
  for (const text of ['{}', '', '[]', 'null', '<html>'])
    assert.equal(readRedirectUri(text, rules), undefined);
});
