import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { createVpErrorResponse, createVpResponse } from '@mleg/core/openid4vp/response';
import { sweepChecks } from '@mleg/server/src/store/checks.ts';
import { restore, revoke, suspend } from './acts.ts';
import {
  beginCheck,
  call,
  openRequest,
  openVerifier,
  postForm,
  present,
  presentAll,
  readCheck,
  runCheck,
  takeCard,
} from './check-world.ts';
import { makeKey } from './holder.ts';
import { type SeededPupil, seedSchool } from './seed-school.ts';
import { createWorld } from './world.ts';

const world = await createWorld();
const seed = { rspo: '101', pupils: 30, pictureBytes: 9000, nowAt: world.clock.now };
const { pupils, school } = await seedSchool(world.deps.store, world.deps.vault, seed);
const checks = openVerifier(world);
after(async () => {
  await checks.verifier.close();
  await world.close();
});

function nextPupil(): SeededPupil {
  const pupil = pupils.pop();
  assert.ok(pupil, 'enough pupils were seeded');
  return pupil;
}

const actor = { kind: 'staff', id: 'a' } as const;
const card = await takeCard(world, nextPupil());

test('a ticket check ends green and shows name, whole years, photo, number, school and date, and no birth date', async () => {
  const { verdict, reason, disclosed, state, statusAsOf } = await runCheck(checks, card);
  assert.deepEqual([state, verdict, reason], ['done', 'valid', 'ok']);
  assert.match(disclosed?.name ?? '', /^Zuzanna Anna Próbna-\d+$/);
  assert.equal(disclosed?.age, 12);
  assert.match(disclosed?.picture ?? '', /^data:image\/webp;base64,/);
  assert.equal(disclosed?.schoolName, 'Szkoła Podstawowa nr 3 w Przykładowie');
  assert.equal(disclosed?.validUntil, '2027-09-30');
  assert.equal(disclosed?.demo, true);
  assert.deepEqual(
    [disclosed?.birthDate, disclosed?.personalNumber, disclosed?.address],
    [undefined, undefined, undefined],
  );
  assert.ok(statusAsOf !== null && Date.parse(statusAsOf) / 1000 <= world.clock.now);
});

test('a cinema sees neither name nor number, but which ages are reached', async () => {
  const { verdict, disclosed } = await runCheck(checks, card, { profile: 'cinema' });
  assert.equal(verdict, 'valid');
  assert.deepEqual(disclosed?.agesReached, [7]);
  assert.deepEqual(
    [disclosed?.name, disclosed?.documentNumber, disclosed?.age],
    [undefined, undefined, undefined],
  );
});

test('PESEL and address reach the verifier only when the holder ticks them, each by itself', async () => {
  const without = await runCheck(checks, card, { profile: 'full' });
  assert.equal(without.verdict, 'valid');
  assert.deepEqual([without.disclosed?.personalNumber, without.disclosed?.address], [undefined, undefined]);
  assert.equal(without.disclosed?.birthDate, '2014-05-17');
  const change = { ticked: ['address'] };
  const withAddress = await runCheck(checks, card, { profile: 'full', change });
  assert.match(withAddress.disclosed?.address ?? '', /^ul\. Przykładowa/);
  assert.equal(withAddress.verdict, 'valid');
  assert.equal(withAddress.disclosed?.personalNumber, undefined);
});

test('what a wallet sends beyond the question is dropped', async () => {
  const change = { ticked: ['personal_administrative_number'] };
  const { verdict, disclosed } = await runCheck(checks, card, { profile: 'library', change });
  assert.equal(verdict, 'valid');
  assert.equal(disclosed?.personalNumber, undefined);
});

test('a revocation is seen by an online check ten seconds later', async () => {
  const pupil = nextPupil();
  const own = await takeCard(world, pupil);
  assert.equal((await runCheck(checks, own)).reason, 'ok');
  await revoke(world.deps, { school, pupilId: pupil.pupilId, reason: 'left_school', actor });
  world.clock.now += 10;
  const { verdict, reason, disclosed } = await runCheck(checks, own);
  assert.deepEqual([verdict, reason], ['invalid', 'revoked']);
  assert.ok(disclosed?.name, 'whose card it is');
});

