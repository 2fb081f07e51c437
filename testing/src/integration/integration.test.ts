import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { revokeApiKey } from '@mleg/server/src/service/integration/api-keys.ts';
import { sweepExpired } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createWorld } from '../flows/world.ts';
import {
  createProgram,
  inventPaperId,
  inventPesel,
  inventPupil,
  type ProgramAnswer,
  schoolFace,
} from './program.ts';

const world = await createWorld();
const face = await schoolFace(world);
const own = await createProgram(world, face, '301');
const other = await createProgram(world, face, '302');
const photo = Buffer.from(await drawFace(7));
after(async () => {
  await face.close();
  await world.close();
});

const JPEG = { 'content-type': 'image/jpeg' };
const refusal = ({ status, json, type }: ProgramAnswer): unknown[] => {
  assert.match(type, /^application\/problem\+json/);
  return [status, json['type']];
};

/** A pupil with paper ID, photo, one guardian and an order that is to be checked. */
async function pupilWithOrder(n: number): Promise<{ path: string; orderId: string }> {
  const path = `/pupils/u-${n}`;
  const email = `opiekun${n}@poczta.example`;
  const input = {
    ...inventPupil(n),
    paperId: inventPaperId(n),
    guardians: [{ name: 'Marta Próbna', email, rights: 'full' }],
  };
  assert.equal((await own.call('PUT', path, input)).status, 200);
  assert.equal((await own.call('PUT', `${path}/portrait`, photo, JPEG)).status, 200);
  const order = await own.call('POST', '/orders', { pupil: `u-${n}`, requestedBy: { name: 'Marta', email } });
  assert.deepEqual(
    [order.status, order.json['state'], order.json['requesterKnown']],
    [201, 'to_check', true],
  );
  return { path, orderId: String(order.json['id']) };
}

test('a pupil comes in whole, and a later PUT replaces the named parts only (rules.md I2)', async () => {
  const whole = {
    ...inventPupil(1),
    address: 'ul. Przykładowa 3/7, 00-000 Przykładowo',
    paperId: inventPaperId(1),
  };
  assert.deepEqual((await own.call('PUT', '/pupils/u-1', whole)).json, { externalId: 'u-1', created: true });
  const part = await own.call('PUT', '/pupils/u-1', { classGroup: '6a' });
  assert.deepEqual(part.json, { externalId: 'u-1', created: false });
  const read = await own.call('GET', '/pupils/u-1');
  assert.equal(read.status, 200);
  assert.deepEqual(
    { ...read.json, paperId: undefined },
    {
      externalId: 'u-1',
      givenNames: 'Zuzanna Anna',
      surname: 'Próbna-1',
      birthDate: '2014-05-17',
      classGroup: '6a',
      status: 'pupil',
      objection: false,
      leavesOn: null,
      paperId: undefined,
      portrait: null,
      order: null,
      activeMobileIds: 0,
    },
  );
  assert.deepEqual(read.json['paperId'], { ...inventPaperId(1), state: 'valid' });
  assert.doesNotMatch(
    read.text,
    new RegExp(`${inventPesel(1)}|Przykładowa`),
    'no personal number, no address',
  );
});

test('a new pupil needs all of who it is; a PESEL is no external id, anywhere', async () => {
  const { classGroup: _, ...without } = inventPupil(2);
  const lacking = await own.call('PUT', '/pupils/u-2', without);
  assert.deepEqual(refusal(lacking), [400, 'invalid_input']);
  assert.deepEqual(lacking.json['details'], { field: 'classGroup', rule: 'required' });
  for (const [method, path, body] of [
    ['PUT', '', inventPupil(2)],
    ['GET', '', undefined],
    ['POST', '/offers', undefined],
  ] as const) {
    const answer = await own.call(method, `/pupils/${inventPesel(2)}${path}`, body);
    assert.deepEqual(refusal(answer), [422, 'external_id_is_pesel'], `${method} ${path}`);
    assert.doesNotMatch(answer.text, new RegExp(inventPesel(2)));
  }
});

test('a PESEL with a wrong check digit, one of somebody else, one that tells another birth date', async () => {
  const set = (value: string, birthDate = '2014-05-17') =>
    own.call('PUT', '/pupils/u-3', {
      ...inventPupil(3),
      birthDate,
      personalId: { type: 'pesel', country: 'PL', value },
    });
  const wrong = inventPesel(3).replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
  assert.deepEqual(refusal(await set(wrong)), [422, 'personal_id_invalid']);
  assert.deepEqual(refusal(await set(inventPesel(3), '2014-05-18')), [422, 'birth_date_mismatch']);
  await own.call('PUT', '/pupils/u-4', inventPupil(4));
  assert.deepEqual(refusal(await set(inventPesel(4))), [409, 'personal_id_taken']);
});

