import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { createFixtureKey } from '../offline-qr/offline-fixture.ts';
import { parseSdJwtVc } from './parse-sd-jwt-vc.ts';
import {
  bind,
  check,
  device,
  digest,
  encodeJson,
  forge,
  issuer,
  mint,
  nowAt,
  present,
  reasonOf,
  visible,
} from './sd-jwt-fixture.ts';
import { clauseOfReason, verdictReasonOf } from './sd-jwt-reason.ts';

const card = await mint();
const presentation = await present(card);
const other = await createFixtureKey();
const disclosure = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'given_name', 'Zuzanna']);
const second = encodeJson(['c2FsdHNhbHRzYWx0c2FsdB', 'family_name', 'Nowak']);

/** A presentation of a credential whose payload and disclosures a rogue issuer chose. */
async function forged(payload: Record<string, unknown>, disclosures: readonly string[]): Promise<string> {
  return await bind(await forge(payload, disclosures));
}

test('accepts an honest presentation and says who bound it when', async () => {
  const result = await check(presentation);
  assert.ok(result.ok);
  assert.equal(result.iss, visible.iss);
  assert.deepEqual(result.holderKey, device.jwk);
  assert.deepEqual(result.status, { idx: 7, uri: 'http://localhost:8080/status/1' });
  assert.deepEqual([...result.disclosedNames].sort(), ['given_name', 'school']);
});

test('names the clause and the verdict of every refusal', async () => {
  const result = await check(card);
  assert.ok(!result.ok);
  assert.equal(result.clause, clauseOfReason('key_binding_missing'));
  assert.equal(verdictReasonOf(result.reason), 'holder_proof');
});

test('refuses a wrong nonce (N-PRS-001) and a wrong audience, also without its prefix (N-PRS-002)', async () => {
  assert.equal(await reasonOf(await present(card, { nonce: 'other' })), 'key_binding_nonce');
  assert.equal(await reasonOf(await present(card, { aud: 'x509_hash:abd' })), 'key_binding_audience');
  assert.equal(await reasonOf(await present(card, { aud: 'abc' })), 'key_binding_audience');
  const list = await bind(card, {}, { aud: ['x509_hash:abc'] });
  assert.equal(await reasonOf(list), 'key_binding_audience');
});

test('refuses a key binding by another device (N-PRS-008)', async () => {
  assert.equal(await reasonOf(await present(card, {}, other.sign)), 'key_binding_signature');
});

test('refuses a bare SD-JWT where a key binding is demanded (N-PRS-009)', async () => {
  assert.equal(await reasonOf(card), 'key_binding_missing');
});

test('refuses a key binding of another type (N-PRS-010)', async () => {
  for (const typ of ['JWT', 'dc+sd-jwt', 'KB+JWT', undefined]) {
    assert.equal(await reasonOf(await bind(card, { typ })), 'key_binding_typ');
  }
});

test('refuses a key binding with alg none or another algorithm (N-PRS-011)', async () => {
  for (const alg of ['none', 'HS256', 'ES384', 'es256']) {
    assert.equal(await reasonOf(await bind(card, { alg })), 'key_binding_alg');
  }
  const [head = ''] = (await bind(card, { alg: 'none' })).slice(card.length).split('.');
  assert.equal(await reasonOf(`${card}${head}.${encodeJson({})}.`), 'key_binding_alg');
});

test('refuses a key binding that is ten minutes old or from the future (N-PRS-012)', async () => {
  for (const [age, reason] of [
    [300, 'ok'],
    [301, 'key_binding_stale'],
    [600, 'key_binding_stale'],
    [-60, 'ok'],
    [-61, 'key_binding_ahead'],
  ] as const) {
    assert.equal(await reasonOf(await present(card, { nowAt: nowAt - age })), reason, String(age));
  }
  assert.equal(await reasonOf(await bind(card, {}, { iat: 'now' })), 'key_binding_malformed');
  assert.equal(await reasonOf(await bind(card, {}, { iat: undefined })), 'key_binding_malformed');
});

test('refuses a disclosure that was dropped or added after the holder signed (N-PRS-013)', async () => {
  const parts = presentation.split('~');
  const dropped = [parts[0], ...parts.slice(2)].join('~');
  assert.equal(await reasonOf(dropped), 'key_binding_hash');
  const hidden = parseSdJwtVc(card).disclosures.find(({ name }) => name === 'birthdate');
  const added = [...parts.slice(0, -1), hidden?.encoded, parts.at(-1)].join('~');
  assert.equal(await reasonOf(added), 'key_binding_hash');
  assert.equal(await reasonOf(await bind(card, {}, { sd_hash: undefined })), 'key_binding_malformed');
});

