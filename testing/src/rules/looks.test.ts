import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { inventPesel, inventPupil } from '../integration/program.ts';
import { type Answer, type Ask, createVillage } from './family.ts';

/** security.md C6, H7: who looks at a personal number, in whatever way, is counted and written down. */

const village = await createVillage('513');
const { world, program } = village;
const { deps } = world;
after(() => village.close());
const office = await village.staff('office');
const { pupilId } = await village.addPupil(1, []);
await village.addPupil(2, []);

type Row = { event: string; pupil: string | null; kind: string; note: string | null };
const rows = (events: readonly string[]): Promise<Row[]> =>
  inSchool(deps.store, program.school, (tx) =>
    tx.run<Row>(
      {
        name: '',
        text: `select event, pupil_id as pupil, actor_kind as kind, note from audit_event
          where school_id = $1 and event = any($2) order by id`,
      },
      [tx.school, events],
    ),
  );
const search = (q: string, by: Ask = office): Promise<Answer> => by('POST', '/pupils/search', { q });

test('a search by PESEL is written down with the pupil it found, and one that found nobody too', async () => {
  assert.equal((await search(inventPesel(1))).json['total'], 1);
  assert.equal((await search(inventPesel(77))).json['total'], 0);
  assert.equal((await search('Zuzanna')).json['total'], 2);
  const seen = await rows(['personal_id_searched', 'personal_id_missed']);
  assert.deepEqual(
    seen.map(({ event, pupil }) => [event, pupil]),
    [
      ['personal_id_searched', pupilId],
      ['personal_id_missed', null],
    ],
  );
  assert.ok(!JSON.stringify(seen).includes(inventPesel(77)), 'the number itself is nowhere');
});

test('who guesses is stopped after thirty numbers of nobody, also twenty at once, and is told so', async () => {
  const statuses: number[] = [];
  for (let from = 100; from < 160; from += 20) {
    const guesses = Array.from({ length: 20 }, (_, n) => search(inventPesel(from + n)));
    for (const { status, json } of await Promise.all(guesses)) {
      statuses.push(status);
      if (status === 429) assert.deepEqual(json['details'], { perDay: 30 });
    }
  }
  assert.equal(statuses.filter((status) => status === 200).length, 29, 'one was in the test before');
  assert.equal((await search(inventPesel(1))).status, 429, 'a right guess is not told either');
  assert.equal((await search('Zuzanna')).status, 200, 'names are searched on');
  world.clock.now += 86_500;
  assert.equal((await search(inventPesel(1))).status, 200, 'until the next day');
});

test('that a number is another pupil’s is written down at every door that says so', async () => {
  const taken = { type: 'pesel', country: 'PL', value: inventPesel(2) };
  const before = (await rows(['personal_id_taken'])).length;
  const refused = [
    await office('PATCH', `/pupils/${pupilId}`, { personalId: taken }),
    await office('POST', '/pupils', { ...inventPupil(9), personalId: taken }),
    await program.call('PUT', '/pupils/f-1', { personalId: taken }),
    await program.call('PUT', '/pupils/f-9', { ...inventPupil(9), personalId: taken }),
  ];
  for (const { status, json } of refused)
    assert.deepEqual([status, json['type']], [409, 'personal_id_taken']);
  const seen = (await rows(['personal_id_taken'])).slice(before);
  assert.deepEqual(
    seen.map(({ kind }) => kind),
    ['staff', 'staff', 'api', 'api'],
  );
});

test('who is told of thirty taken numbers a day is told of no more; other work goes on', async () => {
  const taken = { type: 'pesel', country: 'PL', value: inventPesel(2) };
  const tries = Array.from({ length: 32 }, () =>
    office('PATCH', `/pupils/${pupilId}`, { personalId: taken }),
  );
  for (const one of await Promise.all(tries)) assert.ok([409, 429].includes(one.status));
  const seen = await rows(['personal_id_taken']);
  assert.equal(seen.filter(({ kind }) => kind === 'staff').length, 30);
  const free = { ...taken, value: inventPesel(79) };
  for (const personalId of [taken, free]) {
    const { status, json } = await office('PATCH', `/pupils/${pupilId}`, { personalId });
    assert.deepEqual([status, json['type'], json['details']], [429, 'rate_limited', { perDay: 30 }]);
  }
  assert.equal((await search(inventPesel(1))).status, 429, 'the search is the same question');
  assert.equal((await office('PATCH', `/pupils/${pupilId}`, { classGroup: '6b' })).status, 200);
  world.clock.now += 86_500;
});