test('a pupil is found by the number of the paper ID or by the name, in the own school only', async () => {
  await own.call('PUT', '/pupils/u-5', { ...inventPupil(5), paperId: inventPaperId(5) });
  const found = (answer: ProgramAnswer): unknown[] =>
    (answer.json['pupils'] as { externalId: string }[]).map((pupil) => pupil.externalId);
  assert.deepEqual(found(await own.call('GET', '/pupils?number=5%2F2026')), ['u-5']);
  assert.deepEqual(found(await own.call('GET', '/pupils?q=probna-5')), ['u-5']);
  assert.deepEqual(found(await other.call('GET', '/pupils?number=5%2F2026')), []);
  assert.deepEqual(found(await other.call('GET', '/pupils?q=probna')), []);
  assert.deepEqual(refusal(await own.call('GET', '/pupils')), [400, 'invalid_input']);
});

test('a hostile or unreadable photo is refused and the earlier one stays', async () => {
  await own.call('PUT', '/pupils/u-6', inventPupil(6));
  const put = (body: Buffer, type: string) =>
    own.call('PUT', '/pupils/u-6/portrait', body, { 'content-type': type });
  const good = await put(photo, 'image/jpeg');
  assert.deepEqual([good.status, good.json], [200, { verdict: 'ok', reasons: [] }]);
  assert.deepEqual(refusal(await put(photo.subarray(0, 400), 'image/jpeg')), [422, 'photo_unreadable']);
  assert.deepEqual(refusal(await put(Buffer.from('<svg/>'), 'image/svg+xml')), [
    415,
    'unsupported_media_type',
  ]);
  assert.deepEqual(refusal(await put(Buffer.from('<svg/>'), 'image/png')), [415, 'unsupported_media_type']);
  const read = await own.call('GET', '/pupils/u-6');
  assert.deepEqual(read.json['portrait'], { state: 'waiting', refusal: null });
});

test('an order waits for what is missing, then has a due day; a second one joins it (rules.md O1, O2)', async () => {
  await own.call('PUT', '/pupils/u-7', inventPupil(7));
  const asked = { pupil: 'u-7', requestedBy: { name: 'Ktoś Obcy' } };
  const first = await own.call('POST', '/orders', asked);
  assert.equal(first.status, 201);
  const { id, photoPage, ...facts } = first.json;
  assert.match(String(photoPage), /^http:\/\/localhost:8080\/dzieci\/[\w-]+\/zdjecie$/);
  assert.deepEqual(facts, {
    state: 'incomplete',
    dueOn: null,
    missing: ['portrait', 'paper_id'],
    channel: 'api',
    requesterKnown: false,
    refusal: null,
  });
  const approve = () => own.call('POST', `/orders/${id}/decision`, { decision: 'approve' });
  assert.deepEqual(refusal(await approve()), [409, 'paper_id_missing']);
  assert.equal((await own.call('PUT', '/pupils/u-7/paper-id', inventPaperId(7))).status, 200);
  assert.deepEqual(refusal(await approve()), [409, 'portrait_missing']);
  await own.call('PUT', '/pupils/u-7/portrait', photo, JPEG);
  const second = await own.call('POST', '/orders', asked);
  assert.deepEqual([second.status, second.json['id'], second.json['state']], [201, id, 'to_check']);
  // Thursday 15 October 2026 and seven working days.
  assert.equal((await own.call('GET', `/orders/${id}`)).json['dueOn'], '2026-10-26');
  assert.equal((await approve()).json['state'], 'accepted');
  assert.deepEqual((await own.call('GET', '/pupils/u-7')).json['portrait'], {
    state: 'accepted',
    refusal: null,
  });
});

test('a guardian with limited rights orders as a stranger does (rules.md W2)', async () => {
  const email = 'osobny@poczta.example';
  await own.call('PUT', '/pupils/u-8', inventPupil(8));
  const put = await own.call('PUT', '/pupils/u-8/guardians', {
    guardians: [{ name: 'Jan Osobny', email, rights: 'limited' }],
  });
  assert.equal(put.status, 204);
  const order = await own.call('POST', '/orders', {
    pupil: 'u-8',
    requestedBy: { name: 'Jan Osobny', email },
  });
  assert.deepEqual([order.status, order.json['requesterKnown']], [201, false]);
});

test('a refusal needs its reason, and the family is told', async () => {
  const { orderId } = await pupilWithOrder(9);
  const decide = (body: unknown) => own.call('POST', `/orders/${orderId}/decision`, body);
  assert.deepEqual(refusal(await decide({ decision: 'refuse' })), [400, 'invalid_input']);
  const refused = await decide({ decision: 'refuse', reason: 'data_mismatch' });
  assert.deepEqual([refused.json['state'], refused.json['refusal']], ['refused', 'data_mismatch']);
  assert.deepEqual(refusal(await decide({ decision: 'approve' })), [409, 'wrong_state']);
});

