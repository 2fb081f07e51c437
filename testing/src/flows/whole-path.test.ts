import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { decodeBase45 } from '@mleg/core/encoding/base45';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import {
  createProgram,
  inventPaperId,
  inventPesel,
  inventPupil,
  schoolFace,
} from '../integration/program.ts';
import { checkCode, fetchStatus, showCode } from './checker.ts';
import { activate, handleOf, makeKey, notify, requestOffline } from './holder.ts';
import { createWorld } from './world.ts';

const base = await createWorld();
const face = await schoolFace(base);
const world = { ...base, face };
const program = await createProgram(world, face, '12345');
const secrets = new Set([program.key]);
after(async () => {
  await face.close();
  await base.close();
});

/** Order, photo, approval by the API, a code, a phone that takes it and shows the offline QR. */
async function takeCard(n: number) {
  const path = `/pupils/p-${n}`;
  const email = `rodzic${n}@poczta.example`;
  const guardians = [{ name: `Marta Opiekuńcza-${n}`, email, rights: 'full' }];
  await program.call('PUT', path, { ...inventPupil(n), paperId: inventPaperId(n), guardians });
  const requestedBy = { name: `Marta Opiekuńcza-${n}`, email };
  const order = await program.call('POST', '/orders', { pupil: `p-${n}`, requestedBy });
  assert.deepEqual([order.json['state'], order.json['missing']], ['incomplete', ['portrait']]);
  const photo = Buffer.from(await drawFace(n));
  await program.call('PUT', `${path}/portrait`, photo, { 'content-type': 'image/jpeg' });
  const decision = await program.call('POST', `/orders/${order.json['id']}/decision`, {
    decision: 'approve',
  });
  assert.equal(decision.json['state'], 'accepted');
  const offer = await program.call('POST', `${path}/offers`);
  const offerHandle = handleOf(String(offer.json['walletLink']));
  const txCode = String(offer.json['txCode']);
  const key = makeKey();
  const { accessToken, answer } = await activate(world, { offerHandle, txCode }, [key]);
  assert.equal(answer.status, 200);
  const [cwt, discount] = (await requestOffline(world, accessToken, key)).cwts;
  const { status } = await notify(world, accessToken, answer.json['notification_id'], 'credential_accepted');
  assert.deepEqual([status, cwt instanceof Uint8Array], [204, true]);
  const state = (await program.call('GET', `/orders/${order.json['id']}`)).json['state'];
  assert.equal(state, 'closed');
  const credentials = answer.json['credentials'] as { credential: string }[];
  for (const secret of [...Object.values(offer.json), email, accessToken, offerHandle])
    secrets.add(String(secret));
  for (const name of [inventPesel(n), `Próbna-${n}`, `Marta Opiekuńcza-${n}`, `${n}/2026`]) secrets.add(name);
  const none = new Uint8Array();
  return {
    path,
    key,
    cwt: cwt ?? none,
    discount: discount ?? none,
    credential: credentials[0]?.credential ?? '',
  };
}

const statesOf = async (path: string): Promise<unknown[]> => {
  const { json } = await program.call('GET', `${path}/mobile-ids`);
  return (json['mobileIds'] as { state: string }[]).map((one) => one.state);
};

test('order, photo, approval, code, phone, check: valid; revoked: refused', async () => {
  const { path, key, cwt, credential } = await takeCard(1);
  const verdict = await checkCode(world, await showCode(world, cwt, key));
  assert.deepEqual([verdict.verdict, verdict.reason], ['valid', 'ok']);
  assert.deepEqual(verdict.checks, {
    signature: 'ok',
    school: 'ok',
    dates: 'ok',
    status: 'ok',
    holder: 'ok',
  });
  const facts = verdict.presentation?.facts;
  assert.ok(facts?.variant === 'ticket');
  assert.deepEqual(
    [facts.givenNames, facts.surname, facts.rspo, facts.validUntil, verdict.presentation?.age],
    ['Zuzanna Anna', 'Próbna-1', 12345, '2027-09-30', 12],
  );
  assert.equal(await fetchStatus(world, credential), 'valid');
  assert.deepEqual(await statesOf(path), ['active']);
  const revoked = await program.call('POST', `${path}/revocations`, { reason: 'data_error' });
  assert.equal(revoked.status, 200);
  world.clock.now += 10;
  const after = await checkCode(world, await showCode(world, cwt, key));
  assert.deepEqual([after.verdict, after.reason], ['invalid', 'revoked']);
  assert.equal(await fetchStatus(world, credential), 'revoked');
  const offer = await program.call('POST', `${path}/offers`);
  assert.deepEqual([offer.status, offer.json['type']], [409, 'right_ended'], 'rules.md C3');
});