test('searches that find and reveals are one count of two hundred a day; adding a pupil is not stopped by it', async () => {
  await inSchool(deps.store, program.school, (tx) =>
    tx.run(
      {
        name: '',
        text: `insert into audit_event (school_id, at, event, actor_kind, actor_id)
          select $1, $2, 'field_revealed', 'staff', account_id from membership, generate_series(1, 199)
          where school_id = $1 and role = 'office'`,
      },
      [tx.school, world.clock.now],
    ),
  );
  assert.equal((await search(inventPesel(1))).status, 200, 'the two hundredth');
  const asked = [
    await office('POST', `/pupils/${pupilId}/reveal`, { field: 'personal_id' }),
    await search(inventPesel(1)),
    await search(inventPesel(78)),
  ];
  for (const { status, json } of asked)
    assert.deepEqual([status, json['type'], json['details']], [429, 'rate_limited', { perDay: 200 }]);
  assert.equal((await office('POST', '/pupils', inventPupil(30))).status, 201);
});

test('no answer of the panel shows a digit of a PESEL that nobody asked to see', async () => {
  const pupil = await office('GET', `/pupils/${pupilId}`);
  assert.match(String(pupil.json['personalIdMasked']), /^•+$/);
});

test('a privacy notice that was never shown does not enter the history', async () => {
  const guardian = { name: 'Ewa', email: 'ewa@poczta.example', rights: 'full' } as const;
  const added = await village.addPupil(3, [guardian]);
  const ask = await village.guardian(guardian.email);
  const order = (noticeVersion: unknown): Promise<Answer> =>
    ask('POST', `/children/${added.pupilId}/orders`, { mayPupilCollect: false, noticeVersion });
  for (const version of ['1', '', 'Jan Kowalski 12345678901', 'portal-2026-11 ', 'demo-1', null])
    assert.equal((await order(version)).status, 400, String(version));
  assert.equal((await order('portal-2026-11')).status, 201);
  const [event] = (await rows(['order_received'])).slice(-1);
  assert.equal(event?.note, 'notice portal-2026-11');
});

test('an id that we gave a pupil ourselves is not shown as the school software’s', async () => {
  const added = await office('POST', '/pupils', inventPupil(20));
  assert.equal(added.status, 201);
  assert.equal(added.json['externalId'], null);
  assert.equal((await office('GET', `/pupils/${pupilId}`)).json['externalId'], 'f-1');
  const uuid = '0b7c9e3a-5f3e-4c58-9d1c-3a5f0e6f7a10';
  const given = await office('POST', '/pupils', { ...inventPupil(21), externalId: uuid });
  assert.equal(given.json['externalId'], uuid);
});

test('the log says who saw whom, by person, pupil, kind and day, page by page, and that it was read', async () => {
  const reader = await logReader();
  const all = await reader({});
  assert.ok((all.json['total'] as number) > 200);
  assert.equal((all.json['events'] as object[]).length, 100);
  const more = await reader({ before: all.json['next'] });
  const ids = [all, more].flatMap(({ json }) => (json['events'] as { id: string }[]).map(({ id }) => id));
  assert.equal(new Set(ids).size, 200, 'no event twice');
  const reveals = await reader({ kind: 'reveals', pupil: 'próbna-1' });
  const seen = reveals.json['events'] as {
    event: string;
    actor: string;
    pupil: { id: string; name: string };
  }[];
  assert.ok(seen.length > 0 && seen.every(({ pupil }) => pupil.id === pupilId));
  assert.equal(seen.at(-1)?.actor, 'Osoba office');
  assert.equal((await reader({ kind: 'reveals', pupil: 'Nikogo' })).json['total'], 0);
  assert.equal((await reader({ kind: 'reveals', to: '2020-01-01' })).json['total'], 0);
  assert.ok(((await reader({ actorKind: 'api' })).json['total'] as number) >= 3);
  assert.equal((await reader({ from: '2026-02-31' })).status, 400);
  const reads = await reader({ kind: 'log' });
  assert.equal(reads.json['total'], 6, 'each reading before this one');
  const text = JSON.stringify([all, more, reveals, reads]);
  for (const n of [1, 2, 77, 79]) assert.ok(!text.includes(inventPesel(n)));
  assert.ok(
    !JSON.stringify(await rows(['audit_read']))
      .toLowerCase()
      .includes('nikogo'),
    'no name in the log of the log',
  );
});

async function logReader(): Promise<(query: object) => Promise<Answer>> {
  const accountId = await inSchool(deps.store, program.school, (tx) =>
    addStaff(deps, tx, {
      ...{ name: 'Inspektorka', email: 'iod@szkola.example', role: 'data_protection', classGroups: [] },
      actor: { kind: 'system', id: 'test' },
    }),
  );
  const link = await createLoginLink(deps, { accountId, face: 'panel', reusable: false });
  const { origins } = deps.config;
  const opened = await village.faces.panel.inject({
    method: 'POST',
    url: '/api/session',
    headers: { origin: origins.panel, 'content-type': 'application/json' },
    payload: JSON.stringify({ token: link.split('#token=')[1] }),
  });
  const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
  return async (query) => {
    const response = await village.faces.panel.inject({
      method: 'POST',
      url: '/api/audit/search',
      headers: { origin: origins.panel, cookie, 'content-type': 'application/json' },
      payload: JSON.stringify(query),
    });
    return { status: response.statusCode, json: response.json() };
  };
}
