import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { Role } from '@mleg/server/src/http/kit/policy.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { handleOf, openOffer } from '../flows/holder.ts';
import { createTown, type Rights, type Target } from '../matrix/town.ts';

/** What somebody who means ill, or a file that knows nothing of a court's order, tries on the office and the portal. */

const town = await createTown();
const { world, faces, own } = town;
const { origins } = world.deps.config;
after(() => town.close());

type Answer = { readonly status: number; readonly json: Record<string, unknown>; readonly text: string };
type Call = { readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly json?: unknown };

async function ask(
  face: 'panel' | 'school',
  accountId: string | undefined,
  url: string,
  { method, json }: Call = {},
): Promise<Answer> {
  const side = face === 'panel' ? 'panel' : 'portal';
  const response = await faces[face].inject({
    method: method ?? 'GET',
    url,
    headers: {
      origin: origins[face],
      cookie: `${sessionCookieName(side, false)}=${await town.sessionOf(accountId ?? '', side)}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { payload: JSON.stringify(json) }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    json: isJson ? (JSON.parse(response.body) as Record<string, unknown>) : {},
    text: response.body,
  };
}

const asStaff = (role: Role, url: string, call?: Call): Promise<Answer> =>
  ask('panel', own.staff.get(role), url, call);
const asGuardian = (rights: Rights, url: string, call?: Call): Promise<Answer> =>
  ask('school', own.guardians.get(rights), url, call);

async function rightsOf(target: Target): Promise<Map<string, string>> {
  const { json } = await asStaff('office', `/api/pupils/${target.pupilId}`);
  const guardians = json['guardians'] as { name: string; rights: string }[];
  return new Map(guardians.map(({ name, rights }) => [name, rights]));
}

async function importRow(target: Target, guardian: string, email: string): Promise<void> {
  const csv = `id;imiona;nazwisko;data urodzenia;rodzaj dokumentu;kraj;numer dokumentu;klasa;opiekun;e-mail opiekuna\n${[
    target.externalId,
    'Zuzanna',
    'Jawna',
    '2014-05-17',
    'paszport',
    'UA',
    `AA${target.externalId}`,
    '5a',
    guardian,
    email,
  ].join(';')}\n`;
  const answer = await own.program.call('POST', '/imports', Buffer.from(csv));
  assert.deepEqual([answer.status, answer.json['errors']], [200, []]);
}

test('a register file that names a guardian never widens rights that were limited (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'card');
  const before = await rightsOf(target);
  await importRow(target, 'Jawna limited', 'limited@jawna.example');
  await importRow(target, 'Jawna none', 'NONE@jawna.example');
  assert.deepEqual(await rightsOf(target), before);
  const child = await asGuardian('limited', `/portal/api/children/${target.pupilId}`);
  assert.deepEqual([child.json['mobileIds'], child.json['order']], [[], null]);
});

test('a guardian known by name alone keeps the rights when a file brings the address (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'case');
  const url = `/api/pupils/${target.pupilId}/guardians`;
  const guardians = [{ name: 'Ewa Ograniczona', rights: 'limited' }];
  assert.equal((await asStaff('office', url, { method: 'PUT', json: { guardians } })).status, 200);
  await importRow(target, 'Ewa Ograniczona', 'ewa@jawna.example');
  assert.deepEqual([...(await rightsOf(target))], [['Ewa Ograniczona', 'limited']]);
});

test('a form that was opened before rights were taken away does not give them back (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'case');
  const pupil = `/api/pupils/${target.pupilId}`;
  const read = async (): Promise<string> => String((await asStaff('office', pupil)).json['guardiansSeen']);
  const put = (rights: Rights, seen: string): Promise<Answer> => {
    const guardians = [{ name: 'Jawna full', email: 'full@jawna.example', rights }];
    return asStaff('office', `${pupil}/guardians`, { method: 'PUT', json: { guardians, seen } });
  };
  const opened = await read();
  assert.equal((await put('limited', opened)).status, 200);
  const stale = await put('full', opened);
  assert.deepEqual([stale.status, stale.json['type']], [409, 'stale_version']);
  assert.deepEqual([...(await rightsOf(target))], [['Jawna full', 'limited']]);
  assert.equal((await put('full', await read())).status, 200);
});

test('with the rights go the messages that came while they were full (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'card');
  const account = own.guardians.get('full');
  const messages = async (): Promise<string[]> => {
    const { json } = await ask('school', account, '/portal/api/messages');
    return (json['messages'] as { pupilId: string }[]).map(({ pupilId }) => pupilId);
  };
  assert.ok((await messages()).includes(target.pupilId));
  const url = `/api/pupils/${target.pupilId}/guardians`;
  const guardians = [{ name: 'Jawna full', email: 'full@jawna.example', rights: 'limited' }];
  assert.equal((await asStaff('office', url, { method: 'PUT', json: { guardians } })).status, 200);
  assert.ok(!(await messages()).includes(target.pupilId));
});

test('with the rights goes the code that was taken while they were full (rules.md W2)', async () => {
  const target = await town.addPupil(own, 'card');
  const take = async (): Promise<string> => {
    const url = `/portal/api/children/${target.pupilId}/offers`;
    const { json } = await asGuardian('full', url, { method: 'POST' });
    return handleOf(String(json['walletLink']));
  };
  const setRights = async (rights: Rights): Promise<void> => {
    const url = `/api/pupils/${target.pupilId}/guardians`;
    const guardians = [{ name: 'Jawna full', email: 'full@jawna.example', rights }];
    assert.equal((await asStaff('office', url, { method: 'PUT', json: { guardians } })).status, 200);
  };
  const issuer = { ...world, face: faces.school };
  await setRights('full');
  const handle = await take();
  assert.equal((await openOffer(issuer, handle)).status, 200);
  await setRights('limited');
  const closed = await openOffer(issuer, handle);
  assert.deepEqual([closed.status, closed.json['details']], [410, { state: 'replaced' }]);
});

test('a class teacher sees the own classes only, photos too', async () => {
  const target = await town.addPupil(own, 'case');
  const portrait = `/api/portraits/${target.portraitId}`;
  const found = async (query: string): Promise<boolean> => {
    const { json } = await asStaff('class_teacher', `/api/pupils${query}`);
    return (json['pupils'] as { id: string }[]).some(({ id }) => id === target.pupilId);
  };
  assert.equal(await found('?classGroup=5a'), true);
  assert.equal((await asStaff('class_teacher', portrait)).status, 200);
  const moved = { method: 'PATCH', json: { classGroup: '7c' } } as const;
  assert.equal((await asStaff('office', `/api/pupils/${target.pupilId}`, moved)).status, 200);
  assert.equal(await found(''), false);
  assert.equal(await found('?classGroup=7c'), false);
  assert.equal((await asStaff('class_teacher', portrait)).status, 404);
  const { json } = await asStaff('class_teacher', '/api/pupils');
  assert.deepEqual(json['classGroups'], ['5a']);
  assert.equal((await asStaff('office', portrait)).status, 200);
});

test('a revocation for fraud ends the right, also where one phone was named (rules.md C3)', async () => {
  const offers = (target: Target): Promise<Answer> =>
    asGuardian('full', `/portal/api/children/${target.pupilId}/offers`, { method: 'POST' });
  const revoke = (target: Target, reason: string): Promise<Answer> =>
    asStaff('office', `/api/pupils/${target.pupilId}/revocations`, {
      method: 'POST',
      json: { reason, mobileId: target.mobileId },
    });
  const lost = await town.addPupil(own, 'card');
  assert.equal((await revoke(lost, 'device_lost')).status, 200);
  assert.equal((await offers(lost)).status, 201);
  const forged = await town.addPupil(own, 'card');
  assert.equal((await revoke(forged, 'fraud')).status, 200);
  const refused = await offers(forged);
  assert.deepEqual([refused.status, refused.json['type']], [409, 'right_ended']);
});

test('a photo that was changed under the eye of the office is not accepted unseen, whatever the order’s state', async () => {
  const target = await town.addPupil(own, 'card');
  const send = async (seed: number): Promise<void> => {
    const photo = Buffer.from(await drawFace(seed));
    const path = `/pupils/${target.externalId}/portrait`;
    const sent = await own.program.call('PUT', path, photo, { 'content-type': 'image/jpeg' });
    assert.equal(sent.status, 200);
  };
  await send(11);
  const seen = await asStaff('office', `/api/orders/${target.orderId}`);
  await send(12);
  const decision = { version: seen.json['version'], decision: 'accept' };
  const url = `/api/orders/${target.orderId}/portrait-decision`;
  const answer = await asStaff('office', url, { method: 'POST', json: decision });
  assert.deepEqual([answer.status, answer.json['type']], [409, 'stale_version']);
});

test('a family’s photos are counted, so that nobody fills the store with them', async () => {
  const target = await town.addPupil(own, 'case');
  const cookie = `${sessionCookieName('portal', false)}=${await town.sessionOf(own.guardians.get('full') ?? '', 'portal')}`;
  const photo = Buffer.from(await drawFace(13));
  const send = async (): Promise<number> => {
    const headers = { origin: origins.school, cookie, 'content-type': 'image/jpeg' };
    const url = `/portal/api/children/${target.pupilId}/portrait`;
    return (await faces.school.inject({ method: 'PUT', url, headers, payload: photo })).statusCode;
  };
  const many = await Promise.all(Array.from({ length: 30 }, send));
  assert.equal(many.filter((status) => status === 200).length, 20);
  assert.equal(many.filter((status) => status === 429).length, 10);
  assert.equal(await send(), 429);
  world.clock.now += 86_401;
});

test('a character that no database holds is a mistake of the caller, not a fault of ours', async () => {
  const nul = String.fromCharCode(0);
  const target = await town.addPupil(own, 'case');
  const patch = { method: 'PATCH', json: { surname: `Ja${nul}wna` } } as const;
  assert.equal((await asStaff('office', `/api/pupils/${target.pupilId}`, patch)).status, 400);
  assert.equal((await own.program.call('GET', '/pupils/u%00')).status, 400);
  assert.equal((await own.program.call('GET', '/pupils?number=%00')).status, 400);
  const request = await faces.verifier.inject({ url: '/openid4vp/requests/%00' });
  assert.equal(request.statusCode, 404);
});

test('a row of a file is bound by the same lengths as a form', async () => {
  const long = 'x'.repeat(500);
  const head = 'id;imiona;nazwisko;data urodzenia;rodzaj dokumentu;kraj;numer dokumentu;klasa;adres;opiekun';
  const good = ['l-1', 'Ola', 'Długa', '2014-05-17', 'paszport', 'UA', 'ZZ1', '5a', 'ul. Krótka 1', 'Ewa'];
  for (const place of [0, 1, 2, 6, 7, 8, 9]) {
    const csv = `${head}\n${(good.with(place, long) as string[]).join(';')}\n`;
    const { status, json } = await own.program.call('POST', '/imports', Buffer.from(csv));
    assert.equal(status, 200);
    const errors = json['errors'] as { code: string }[];
    assert.deepEqual(
      [errors.map(({ code }) => code), json['created']],
      [['too_long'], 0],
      String(good[place]),
    );
  }
});

const readPupil = await town.addPupil(own, 'case');

test('a PESEL is refused as a word to search for, so that it stands in no address', async () => {
  const answer = await own.program.call('GET', '/pupils?q=14251700011');
  assert.deepEqual([answer.status, answer.json['type']], [400, 'invalid_input']);
  assert.doesNotMatch(answer.text, /14251700011/);
  assert.equal((await asStaff('office', '/api/pupils?q=nowak')).status, 400, 'names neither');
  assert.equal((await asStaff('office', '/api/orders?q=nowak')).status, 400);
});

test('the office finds a pupil by a whole PESEL in a body; a class teacher cannot guess one', async () => {
  const { json } = await asStaff('office', `/api/pupils/${readPupil.pupilId}/reveal`, {
    method: 'POST',
    json: { field: 'personal_id' },
  });
  const found = async (role: Role, q: unknown): Promise<unknown[]> => {
    const answer = await asStaff(role, '/api/pupils/search', { method: 'POST', json: { q } });
    return (answer.json['pupils'] as { id: string }[]).map(({ id }) => id);
  };
  assert.deepEqual(await found('office', json['value']), [readPupil.pupilId]);
  assert.deepEqual(await found('class_teacher', json['value']), []);
  assert.ok((await found('class_teacher', 'ZUZANNA')).includes(readPupil.pupilId));
});

test('two hundred personal numbers a day and person, also for who asks for many at once', async () => {
  const cookie = `${sessionCookieName('panel', false)}=${await town.sessionOf(own.staff.get('head_teacher') ?? '', 'panel')}`;
  const ask = async (): Promise<number> => {
    const headers = { origin: origins.panel, cookie, 'content-type': 'application/json' };
    const url = `/api/pupils/${readPupil.pupilId}/reveal`;
    const payload = JSON.stringify({ field: 'personal_id' });
    return (await faces.panel.inject({ method: 'POST', url, headers, payload })).statusCode;
  };
  const answers = await Promise.all(Array.from({ length: 240 }, ask));
  assert.equal(answers.filter((status) => status === 200).length, 200);
  assert.equal(answers.filter((status) => status === 429).length, 40);
});

test('nothing that was tried here left a name, a number or a code in the log or in the history', async () => {
  const history = await inSchool(world.deps.store, own.school, (tx) =>
    tx.run<{ line: string }>(
      {
        name: 'test-history',
        text: "select concat_ws(' ', event, actor_kind, actor_id, pupil_id, subject, note) as line from audit_event where school_id = $1",
      },
      [own.school],
    ),
  );
  assert.ok(history.length > 50);
  const told = history.map(({ line }) => line).join('\n');
  assert.doesNotMatch(`${world.logged.join('\n')}\n${told}`, /Jawna|Zuzanna|1425170|@jawna|ul\. /);
  // An activation code has eight digits.
  assert.doesNotMatch(told, /(?<![\w-])\d{8}(?![\w-])/);
});