test('a suspension is seen, and its end too', async () => {
  const pupil = nextPupil();
  const own = await takeCard(world, pupil);
  await suspend(world.deps, { school, pupilId: pupil.pupilId, actor, by: 'school' });
  world.clock.now += 10;
  assert.equal((await runCheck(checks, own)).reason, 'suspended');
  await restore(world.deps, { school, pupilId: pupil.pupilId, actor, by: 'school' });
  world.clock.now += 10;
  assert.equal((await runCheck(checks, own)).reason, 'ok');
});

test('a card whose school is not disclosed is not covered (N-PRS-031)', async () => {
  const { verdict, reason, disclosed } = await runCheck(checks, card, { change: { without: ['school'] } });
  assert.deepEqual([verdict, reason, disclosed], ['unknown', 'school_not_covered', null]);
});

test('a card that leaves out the photo that was asked for is refused (VP-037)', async () => {
  assert.equal((await runCheck(checks, card, { change: { without: ['picture_low'] } })).reason, 'malformed');
});

for (const { name, change, reason } of [
  { name: 'for another nonce (N-PRS-001)', change: { nonce: 'another' }, reason: 'holder_proof' },
  { name: 'for another verifier (N-PRS-002)', change: { aud: 'x509_hash:AAAA' }, reason: 'holder_proof' },
  { name: 'by another key (N-PRS-008)', change: { key: makeKey() }, reason: 'holder_proof' },
  { name: 'made six minutes ago (N-PRS-012)', change: { nowAt: world.clock.now - 360 }, reason: 'stale' },
  { name: 'from the future (N-PRS-012)', change: { nowAt: world.clock.now + 3600 }, reason: 'clock' },
]) {
  test(`a holder's proof ${name} is refused`, async () => {
    const result = await runCheck(checks, card, { change });
    assert.equal(result.reason, reason);
    assert.notEqual(result.verdict, 'valid');
    // The question was new: whoever answers with another time has a wrong clock.
    const isTime = reason === 'stale' || reason === 'clock';
    assert.equal(result.wrongClock, isTime ? 'holder' : undefined);
  });
}

test('a phone whose clock is five minutes slow or a minute fast still answers', async () => {
  for (const shift of [-300, 60]) {
    const result = await runCheck(checks, card, { change: { nowAt: world.clock.now + shift } });
    assert.equal(result.reason, 'ok', String(shift));
  }
});

test('an optional answer of another card, without the holder’s proof or beside the question spoils the whole', async () => {
  const other = await takeCard(world, nextPupil());
  const ticked = ['personal_administrative_number'];
  const begin = async () => {
    const check = await beginCheck(checks, 'full');
    return { check, request: (await openRequest(checks, check.request)).request };
  };
  const send = async (
    answers: Awaited<ReturnType<typeof presentAll>>,
    of: Awaited<ReturnType<typeof begin>>,
  ) => {
    const { status } = await postForm(
      checks,
      of.request.responseUri,
      await createVpResponse(of.request, answers),
    );
    return status === 200 ? readCheck(checks, of.check) : status;
  };
  const good = await begin();
  const whole = await send(await presentAll(checks, card, good.request, { ticked }), good);
  assert.ok(typeof whole !== 'number');
  assert.equal(whole.reason, 'ok');
  assert.match(whole.disclosed?.personalNumber ?? '', /^\d{11}$/);
  const mixed = await begin();
  const [mine] = await presentAll(checks, card, mixed.request);
  const [, theirs] = await presentAll(checks, other, mixed.request, { ticked });
  assert.ok(mine !== undefined && theirs !== undefined);
  const answer = await send([mine, theirs], mixed);
  assert.ok(typeof answer !== 'number');
  assert.deepEqual([answer.reason, answer.disclosed?.personalNumber], ['malformed', undefined]);
  const bare = await begin();
  const [first, second] = await presentAll(checks, card, bare.request, { ticked });
  assert.ok(first !== undefined && second !== undefined);
  const unproved = second.presentation.slice(0, second.presentation.lastIndexOf('~') + 1);
  const unbound = await send([first, { ...second, presentation: unproved }], bare);
  assert.ok(typeof unbound !== 'number');
  assert.deepEqual([unbound.reason, unbound.disclosed?.personalNumber], ['holder_proof', undefined]);
  const alone = await begin();
  const [, only] = await presentAll(checks, card, alone.request, { ticked });
  assert.ok(only !== undefined);
  assert.equal(await send([only], alone), 400);
  // A ticket check has no such question.
  const ticket = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, ticket.request);
  const body = await createVpResponse(request, [await present(checks, card, request), only]);
  assert.equal((await postForm(checks, request.responseUri, body)).status, 400);
});