test('refuses a disclosure whose value was changed (N-PRS-014)', async () => {
  const { issuerJwtText, disclosures } = parseSdJwtVc(card);
  const [salt, name] = JSON.parse(Buffer.from(disclosures[0]?.encoded ?? '', 'base64url').toString());
  const sdJwt = `${issuerJwtText}~${encodeJson([salt, name, 'Anna'])}~`;
  assert.equal(await reasonOf(await bind(sdJwt)), 'disclosure_unreferenced');
});

test('refuses a disclosure that no digest refers to (N-PRS-015)', async () => {
  const extra = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'age_over_24', true]);
  assert.equal(await reasonOf(await bind(`${card}${extra}~`)), 'disclosure_unreferenced');
});

test('refuses a disclosure that is sent twice (N-PRS-016)', async () => {
  const { issuerJwtText, disclosures } = parseSdJwtVc(card);
  const text = disclosures[0]?.encoded ?? '';
  assert.equal(await reasonOf(await bind(`${issuerJwtText}~${text}~${text}~`)), 'disclosure_repeated');
});

test('refuses a digest that stands twice, at one place or at two (N-PRS-017)', async () => {
  const twice = digest(disclosure);
  assert.equal(await reasonOf(await forged({ _sd: [twice, twice] }, [disclosure])), 'digest_repeated');
  assert.equal(await reasonOf(await forged({ _sd: [twice, twice] }, [])), 'digest_repeated');
  const apart = { _sd: [twice], school: { _sd: [twice] } };
  assert.equal(await reasonOf(await forged(apart, [disclosure])), 'digest_repeated');
  const inArray = { _sd: [twice], list: [{ '...': twice }] };
  assert.equal(await reasonOf(await forged(inArray, [])), 'digest_repeated');
});

test('refuses a disclosure named _sd, ... or __proto__ (N-PRS-018)', async () => {
  for (const name of ['_sd', '...', '__proto__']) {
    const bad = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', name, ['x']]);
    assert.equal(await reasonOf(await forged({ _sd: [digest(bad)] }, [bad])), 'disclosure_name', name);
  }
});

test('refuses a disclosure that shadows a clear claim or another disclosure (N-PRS-019)', async () => {
  for (const name of ['iss', 'exp', 'demo']) {
    const bad = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', name, 'x']);
    assert.equal(await reasonOf(await forged({ _sd: [digest(bad)] }, [bad])), 'disclosure_collision', name);
  }
  const again = encodeJson(['c2FsdHNhbHRzYWx0c2FsdC', 'given_name', 'Anna']);
  const both = { _sd: [digest(disclosure), digest(again)] };
  assert.equal(await reasonOf(await forged(both, [disclosure, again])), 'disclosure_collision');
});

test('refuses a disclosure of a claim that decides validity (SDJ-019, VC-003)', async () => {
  for (const [name, value] of [
    ['nbf', 1],
    ['vct#integrity', 'x'],
    ['aka_vcts', []],
  ] as const) {
    const bad = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', name, value]);
    assert.equal(await reasonOf(await forged({ _sd: [digest(bad)] }, [bad])), 'claim_not_disclosable', name);
  }
  const status = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'status', visible.status]);
  const payload = { status: undefined, _sd: [digest(status)] };
  assert.equal(await reasonOf(await forged(payload, [status])), 'claim_not_disclosable');
});

test('refuses an unknown or nested _sd_alg (N-PRS-020)', async () => {
  for (const algorithm of ['md5', 'sha-512', 'SHA-256', 1, null]) {
    assert.equal(await reasonOf(await forged({ _sd_alg: algorithm }, [])), 'sd_alg', String(algorithm));
  }
  assert.equal(await reasonOf(await forged({ school: { _sd_alg: 'sha-256' } }, [])), 'sd_alg');
  assert.equal(await reasonOf(await forged({ list: [{ a: { _sd_alg: 'sha-256' } }] }, [])), 'sd_alg');
  const inside = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'school', { _sd_alg: 'sha-256' }]);
  assert.equal(await reasonOf(await forged({ _sd: [digest(inside)] }, [inside])), 'sd_alg');
});

test('refuses alg none and a stripped signature (N-PRS-021)', async () => {
  const none = await forge({}, [], { alg: 'none', typ: 'dc+sd-jwt' });
  assert.equal(await reasonOf(await bind(none)), 'alg');
  const [jwt = ''] = none.split('~');
  assert.equal(await reasonOf(await bind(`${jwt.slice(0, jwt.lastIndexOf('.') + 1)}~`)), 'alg');
  const [signed = ''] = card.split('~');
  const stripped = `${signed.slice(0, signed.lastIndexOf('.') + 1)}~`;
  assert.equal(await reasonOf(await bind(stripped)), 'malformed');
});