test('nothing is handed out without a right; with one, QR and code come together (rules.md C1)', async () => {
  const { path, orderId } = await pupilWithOrder(10);
  assert.deepEqual(refusal(await own.call('POST', `${path}/offers`)), [409, 'right_ended']);
  await own.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  const offer = await own.call('POST', `${path}/offers`);
  assert.equal(offer.status, 201);
  assert.deepEqual(Object.keys(offer.json).sort(), [
    'credentialOffer',
    'expiresAt',
    'lockCode',
    'qrSvg',
    'txCode',
    'typedCode',
    'walletLink',
  ]);
  assert.match(String(offer.json['credentialOffer']), /^openid-credential-offer:\/\/\?credential_offer_uri=/);
  assert.match(String(offer.json['txCode']), /^\d{8}$/);
});

test('an objection blocks and can be withdrawn; who has left gets nothing (rules.md W3)', async () => {
  const { path, orderId } = await pupilWithOrder(11);
  assert.equal((await own.call('PUT', `${path}/objection`)).status, 204);
  assert.equal((await own.call('GET', `/orders/${orderId}`)).json['state'], 'withdrawn');
  const again = () => own.call('POST', '/orders', { pupil: 'u-11', requestedBy: { name: 'Marta' } });
  assert.deepEqual(refusal(await again()), [409, 'objection_filed']);
  assert.equal((await own.call('DELETE', `${path}/objection`)).status, 204);
  assert.equal((await again()).status, 201);
  const early = await own.call('POST', `${path}/departure`, { on: '2026-09-01', reason: 'przeprowadzka' });
  assert.deepEqual(refusal(early), [400, 'invalid_input']);
  const left = await own.call('POST', `${path}/departure`, { on: '2026-10-15', reason: 'przeprowadzka' });
  assert.deepEqual([left.status, left.json], [200, { mobileIds: [] }]);
  assert.deepEqual(refusal(await again()), [409, 'right_ended']);
});

test('a file is read row by row; the missing of a complete one are counted, and nobody leaves (rules.md I1)', async () => {
  const file = Buffer.from(
    `id;imiona;nazwisko;pesel;klasa\nu-20;Ola;Próbna;${inventPesel(20)};4b\nu-21;Jan;Próbny;12345678901;4b\n`,
  );
  const report = await other.call('POST', '/imports?complete=true', file);
  assert.equal(report.status, 200);
  assert.deepEqual(
    {
      ...report.json,
      fileDigest: typeof report.json['fileDigest'],
      errors: (report.json['errors'] as { row: number; code: string }[]).map((e) => [e.row, e.code]),
      changes: (report.json['changes'] as { row: number; who: string }[]).map((e) => [e.row, e.who]),
    },
    {
      kind: 'register',
      encoding: 'utf-8',
      fileDigest: 'string',
      created: 1,
      updated: 0,
      unchanged: 0,
      missing: 0,
      errors: [[3, 'personal_id_invalid']],
      warnings: [],
      changes: [[2, 'Próbna Ola, 4b']],
      changesTotal: 1,
      held: null,
    },
  );
  const next = Buffer.from(`id;imiona;nazwisko;pesel;klasa\nu-22;Ewa;Próbna;${inventPesel(22)};4b\n`);
  const dry = await other.call('POST', '/imports?complete=true&dryRun=true', next);
  assert.deepEqual([dry.json['created'], dry.json['missing']], [1, 1]);
  assert.deepEqual(refusal(await other.call('GET', '/pupils/u-22')), [404, 'not_found']);
  assert.equal((await other.call('POST', '/imports?complete=true', next)).json['missing'], 1);
  assert.equal((await other.call('GET', '/pupils/u-20')).json['status'], 'pupil');
});

test('a request sent twice under one Idempotency-Key is done once; for another request the key is refused', async () => {
  const { path, orderId } = await pupilWithOrder(12);
  await own.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  const send = (key: string, body?: unknown) =>
    own.call('POST', `${path}/offers`, body, { 'idempotency-key': key });
  const answers = await Promise.all([send('k-1'), send('k-1'), send('k-1'), send('k-1')]);
  assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
  assert.equal(answers[0]?.status, 201);
  assert.notEqual((await send('k-2')).text, answers[0]?.text);
  const reused = await send('k-1', { delivery: 'letter' });
  assert.deepEqual(refusal(reused), [409, 'conflict']);
  assert.deepEqual(reused.json['details'], { header: 'Idempotency-Key', reason: 'other_request' });
  assert.deepEqual(refusal(await send('zły klucz')), [400, 'invalid_input']);
});

