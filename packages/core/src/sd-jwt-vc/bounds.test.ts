import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitSdJwt } from './parse-sd-jwt-vc.ts';
import { digest, disclosable, encodeJson, forge, mint, nowAt, present, reasonOf } from './sd-jwt-fixture.ts';
import { findKeyBindingTimeReason } from './verify-key-binding.ts';

/** Every bound from both sides: the last that is taken, the first that is not. */

const demand = { aud: 'a', nonce: 'n' };

test('a holder’s proof counts for 300 seconds, or as long as the verifier says, and from 60 seconds ahead', () => {
  const at = (now: number, more: object = {}) => findKeyBindingTimeReason(1000, { ...demand, ...more }, now);
  assert.equal(at(1300), undefined);
  assert.equal(at(1301), 'key_binding_stale');
  assert.equal(at(1010, { ageSecondsMax: 10 }), undefined);
  assert.equal(at(1011, { ageSecondsMax: 10 }), 'key_binding_stale');
  assert.equal(at(1001, { ageSecondsMax: 0 }), 'key_binding_stale');
  assert.equal(at(940), undefined);
  assert.equal(at(939), 'key_binding_ahead');
});

test('a credential counts until the second before its end, and from 15 seconds before its beginning', async () => {
  const of = async (claims: object) => reasonOf(await present(await mint(claims)));
  assert.equal(await of({ exp: nowAt + 1 }), 'ok');
  assert.equal(await of({ exp: nowAt }), 'expired');
  assert.equal(await of({ iat: nowAt + 15 }), 'ok');
  assert.equal(await of({ iat: nowAt + 16 }), 'not_yet_valid');
  assert.equal(await of({ nbf: nowAt + 15 }), 'ok');
  assert.equal(await of({ nbf: nowAt + 16 }), 'not_yet_valid');
  for (const claims of [{ exp: '1' }, { nbf: '1' }, { iat: '1' }, { exp: -1 }])
    assert.equal(await of(claims), 'claim_malformed', JSON.stringify(claims));
});

test('a status is a place in a list, or there is none', async () => {
  const bare = async (status: unknown) =>
    reasonOf(await forge({ _sd_alg: 'sha-256', status }, []), { keyBinding: 'none' as const });
  assert.equal(await bare({ status_list: { idx: 0, uri: 'u' } }), 'ok');
  for (const status of [
    { status_list: { idx: -1, uri: 'u' } },
    { status_list: { idx: 1.5, uri: 'u' } },
    { status_list: { idx: '1', uri: 'u' } },
    { status_list: { idx: 1 } },
    { status_list: [] },
    {},
    'x',
  ])
    assert.equal(await bare(status), 'claim_malformed', JSON.stringify(status));
});

test('a text has at most 262,144 characters and 128 disclosures', () => {
  const of = (count: number) => splitSdJwt(`a~${'d~'.repeat(count)}`).disclosureTexts.length;
  assert.equal(of(128), 128);
  assert.throws(() => of(129), { details: { field: 'parts' } });
  assert.equal(splitSdJwt(`a~${'d'.repeat(262_144 - 3)}~`).disclosureTexts.length, 1);
  assert.throws(() => splitSdJwt(`a~${'d'.repeat(262_144 - 2)}~`), { details: { field: 'length' } });
  assert.throws(() => splitSdJwt('a'), { details: { field: 'parts' } });
  const bound = splitSdJwt('a~b~c');
  assert.deepEqual(
    [bound.issuerJwtText, bound.disclosureTexts, bound.sdJwt, bound.keyBindingJwtText],
    ['a', ['b'], 'a~b~', 'c'],
  );
  assert.equal(splitSdJwt('a~b~').keyBindingJwtText, undefined);
});

test('what must stand in the clear cannot be disclosed, and what nobody digested is refused', async () => {
  const none = { keyBinding: 'none' as const };
  const [name, value] = Object.entries(disclosable)[0] ?? ['', ''];
  const good = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', name, value]);
  assert.equal(await reasonOf(await forge({ _sd_alg: 'sha-256', _sd: [digest(good)] }, [good]), none), 'ok');
  assert.notEqual(await reasonOf(await forge({ _sd_alg: 'sha-256', _sd: [] }, [good]), none), 'ok');
  const hidden = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'iss', 'https://other.example']);
  assert.notEqual(
    await reasonOf(await forge({ iss: undefined, _sd: [digest(hidden)] }, [hidden]), none),
    'ok',
  );
});