test('refuses HS256 keyed with the public key (N-PRS-022)', async () => {
  const input = `${encodeJson({ alg: 'HS256', typ: 'dc+sd-jwt' })}.${encodeJson(visible)}`;
  const mac = createHmac('sha256', JSON.stringify(issuer.jwk)).update(input).digest('base64url');
  assert.equal(await reasonOf(await bind(`${input}.${mac}~`)), 'alg');
});

test('refuses another type of issuer-signed JWT (N-PRS-023)', async () => {
  for (const typ of ['JWT', 'kb+jwt', 'vc+sd-jwt', 'DC+SD-JWT', undefined]) {
    assert.equal(await reasonOf(await bind(await forge({}, [], { alg: 'ES256', typ }))), 'typ');
  }
});

test('refuses a signature by another key, and any changed byte of the signed part', async () => {
  assert.equal(await reasonOf(await bind(await mint({}, other.sign))), 'signature');
  const [jwt = '', ...rest] = presentation.split('~');
  await fc.assert(
    fc.asyncProperty(fc.nat(jwt.length - 1), fc.constantFrom(...'AZaz09-_'), async (at, character) => {
      fc.pre(jwt[at] !== character && jwt[at] !== '.');
      const changed = [jwt.slice(0, at) + character + jwt.slice(at + 1), ...rest].join('~');
      assert.notEqual(await reasonOf(changed), 'ok');
    }),
    { numRuns: 60 },
  );
});

test('never says ok of a presentation with any one character changed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(presentation.length - 1),
      fc.constantFrom(...'Aa0-_~.= '),
      async (at, character) => {
        fc.pre(presentation[at] !== character);
        const changed = presentation.slice(0, at) + character + presentation.slice(at + 1);
        assert.notEqual(await reasonOf(changed), 'ok');
      },
    ),
    { numRuns: 100 },
  );
});

test('refuses a credential of another type (N-PRS-030)', async () => {
  assert.equal(await reasonOf(await present(await mint({ vct: 'urn:mlegitymacja:school-id:2' }))), 'vct');
  assert.equal(await reasonOf(await forged({ vct: [visible.vct] }, [])), 'vct');
});

test('refuses from the very second of exp on, and still says whose card it is (N-PRS-033)', async () => {
  const exp = visible.exp;
  const late = await present(card, { nowAt: exp });
  assert.equal(await reasonOf(await present(card, { nowAt: exp - 1 }), { nowAt: exp - 1 }), 'ok');
  const result = await check(late, { nowAt: exp });
  assert.ok(!result.ok);
  assert.equal(result.reason, 'expired');
  assert.equal(result.verified?.claims['given_name'], 'Zuzanna Maria');
});

test('says expired and not stale of an old proof of an expired card, and nothing of a forged one', async () => {
  const old = await present(card, { nowAt: visible.exp - 600 });
  assert.equal(await reasonOf(old, { nowAt: visible.exp + 5 }), 'expired');
  const foreign = await check(await present(card, {}, other.sign), { nowAt: visible.exp + 5 });
  assert.ok(!foreign.ok);
  assert.equal(foreign.reason, 'key_binding_signature');
  assert.equal(foreign.verified, undefined);
});

test('refuses what is not yet valid (N-PRS-034)', async () => {
  assert.equal(await reasonOf(await forged({ nbf: nowAt + 60 }, [])), 'not_yet_valid');
  assert.equal(await reasonOf(await forged({ iat: nowAt + 86_400 }, [])), 'not_yet_valid');
  assert.equal(await reasonOf(await forged({ nbf: nowAt }, [])), 'ok');
});

test('refuses a credential without an end, or with dates that are none (N-PRS-035)', async () => {
  assert.equal(await reasonOf(await forged({ exp: undefined }, [])), 'exp_missing');
  for (const exp of ['2027-09-30', null, -1, 1e300]) {
    assert.equal(await reasonOf(await forged({ exp }, [])), 'claim_malformed', String(exp));
  }
  assert.equal(await reasonOf(await forged({ nbf: '0' }, [])), 'claim_malformed');
});

test('refuses a status index that is negative, broken or no number (N-PRS-042)', async () => {
  const uri = 'http://localhost:8080/status/1';
  for (const idx of [-1, 1.5, '7', null, 2 ** 60]) {
    const status = { status_list: { idx, uri } };
    assert.equal(await reasonOf(await forged({ status }, [])), 'claim_malformed', String(idx));
  }
  for (const status of [1, {}, { status_list: { idx: 1 } }, { status_list: [] }]) {
    assert.equal(await reasonOf(await forged({ status }, [])), 'claim_malformed');
  }
});