test('a check on the same device is read only by the browser that the wallet sent back with its code (OpenID4VP 8.2, 13.3)', async () => {
  const check = await beginCheck(checks, 'ticket', true);
  const { request } = await openRequest(checks, check.request);
  const body = await createVpResponse(request, await present(checks, card, request));
  const answer = await postForm(checks, request.responseUri, body);
  const { redirect_uri: back } = JSON.parse(answer.body) as { redirect_uri: string };
  const { origin, pathname, search, hash } = new URL(back);
  assert.deepEqual([origin, pathname, search], [world.deps.config.origins.verifier, '/ask/done', '']);
  const code = new URLSearchParams(hash.slice(1)).get('response_code') ?? '';
  assert.ok(code.length >= 43);
  // Whoever began it and sent the link to somebody else has the secret and no code.
  for (const wrong of [undefined, '', 'x', `${code}x`]) {
    const seen = await readCheck(checks, check, wrong);
    assert.deepEqual([seen.state, seen.verdict, seen.disclosed], ['opened', null, null], String(wrong));
  }
  const seen = await readCheck(checks, check, code);
  assert.deepEqual([seen.state, seen.reason], ['done', 'ok']);
  assert.ok(seen.disclosed?.name);
  await assert.rejects(readCheck(checks, { ...check, secret: 'A'.repeat(43) }, code), /401/);
  // A refusal brings the browser back, too; a check on two devices sends nobody anywhere.
  const declined = await beginCheck(checks, 'ticket', true);
  const other = (await openRequest(checks, declined.request)).request;
  const refusal = await postForm(
    checks,
    other.responseUri,
    createVpErrorResponse(other.state, 'access_denied'),
  );
  assert.match(refusal.body, /#response_code=/);
});

/** Posts what `change` makes of a good presentation; the verdict, or undefined where the answer was not taken. */
async function checkWith(change: (presentation: string) => string): Promise<string | null> {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const { queryId, presentation } = await present(checks, card, request);
  const body = await createVpResponse(request, { queryId, presentation: change(presentation) });
  assert.equal((await postForm(checks, request.responseUri, body)).status, 200);
  return (await readCheck(checks, check)).reason;
}

test('a bare credential without the holder’s proof is refused (N-PRS-009)', async () => {
  assert.equal(await checkWith((text) => text.slice(0, text.lastIndexOf('~') + 1)), 'holder_proof');
});

test('a changed claim is refused', async () => {
  const forged = Buffer.from(JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', 'given_name', 'Ktoś Inny'])).toString(
    'base64url',
  );
  assert.equal(
    await checkWith((text) => {
      const parts = text.split('~');
      parts[1] = forged;
      return parts.join('~');
    }),
    'malformed',
  );
});

test('a forged signature of the issuer is refused', async () => {
  const reason = await checkWith((text) => {
    const [jwt = '', ...rest] = text.split('~');
    const signature = randomBytes(64).toString('base64url');
    return [jwt.replace(/[^.]+$/, signature), ...rest].join('~');
  });
  assert.equal(reason, 'signature');
});

test('an expired card is red the second after its last day, and green before', async () => {
  const was = world.clock.now;
  // 30 September 2027, 23:59:50 in Poland.
  world.clock.now = Date.parse('2027-09-30T21:59:50Z') / 1000;
  assert.equal((await runCheck(checks, card)).reason, 'ok');
  world.clock.now += 20;
  const { verdict, reason, disclosed } = await runCheck(checks, card);
  assert.deepEqual([verdict, reason], ['invalid', 'expired']);
  assert.equal(disclosed?.validUntil, '2027-09-30');
  world.clock.now = was;
});

test('the states go from waiting over opened to done, and a second answer is refused (VP-039)', async () => {
  const check = await beginCheck(checks, 'ticket');
  assert.equal((await readCheck(checks, check)).state, 'waiting');
  const { request } = await openRequest(checks, check.openid4vp);
  assert.equal((await readCheck(checks, check)).state, 'opened');
  const body = await createVpResponse(request, await present(checks, card, request));
  const first = await postForm(checks, request.responseUri, body);
  assert.deepEqual([first.status, first.body], [200, '{}']);
  assert.equal((await postForm(checks, request.responseUri, body)).status, 400);
  assert.equal(
    (await postForm(checks, request.responseUri, createVpErrorResponse(request.state, 'access_denied')))
      .status,
    400,
  );
  assert.equal((await readCheck(checks, check)).reason, 'ok');
  await assert.rejects(openRequest(checks, check.request), /404/);
});

test('of 10 answers at the same time one is taken', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const body = await createVpResponse(request, await present(checks, card, request));
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => postForm(checks, request.responseUri, body)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    200,
    ...Array.from({ length: 9 }, () => 400),
  ]);
});