test('an answer is kept encrypted for ten minutes, then its key is refused', async () => {
  const { path, orderId } = await pupilWithOrder(13);
  await own.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  const send = () => own.call('POST', `${path}/offers`, undefined, { 'idempotency-key': 'k-3' });
  const first = await send();
  const kept = () =>
    inSchool(world.deps.store, own.school, (tx) =>
      tx.run<{ answer: Buffer | null }>(
        {
          name: 'test-answers',
          text: 'select answer_sealed as answer from idempotency where school_id = $1',
        },
        [own.school],
      ),
    );
  for (const { answer } of await kept()) assert.ok(!answer?.includes(String(first.json['txCode'])));
  world.clock.now += 599;
  assert.equal((await send()).text, first.text);
  world.clock.now += 1;
  const late = await send();
  assert.deepEqual(refusal(late), [409, 'conflict']);
  assert.deepEqual(late.json['details'], { header: 'Idempotency-Key', reason: 'answer_forgotten' });
  await sweepExpired(world.deps);
  assert.ok((await kept()).every(({ answer }) => answer === null));
  world.clock.now += 7 * 86_400;
  await sweepExpired(world.deps);
  assert.deepEqual(await kept(), []);
});

test('a refused request leaves its key free', async () => {
  const { path, orderId } = await pupilWithOrder(14);
  const send = () => own.call('POST', `${path}/offers`, undefined, { 'idempotency-key': 'k-4' });
  assert.equal((await send()).status, 409);
  await own.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  assert.equal((await send()).status, 201);
});

test('news for families are read on from the last one that was read', async () => {
  const start = await own.call('GET', '/messages');
  world.clock.now += 60;
  const asked = `?after=${String(start.json['after'] ?? '')}`;
  const { orderId } = await pupilWithOrder(15);
  await own.call('POST', `/orders/${orderId}/decision`, { decision: 'refuse', reason: 'not_a_pupil' });
  type News = { pupil: string; event: string; facts: object; to: { email: string } };
  const read = async (query: string): Promise<{ news: News[]; after: string }> => {
    const { json } = await own.call('GET', `/messages${query}`);
    return { news: json['messages'] as News[], after: String(json['after']) };
  };
  const settled = await read(asked.length > 7 ? asked : '');
  const mine = settled.news.filter((one) => one.pupil === 'u-15');
  assert.deepEqual(mine.map((one) => one.event).sort(), ['order_received', 'order_refused']);
  assert.deepEqual(mine[0]?.to, { name: 'Marta Próbna', email: 'opiekun15@poczta.example', language: 'pl' });
  world.clock.now += 11;
  const last = await read(`?after=${settled.after}`);
  assert.deepEqual((await read(`?after=${last.after}`)).news, []);
  assert.deepEqual((await read('?after=0')).news, (await read('')).news, '0 is the beginning');
  assert.deepEqual((await other.call('GET', '/messages')).json['messages'], []);
  assert.deepEqual(refusal(await other.call('GET', `/messages?after=${last.after}`)), [400, 'invalid_input']);
});

test('a key that is cut, made up, of no school or revoked opens nothing', async () => {
  const ask = (authorization: string) =>
    face.inject({ url: '/api/v1/pupils?q=a', headers: { authorization } });
  const program = await createProgram(world, face, '303');
  assert.equal((await ask(`Bearer ${program.key}`)).statusCode, 200);
  for (const wrong of [
    '',
    program.key,
    `Basic ${program.key}`,
    `Bearer ${program.key.slice(0, -1)}`,
    `Bearer ${program.key.replace(/_\d+/, `_${own.school}`)}`,
    `Bearer ${program.key.replace(/_\d+/, '_999999999')}`,
    `Bearer ${program.key.replace(/_\d+/, '_99999999999999999999')}`,
    `Bearer ${program.key.replace(/_\d+/, '_0')}`,
  ]) {
    const answer = await ask(wrong);
    assert.deepEqual(
      [answer.statusCode, answer.json<{ type: string }>().type],
      [401, 'unauthenticated'],
      wrong,
    );
  }
  const actor = { kind: 'system', id: 'test' } as const;
  await inSchool(world.deps.store, program.school, (tx) =>
    revokeApiKey(world.deps, tx, { id: program.keyId, actor }),
  );
  assert.equal((await ask(`Bearer ${program.key}`)).statusCode, 401);
});

test('no log line of all this holds a name, a PESEL, an external id, a code or a key', () => {
  const log = world.logged.join('\n');
  assert.ok(world.logged.length > 20);
  for (const secret of ['Próbna', 'Marta', 'poczta.example', '142517', 'u-1', own.key, other.key]) {
    assert.ok(!log.includes(secret), secret);
  }
});
