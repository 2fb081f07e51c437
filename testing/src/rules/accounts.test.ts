import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { changeStaff } from '@mleg/server/src/cli/staff.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { Role } from '@mleg/server/src/http/kit/policy.ts';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink, openSession, requestLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import { createSchool } from '@mleg/server/src/store/schools.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { type Answer, createVillage } from './family.ts';

const village = await createVillage('511');
const { world, program, faces } = village;
const { deps } = world;
after(() => village.close());
const SEED = { kind: 'system', id: 'test' } as const;
const otherSchool = await createSchool(
  deps.store,
  deps.vault,
  { rspo: '512', name: 'Szkoła druga', shortName: 'SP druga', address: 'ul. Druga 2' },
  world.clock.now,
);

const member = (school: number, name: string, role: Role, until?: string): Promise<string> =>
  inSchool(deps.store, school, (tx) =>
    addStaff(deps, tx, {
      ...{ name, role, classGroups: [], until, actor: SEED },
      email: `${name.toLowerCase()}@szkola.example`,
    }),
  );
type Call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Answer>;

/** One session, never renewed: what this file is about. */
async function sessionOf(accountId: string, face: 'panel' | 'portal' = 'panel'): Promise<Call> {
  const link = await createLoginLink(deps, { accountId, face, reusable: false });
  const cookie = await openSession(deps, link.split('#token=')[1] ?? '', face);
  const name = face === 'panel' ? 'panel' : 'school';
  return async (method, path, body) => {
    const response = await faces[name].inject({
      method,
      url: `${face === 'panel' ? '/api' : '/portal/api'}${path}`,
      headers: {
        origin: deps.config.origins[name],
        cookie: `${sessionCookieName(face, false)}=${cookie}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    });
    return { status: response.statusCode, json: response.body === '' ? {} : response.json() };
  };
}
const events = (school = program.school): Promise<{ event: string; subject: string | null }[]> =>
  inSchool(deps.store, school, (tx) =>
    tx.run({ name: '', text: 'select event, subject from audit_event order by id' }),
  );

const head = await sessionOf(await member(program.school, 'Dyrektorka', 'head_teacher'));

test('who works in the school is listed with roles, days and the last log-in here', async () => {
  const id = await member(program.school, 'Nowy', 'office', '2099-06-30');
  const find = async () =>
    (
      (await head('GET', '/staff')).json['staff'] as {
        id: string;
        lastLoginAt: string | null;
        roles: object[];
      }[]
    ).find((one) => one.id === id);
  assert.equal((await find())?.lastLoginAt, null);
  await sessionOf(id);
  assert.equal(
    (await find())?.lastLoginAt,
    new Date(world.clock.now * 1000).toISOString().replace('.000', ''),
  );
  assert.deepEqual((await find())?.roles, [
    { role: 'office', classGroups: [], endsAt: '2099-06-30T22:00:00Z', state: 'active' },
  ]);
});

test('„Wyloguj wszędzie” ends every session of the person, on all faces, and the links that were sent', async () => {
  const id = await member(program.school, 'Zgubiona', 'office');
  const sessions = [await sessionOf(id), await sessionOf(id)];
  const link = await createLoginLink(deps, { accountId: id, face: 'panel', reusable: false });
  const answer = await head('POST', `/staff/${id}/log-out`);
  assert.deepEqual(answer, { status: 200, json: { sessions: 2 } });
  for (const session of sessions) assert.equal((await session('GET', '/session')).status, 401);
  await assert.rejects(openSession(deps, link.split('#token=')[1] ?? '', 'panel'), {
    type: 'unauthenticated',
  });
  assert.equal((await (await sessionOf(id))('GET', '/session')).status, 200, 'the role stands');
  assert.ok((await events()).some(({ event, subject }) => event === 'staff_logged_out' && subject === id));
});

test('a disabled account is out at once, gets no session and comes back with the roles of before', async () => {
  const id = await member(program.school, 'Wyłączony', 'office');
  const session = await sessionOf(id);
  assert.equal((await head('POST', `/staff/${id}/disable`)).status, 200);
  assert.equal((await session('GET', '/pupils')).status, 401);
  await assert.rejects(sessionOf(id), { type: 'unauthenticated' });
  assert.equal((await head('POST', `/staff/${id}/disable`)).status, 409);
  assert.equal((await head('POST', `/staff/${id}/enable`)).status, 200);
  assert.equal((await (await sessionOf(id))('GET', '/pupils')).status, 200);
});

test('nobody disables themselves, so that a school never loses the last who may undo it', async () => {
  const id = await member(program.school, 'Druga', 'head_teacher');
  const other = await sessionOf(id);
  assert.equal((await other('POST', `/staff/${id}/disable`)).status, 409);
  const own = ((await head('GET', '/session')).json['account'] as { id: string }).id;
  // Both at once: one of the two is out, the other is not.
  const both = await Promise.all([
    head('POST', `/staff/${id}/disable`),
    other('POST', `/staff/${own}/disable`),
  ]);
  assert.equal(
    both.filter(({ status }) => status === 200).length,
    1,
    JSON.stringify(both.map((one) => one.status)),
  );
});

async function run(args: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const io = {
    say: (line: string) => lines.push(line),
    warn: () => undefined,
    readInput: async () => '',
    input: async function* () {
      yield new Uint8Array();
    },
    fetch,
    now: deps.now,
  };
  assert.equal(await changeStaff(deps, args, io), 0);
  return lines;
}

test('the operator lists, logs out, disables and enables by the command line', async () => {
  const id = await member(program.school, 'Konsolowy', 'office');
  const session = await sessionOf(id);
  const who = ['--school', '511', '--email', 'Konsolowy@szkola.example'];
  await run(['log-out', ...who]);
  assert.equal((await session('GET', '/session')).status, 401);
  await run(['disable', ...who]);
  const listed = (await run(['list', '--school', '511'])).find((line) => line.startsWith('Konsolowy'));
  assert.match(listed ?? '', /^Konsolowy <konsolowy@szkola.example>: office \(disabled\); last log-in: 20/);
  await run(['enable', ...who]);
  assert.equal((await (await sessionOf(id))('GET', '/session')).status, 200);
  await assert.rejects(run(['throw', ...who]), { name: 'UsageError' });
});

test('whose delegation in one school has ended still logs in to the others (rules.md W5)', async () => {
  const id = await member(program.school, 'Dojeżdżająca', 'office', '2020-01-01');
  await assert.rejects(sessionOf(id), { type: 'unauthenticated' }, 'no role stands anywhere');
  await member(otherSchool, 'Dojeżdżająca', 'office');
  const session = await sessionOf(id);
  const { status, json } = await session('GET', '/session');
  assert.equal(status, 200);
  assert.equal((json['school'] as { rspo: string }).rspo, '512');
  const back = await session('PUT', '/session/school', { rspo: '511' });
  assert.equal(back.status, 404, 'and does not lock themselves out by the school that has ended');
  assert.equal((await session('GET', '/session')).status, 200);
});

test('a role that was taken in one school is taken there only', async () => {
  const id = await member(program.school, 'Dwuszkolna', 'office');
  await member(otherSchool, 'Dwuszkolna', 'office');
  const again = await sessionOf(await member(program.school, 'Dyrektorka', 'head_teacher'));
  assert.equal((await again('POST', `/staff/${id}/disable`)).status, 200);
  const { json } = await (await sessionOf(id))('GET', '/session');
  assert.equal((json['school'] as { rspo: string }).rspo, '512');
  assert.equal((json['memberships'] as object[]).length, 1);
  assert.deepEqual(
    (await events(otherSchool)).filter(({ event }) => event.startsWith('staff_dis')),
    [],
  );
});

test('no link is sent to whom no school would let in', async () => {
  await member(program.school, 'Odeszły', 'office', '2020-01-01');
  const links = (): Promise<unknown[]> =>
    inSchool(deps.store, program.school, (tx) => tx.run({ name: '', text: 'select 1 from login_link' }));
  const before = (await links()).length;
  requestLoginLink(deps, 'odeszły@szkola.example', 'panel');
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal((await links()).length, before);
});

test('the office ends a guardian’s sessions; the rights stand', async () => {
  const card = await village.addCard(1);
  const office = await village.staff('office');
  const guardian = (
    (await office('GET', `/pupils/${card.pupilId}`)).json['guardians'] as { id: string }[]
  )[0];
  assert.equal((await card.parent('GET', card.child)).status, 200);
  const path = `/pupils/${card.pupilId}/guardians`;
  assert.deepEqual(await office('POST', `${path}/${guardian?.id}/log-out`), {
    status: 200,
    json: { sessions: 1 },
  });
  assert.equal((await card.parent('GET', card.child)).status, 401);
  assert.equal((await (await village.guardian('opiekun1@poczta.example'))('GET', card.child)).status, 200);
  const stranger = await village.addPupil(2, [
    { name: 'Inna', email: 'inna@poczta.example', rights: 'full' },
  ]);
  const other = (
    (await office('GET', `/pupils/${stranger.pupilId}`)).json['guardians'] as { id: string }[]
  )[0];
  assert.equal(
    (await office('POST', `${path}/${other?.id}/log-out`)).status,
    404,
    'another pupil’s guardian',
  );
});