test('an answer for one check is not taken by another (nonce, key and state are its own)', async () => {
  const [one, two] = [await beginCheck(checks, 'ticket'), await beginCheck(checks, 'ticket')];
  const first = (await openRequest(checks, one.request)).request;
  const second = (await openRequest(checks, two.request)).request;
  for (const name of ['nonce', 'state'] as const) assert.notEqual(first[name], second[name]);
  assert.notEqual(first.encryption.key.x, second.encryption.key.x);
  assert.ok(first.nonce.length >= 22, '128 bits (VP-002)');
  const body = await createVpResponse(first, await present(checks, card, first));
  assert.equal((await postForm(checks, second.responseUri, body)).status, 400);
  assert.equal((await readCheck(checks, two)).state, 'opened');
});

test('a holder who shares nothing is shown as such', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const body = createVpErrorResponse(request.state, 'access_denied');
  assert.equal((await postForm(checks, request.responseUri, 'error=access_denied&state=other')).status, 400);
  assert.equal((await postForm(checks, request.responseUri, body)).status, 200);
  const { state, verdict, disclosed } = await readCheck(checks, check);
  assert.deepEqual([state, verdict, disclosed], ['declined', null, null]);
});

test('a late answer is refused, the page reads that it is too late, and then the row is gone (VP-040)', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const answer = await present(checks, card, request);
  world.clock.now += 240;
  assert.equal(
    (await postForm(checks, request.responseUri, await createVpResponse(request, answer))).status,
    400,
  );
  assert.equal((await readCheck(checks, check)).state, 'expired');
  world.clock.now += 60;
  await assert.rejects(readCheck(checks, check), /401/);
  await sweepChecks(world.deps.store, world.clock.now);
  const count = { name: 'count-checks', text: 'select count(*)::int as n from check_session where id = $1' };
  assert.deepEqual(await world.deps.store.run(count, [check.id]), [{ n: 0 }]);
});

