import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { inventPesel } from '../integration/program.ts';
import { createVillage } from './family.ts';

/** No list ends in silence: it is whole, comes in pages, or says how much there is. */

const village = await createVillage('514');
const { world, program } = village;
after(() => village.close());
const office = await village.staff('office');
const COUNT = 595;
const rows = Array.from({ length: COUNT }, (_, n) => `e-${n};Ola;Liczna ${n};${inventPesel(n)};4a`);
const file = `id;imiona;nazwisko;pesel;klasa\n${rows.join('\n')}\n`;
const imported = await program.call('POST', '/imports', Buffer.from(file));

test('a list of 595 pupils is read to its last, page by page, each once, in the panel and by the API', async () => {
  assert.equal(imported.json['created'], COUNT);
  const ofPanel = new Set<string>();
  for (const from of [0, 500]) {
    const { json } = await office('GET', `/pupils?from=${from}`);
    assert.equal(json['total'], COUNT);
    for (const { id } of json['pupils'] as { id: string }[]) ofPanel.add(id);
    const searched = await office('POST', '/pupils/search', { q: 'liczna', from });
    assert.equal((searched.json['pupils'] as object[]).length, from === 0 ? 500 : 95);
  }
  assert.equal(ofPanel.size, COUNT);
  const ofProgram = new Set<string>();
  let next: unknown = 0;
  while (next !== null) {
    const { status, json } = await program.call('GET', `/pupils?q=liczna&from=${next}`);
    assert.equal(status, 200);
    assert.equal(json['total'], COUNT);
    for (const { externalId } of json['pupils'] as { externalId: string }[]) ofProgram.add(externalId);
    ({ next } = json);
  }
  assert.equal(ofProgram.size, COUNT);
});

test('a page behind the last is empty, and a place that is none is refused', async () => {
  const behind = await program.call('GET', '/pupils?q=liczna&from=9000');
  assert.deepEqual([behind.status, behind.json['pupils'], behind.json['next']], [200, [], null]);
  for (const from of ['-1', 'x', '1e3', '9999999']) {
    assert.equal((await program.call('GET', `/pupils?q=liczna&from=${from}`)).status, 400, from);
    assert.equal((await office('GET', `/pupils?from=${from}`)).status, 400, from);
  }
});

test('the queue of more than three hundred cases comes in pages and knows its length', async () => {
  await inSchool(world.deps.store, program.school, (tx) =>
    tx.run(
      {
        name: '',
        text: `insert into orders (school_id, id, pupil_id, case_number, channel, state, requester_name, requester_known,
            received_at) select $1, 'o' || id, id, id, 'desk', 'to_check', 'Ktoś', true, $2 from pupil where school_id = $1
          order by id limit 310`,
      },
      [tx.school, world.clock.now],
    ),
  );
  const seen = new Set<string>();
  for (const from of [0, 300]) {
    const { json } = await office('GET', `/orders?tab=to_check&from=${from}`);
    assert.equal(json['total'], 310);
    for (const { id } of json['orders'] as { id: string }[]) seen.add(id);
  }
  assert.equal(seen.size, 310);
  const found = await office('POST', '/orders/search', { q: 'liczna', from: 300 });
  assert.equal((found.json['orders'] as object[]).length, 10);
});

test('a history that is cut, and a family’s messages that are, say so', async () => {
  const guardian = { name: 'Ewa', email: 'ewa@poczta.example', rights: 'full' } as const;
  const { pupilId } = await village.addPupil(700, [guardian]);
  const ask = await village.guardian(guardian.email);
  const notice = { mayPupilCollect: false, noticeVersion: 'portal-2026-11' };
  const placed = await ask('POST', `/children/${pupilId}/orders`, notice);
  const orderId = (placed.json['order'] as { id: string }).id;
  assert.equal((await ask('GET', '/messages')).json['isCut'], false);
  await inSchool(world.deps.store, program.school, async (tx) => {
    const values = [tx.school, pupilId, world.clock.now];
    await tx.run(
      {
        name: '',
        text: `insert into audit_event (school_id, at, event, actor_kind, actor_id, pupil_id)
          select $1, $3, 'pupil_updated', 'system', 'test', $2 from generate_series(1, 120)`,
      },
      values,
    );
    await tx.run(
      {
        name: '',
        text: `insert into message (school_id, id, pupil_id, guardian_id, sent_by, subject, body_sealed, created_at)
          select $1, 'm' || n, $2, (select guardian_id from guardianship where school_id = $1 and pupil_id = $2), 'school',
            'mobile_id_added', '\\x', $3 + n from generate_series(1, 200) n`,
      },
      values,
    );
  });
  const { json } = await office('GET', `/orders/${orderId}`);
  assert.equal((json['timeline'] as object[]).length, 100);
  assert.ok((json['timelineTotal'] as number) > 120);
  const told = await ask('GET', '/messages');
  assert.deepEqual([(told.json['messages'] as object[]).length, told.json['isCut']], [200, true]);
});