test('refuses disclosures of the wrong shape (SDJ-011)', async () => {
  for (const bad of [
    encodeJson(['salt']),
    encodeJson(['salt', 'a', 1, 2]),
    encodeJson([1, 'a', 1]),
    encodeJson(['salt', 1, 1]),
    encodeJson({ salt: 'a' }),
    encodeJson('text'),
    encodeBase64url(encodeUtf8('["s","a",{"b":1,"b":2}]')),
    `${disclosure}=`,
    'żółw',
    '',
  ]) {
    assert.equal(await reasonOf(await forged({ _sd: [digest(bad)] }, [bad])), 'disclosure_malformed', bad);
  }
});

test('refuses an array element where a claim belongs, and a claim where an element belongs (SDJ-011)', async () => {
  const element = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'PL']);
  assert.equal(await reasonOf(await forged({ _sd: [digest(element)] }, [element])), 'disclosure_malformed');
  const list = { list: [{ '...': digest(disclosure) }] };
  assert.equal(await reasonOf(await forged(list, [disclosure])), 'disclosure_malformed');
});

test('refuses digests that are none', async () => {
  for (const payload of [
    { _sd: 'x' },
    { _sd: [1] },
    { _sd: { a: 1 } },
    { school: { _sd: null } },
    { '...': 'x' },
    { list: [{ '...': 1 }] },
    { list: [{ '...': 'x', a: 1 }] },
  ]) {
    assert.equal(await reasonOf(await forged(payload, [])), 'digest_malformed', JSON.stringify(payload));
  }
});

test('puts nested disclosures in their places and needs the outer for the inner', async () => {
  const inner = encodeJson(['c2FsdHNhbHRzYWx0c2FsdA', 'rspo', '123456']);
  const element = encodeJson(['c2FsdHNhbHRzYWx0c2FsdD', 'PL']);
  const outer = encodeJson(['c2FsdHNhbHRzYWx0c2FsdE', 'school', { name: 'SP 3', _sd: [digest(inner)] }]);
  const payload = {
    _sd: [digest(outer)],
    list: ['UA', { '...': digest(element) }, { '...': digest(second) }],
  };
  const result = await check(await forged(payload, [element, inner, outer]));
  assert.ok(result.ok);
  assert.deepEqual(result.claims['school'], { name: 'SP 3', rspo: '123456' });
  assert.deepEqual(result.claims['list'], ['UA', 'PL']);
  assert.equal(await reasonOf(await forged(payload, [inner])), 'disclosure_unreferenced');
});

test('refuses a credential without a holder key, and one with a private key inside', async () => {
  for (const cnf of [undefined, {}, { jwk: {} }, { kid: 'x' }, { jwk: { ...device.jwk, d: device.jwk.x } }]) {
    assert.equal(await reasonOf(await forged({ cnf }, [])), 'key_binding_key');
  }
});

test('refuses a key binding on what comes from an issuer (SDJ-018)', async () => {
  assert.equal(await reasonOf(presentation, { keyBinding: 'none' }), 'key_binding_unexpected');
  assert.equal(await reasonOf(card, { keyBinding: 'none' }), 'ok');
});

test('refuses broken texts: no tilde, nothing, too many parts, too long', async () => {
  const [jwt = ''] = card.split('~');
  for (const text of [
    '',
    '~',
    '~~',
    jwt,
    `~${jwt}`,
    card.replaceAll('~', '.'),
    `${jwt}${'~a'.repeat(200)}~`,
  ]) {
    assert.equal(await reasonOf(text), 'malformed', text.slice(0, 20));
  }
  assert.equal(await reasonOf(`${card}${'A'.repeat(300_000)}`), 'malformed');
  const x5c = await forge({}, [], { alg: 'ES256', typ: 'dc+sd-jwt', x5c: ['*'] });
  const untrusting = { issuerKey: () => ({ ok: false, reason: 'untrusted_issuer' }) as const };
  assert.equal(await reasonOf(await bind(x5c), untrusting), 'malformed');
  assert.equal(await reasonOf(presentation, untrusting), 'untrusted_issuer');
  assert.equal(await reasonOf(await forged({ iss: undefined }, [])), 'claim_malformed');
});

test('lets through what a dependency throws: a broken key store is no forged card', async () => {
  const broken = () => {
    throw new TypeError('no key store');
  };
  await assert.rejects(check(presentation, { issuerKey: broken }), TypeError);
});