test('a presentation in the clear, a form with extras, JSON and a megabyte are refused and end nothing (N-PRS-006, VP-041)', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const { queryId, presentation } = await present(checks, card, request);
  const token = JSON.stringify({ [queryId]: [presentation] });
  const clear = new URLSearchParams({ vp_token: token, state: request.state ?? '' }).toString();
  const good = await createVpResponse(request, { queryId, presentation });
  for (const body of [clear, '', 'response=a.b.c.d.e', `${good}&${good}`, `${good}&error=x`]) {
    assert.equal((await postForm(checks, request.responseUri, body)).status, 400, body.slice(0, 20));
  }
  const json = { method: 'POST', headers: { 'content-type': 'application/json' }, payload: '{}' } as const;
  assert.equal((await call(checks, request.responseUri, json)).status, 400);
  assert.equal(
    (await postForm(checks, request.responseUri, `response=${'a'.repeat(1_000_000)}`)).status,
    413,
  );
  assert.equal((await readCheck(checks, check)).state, 'opened');
  assert.equal((await postForm(checks, request.responseUri, good)).status, 200);
});

test('the six digits lead to the same request, once and for two minutes', async () => {
  const take = (code: string) =>
    checks.verifier.inject({
      method: 'POST',
      url: '/api/checks/codes',
      headers: { 'content-type': 'application/json', origin: 'http://localhost:8081' },
      payload: JSON.stringify({ code }),
    });
  const check = await beginCheck(checks, 'ticket');
  assert.match(check.code, /^\d{6}$/);
  const [first, second] = await Promise.all([take(check.code), take(check.code)]);
  assert.deepEqual([first.statusCode, second.statusCode].sort(), [200, 404]);
  const taken = first.statusCode === 200 ? first : second;
  assert.equal(taken.json<{ request: string }>().request, check.request);
  assert.equal(taken.headers['access-control-allow-origin'], '*');
  const late = await beginCheck(checks, 'ticket');
  world.clock.now += 120;
  assert.equal((await take(late.code)).statusCode, 404);
  assert.equal((await take('12345')).statusCode, 400);
  const guesses = await Promise.all(Array.from({ length: 40 }, () => take('000000')));
  assert.ok(
    guesses.some(({ statusCode }) => statusCode === 429),
    'tries per address',
  );
});

test('a verdict is read by the secret of its own check only (VP-031)', async () => {
  const [one, two] = [await beginCheck(checks, 'ticket'), await beginCheck(checks, 'ticket')];
  await assert.rejects(readCheck(checks, { id: one.id, secret: two.secret }), /401/);
  const bare = await checks.verifier.inject({ url: `/api/checks/${one.id}` });
  assert.equal(bare.statusCode, 401);
});

test('a page of another origin cannot begin a check, a program without an origin can', async () => {
  const begin = (headers: Record<string, string>) =>
    checks.verifier.inject({
      method: 'POST',
      url: '/api/checks',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"profile":"ticket"}',
    });
  assert.equal((await begin({ origin: 'https://evil.example' })).statusCode, 403);
  assert.equal((await begin({})).statusCode, 201);
});

test('the request is served to GET and POST, to every origin, uncached, and unknown addresses are 404 (VP-012)', async () => {
  const check = await beginCheck(checks, 'ticket');
  const uri = `http://localhost:8082/openid4vp/requests/${check.id}`;
  for (const options of [{ method: 'GET' }, { method: 'POST' }] as const) {
    const { status, headers } = await call(checks, uri, options);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/oauth-authz-req+jwt');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cache-control'], 'no-store');
  }
  assert.equal((await call(checks, `${uri}x`)).status, 404);
  assert.equal((await postForm(checks, uri, 'wallet_nonce=a&wallet_nonce=b')).status, 400);
});

test('neither names nor numbers, codes, secrets or nonces are logged', () => {
  const log = world.logged.join('\n');
  assert.doesNotMatch(log, /Zuzanna|Próbna|L\/\d|x509_hash|eyJ/);
});

test('what was disclosed lies sealed in the row', async () => {
  const { id } = await runCheck(checks, card);
  const text = 'select data_sealed as data, code_hash as code from check_session where id = $1';
  const [row] = await world.deps.store.run<{ data: Buffer; code: Buffer | null }>({ name: 'row', text }, [
    id,
  ]);
  assert.ok(row);
  assert.equal(row.data.includes('Zuzanna'), false);
  assert.equal(row.code, null);
});
