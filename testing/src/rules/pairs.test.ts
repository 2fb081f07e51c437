import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, test } from 'node:test';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createVillage } from './family.ts';
import { actsOfServices, PLAYED_BY } from './pairs-catalogue.ts';
import { type Act, actsOf, addCase, type Case } from './pairs-world.ts';

/**
 * Every act on a pupil after every other one, and both at once: whatever people do in whatever order, what stands in the
 * end fits together. A run tries a few of the pairs, TEST_LONG=1 all of them.
 */

const isLong = process.env['TEST_LONG'] === '1';
const RSPO = '519';
const village = await createVillage(RSPO);
const { program, world } = village;
after(() => village.close());
await village.setPolicy({ devices: 'one', devicesMax: null });
const office = await village.staff('office');
const head = await village.staff('head_teacher');
const acts = actsOf(village, { office, head });
const names = Object.keys(acts);

type Fact = Readonly<Record<string, unknown>>;
/** Each row is something that must not be: `$1` the school, `$2` the pupil, `$3` today. */
const MUST_NOT: Readonly<Record<string, string>> = {
  'a status mark says something else than its ID': `select m.state, k.value, e.member from mobile_id m
    join status_entry e on e.school_id = m.school_id and e.mobile_id = m.id
    left join status_mark k on k.list_id = e.list_id and k.position = e.position
    where m.school_id = $1 and m.pupil_id = $2
      and coalesce(k.value, 0) <> case m.state when 'active' then 0 when 'suspended' then 2 else 1 end`,
  'two valid IDs where one phone is allowed': `select count(*)::int from mobile_id where school_id = $1 and pupil_id = $2
    and state = 'active' and delivered_at is not null having count(*) > 1`,
  'a hold without a suspension, or the other way': `select m.state from mobile_id m where m.school_id = $1
    and m.pupil_id = $2 and (m.state = 'suspended') <> exists (select 1 from mobile_id_hold h
      where h.school_id = m.school_id and h.mobile_id = m.id)`,
  'a valid ID of who has left, objects or has no valid paper ID': `select m.state from mobile_id m
    join pupil p on p.school_id = m.school_id and p.id = m.pupil_id
    where m.school_id = $1 and m.pupil_id = $2 and m.state = 'active' and m.valid_until >= $3
      and (p.status = 'left' or p.objection_at is not null or not exists (select 1 from paper_id i
        where i.school_id = p.school_id and i.pupil_id = p.id and i.state = 'valid' and i.valid_until >= $3))`,
  'a right of who has left or objects': `select r.state from right_to_activate r
    join pupil p on p.school_id = r.school_id and p.id = r.pupil_id
    where r.school_id = $1 and r.pupil_id = $2 and r.state <> 'ended'
      and (p.status = 'left' or (p.objection_at is not null and not p.objection_to_decide))`,
  'an ID that stands though the right has ended': `select m.state from mobile_id m where m.school_id = $1
    and m.pupil_id = $2 and m.state in ('active', 'suspended') and not exists (select 1 from right_to_activate r
      where r.school_id = $1 and r.pupil_id = $2 and r.state <> 'ended')`,
  'an order that waits for a phone without a right': `select o.state from orders o where o.school_id = $1
    and o.pupil_id = $2 and o.state in ('accepted', 'issued') and not exists (select 1 from right_to_activate r
      where r.school_id = $1 and r.pupil_id = $2 and r.state <> 'ended')`,
  'an open order of who has left or objects': `select o.state from orders o
    join pupil p on p.school_id = o.school_id and p.id = o.pupil_id
    where o.school_id = $1 and o.pupil_id = $2 and o.state in ('received', 'incomplete', 'to_check', 'accepted', 'issued')
      and (p.status = 'left' or (p.objection_at is not null and not p.objection_to_decide))`,
  'two open orders': `select count(*)::int from orders where school_id = $1 and pupil_id = $2
    and state in ('received', 'incomplete', 'to_check', 'accepted') having count(*) > 1`,
  'a line of the log without its pupil': `select a.event from audit_event a where a.school_id = $1 and a.pupil_id is null
    and a.subject in (select id from mobile_id where school_id = $1 and pupil_id = $2
      union all select id from orders where school_id = $1 and pupil_id = $2
      union all select id from offer where school_id = $1 and pupil_id = $2)`,
};

async function ask(text: string, values: readonly unknown[]): Promise<Fact[]> {
  return inSchool(world.deps.store, program.school, (tx) =>
    tx.run<Fact>({ name: `pairs-${hash('sha256', text).slice(0, 16)}`, text }, [tx.school, ...values]),
  );
}