test('a cinema reads the discount: school, small photo, ages reached, last day; no name, birth date or number; revoked with the rest', async () => {
  const { path, key, discount } = await takeCard(6);
  const text = await showCode(world, discount, key);
  const verdict = await checkCode(world, text);
  assert.deepEqual([verdict.verdict, verdict.reason], ['valid', 'ok']);
  const facts = verdict.presentation?.facts;
  assert.ok(facts?.variant === 'discount');
  assert.deepEqual([facts.rspo, facts.validUntil, facts.isPupil], [12345, '2027-09-30', true]);
  assert.deepEqual(facts.ageOver, [true, false, false, false, false]);
  assert.ok(facts.pictureLow.length > 300);
  const bytes = Buffer.from(decodeBase45(text.slice('MLEG1:'.length))).toString('latin1');
  for (const secret of ['Zuzanna', 'Anna', '6/2026'])
    assert.ok(!bytes.includes(Buffer.from(secret).toString('latin1')), secret);
  assert.equal((await program.call('POST', `${path}/revocations`, { reason: 'fraud' })).status, 200);
  world.clock.now += 10;
  assert.equal((await checkCode(world, await showCode(world, discount, key))).reason, 'revoked');
});

test('a lost phone is suspended and comes back: red while it is lost, green again (rules.md C4)', async () => {
  const { path, key, cwt, credential } = await takeCard(2);
  assert.equal((await program.call('POST', `${path}/suspensions`)).status, 200);
  world.clock.now += 10;
  assert.equal((await checkCode(world, await showCode(world, cwt, key))).reason, 'suspended');
  assert.equal(await fetchStatus(world, credential), 'suspended');
  assert.equal((await program.call('DELETE', `${path}/suspensions`)).status, 200);
  world.clock.now += 10;
  assert.equal((await checkCode(world, await showCode(world, cwt, key))).reason, 'ok');
});

test('an objection, a departure end the ID in the phone at once', async () => {
  for (const [n, end] of [
    [3, (path: string) => program.call('PUT', `${path}/objection`)],
    [4, (path: string) => program.call('POST', `${path}/departure`)],
  ] as const) {
    const { path, key, cwt } = await takeCard(n);
    assert.ok((await end(path)).status < 300);
    world.clock.now += 10;
    assert.equal((await checkCode(world, await showCode(world, cwt, key))).reason, 'revoked');
    assert.deepEqual(await statesOf(path), ['revoked']);
  }
});

test('a code of another device, an old code and a card past its date each get their own verdict', async () => {
  const { key, cwt } = await takeCard(5);
  const copied = await checkCode(world, await showCode(world, cwt, makeKey()));
  assert.deepEqual([copied.reason, copied.presentation], ['holder_proof', undefined]);
  const shown = await showCode(world, cwt, key);
  world.clock.now += 3600;
  assert.equal((await checkCode(world, shown)).reason, 'stale');
  // 1 October 2027, noon: the paper ID's last day has passed.
  world.clock.now = 1_822_384_800;
  assert.equal((await checkCode(world, await showCode(world, cwt, key))).reason, 'expired');
});

test('no log line of the whole path holds a name, a number, a code or a token', () => {
  const log = base.logged.join('\n');
  for (const secret of secrets) assert.ok(!log.includes(secret), secret);
});