async function standing(one: Case): Promise<string> {
  const rows = await ask(
    'select id, state from mobile_id where school_id = $1 and pupil_id = $2 order by id',
    [one.pupilId],
  );
  return JSON.stringify(rows);
}

/** What the guardian who did not order was told, by the message's id: several of one second have no order. */
async function told({ pupilId }: Case): Promise<Map<string, string>> {
  const text = `select m.id, m.subject from message m
    join guardian g on g.school_id = m.school_id and g.id = m.guardian_id
    where m.school_id = $1 and m.pupil_id = $2 and m.withdrawn_at is null and g.name = 'Opiekun b'`;
  return new Map((await ask(text, [pupilId])).map(({ id, subject }) => [String(id), String(subject)]));
}

async function doAct(name: string, one: Case): Promise<Awaited<ReturnType<Act>>> {
  const act = acts[name];
  assert.ok(act, name);
  return act(one);
}

/** What does not fit together. */
async function faultsOf(one: Case): Promise<string[]> {
  const faults: string[] = [];
  const today = warsawDayOf(world.clock.now);
  for (const [what, text] of Object.entries(MUST_NOT)) {
    const rows = await ask(text, text.includes('$3') ? [one.pupilId, today] : [one.pupilId]);
    if (rows.length > 0) faults.push(`${what}: ${JSON.stringify(rows)}`);
  }
  const seen = (await one.other('GET', one.child)).json;
  const offer = await one.other('POST', `${one.child}/offers`);
  if ((offer.status === 201) !== (seen['codeReady'] === true))
    faults.push(
      `codeReady ${String(seen['codeReady'])}, and a code: ${offer.status} ${String(offer.json['type'])}`,
    );
  const letter = await doAct('the letter is taken', one);
  if (letter.status === 200 && seen['codeReady'] !== true && !isThere(seen))
    faults.push('the letter gives an ID, and no code is ready');
  return faults;
}

/** A phone that took the letter may come again (rules.md C10). */
function isThere(seen: Fact): boolean {
  return JSON.stringify(seen['mobileIds']).includes('"active"');
}

const CHANGES =
  /mobile_id_|paper_id_ended|pupil_left|objection_recorded|objection_to_decide|objection_dismissed/;
let serial = 0;
async function tryPair(first: string, second: string, atOnce: boolean): Promise<string[]> {
  serial += 1;
  const one = await addCase(village, serial);
  const faults: string[] = [];
  const run = async (name: string): Promise<void> => {
    const before = await standing(one);
    const heard = await told(one);
    const { status, json } = await doAct(name, one);
    if (status >= 500) faults.push(`${name}: ${status} ${JSON.stringify(json)}`);
    if (atOnce) return;
    const news = [...(await told(one))].flatMap(([id, subject]) => (heard.has(id) ? [] : [subject]));
    if (new Set(news).size < news.length) faults.push(`${name}: told twice ${news.join()}`);
    const changed = before !== (await standing(one));
    if (changed && !news.some((event) => CHANGES.test(event)) && !/fails|deletes|proves/.test(name))
      faults.push(`${name}: nobody heard ${before} → ${await standing(one)} (${news.join()})`);
  };
  if (atOnce) await Promise.all([run(first), run(second)]);
  else {
    await run(first);
    await run(second);
  }
  faults.push(...(await faultsOf(one)));
  return faults.map((fault) => `${first} ${atOnce ? 'and' : 'then'} ${second}: ${fault}`);
}

test('every act of the services on a pupil’s case stands in the table', () => {
  assert.deepEqual(actsOfServices().sort(), Object.keys(PLAYED_BY).sort());
  const played = Object.values(PLAYED_BY).flat();
  assert.deepEqual(
    played.filter((name) => !names.includes(name)),
    [],
  );
});

// Another part of the table each day would hide a fault for weeks; the same part is the same promise each time.
const STEP = isLong ? 1 : 149;
const isChosen = (at: number): boolean => at % STEP === 0;

for (const [at, first] of names.entries()) {
  const seconds = names.filter((_, other) => isChosen(at * names.length + other));
  if (seconds.length === 0) continue;
  test(`${first}, and then whatever else: what stands fits together`, async () => {
    const faults: string[] = [];
    for (const second of seconds) faults.push(...(await tryPair(first, second, false)));
    assert.deepEqual(faults, []);
  });
  test(`${first}, and at once whatever else: what stands fits together`, async () => {
    const faults: string[] = [];
    for (const second of seconds) if (first <= second) faults.push(...(await tryPair(first, second, true)));
    assert.deepEqual(faults, []);
  });
}
