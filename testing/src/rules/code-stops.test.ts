import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createStatusIndex } from '@mleg/server/src/service/status/status-index.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import {
  activate,
  codeOf,
  handleOf,
  makeKey,
  notify,
  openOffer,
  redeemOffer,
  requestCredential,
  requestOffline,
  requestToken,
  statusIndexes,
} from '../flows/holder.ts';
import { type Answer, type Ask, type Card, createVillage } from './family.ts';

/** What no code passes (rules.md C9), and whose a code is (C10). */

const village = await createVillage('508');
const { program, world, issuer } = village;
after(() => village.close());
const office = await village.staff('office');
const headTeacher = await village.staff('head_teacher');

const DEVICES = [
  { devices: 'one', devicesMax: null },
  { devices: 'many', devicesMax: null },
] as const;
let count = 0;
const nextCard = (guardians?: Parameters<typeof village.addCard>[1]): Promise<Card> => {
  count += 1;
  return village.addCard(count, guardians);
};
const takenOf = ({ json }: Pick<Answer, 'json'>): { offerHandle: string; txCode: string } => ({
  offerHandle: handleOf(String(json['walletLink'])),
  txCode: String(json['txCode']),
});
const phonesOf = async (ask: Ask, child: string): Promise<{ id: string; state: string }[]> =>
  (await ask('GET', child)).json['mobileIds'] as { id: string; state: string }[];
const lock = async (lockCode: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
  // Ten tries an address and hour.
  world.clock.now += 600;
  const response = await village.faces.school.inject({
    method: 'POST',
    url: '/portal/api/lock',
    headers: { origin: world.deps.config.origins.school, 'content-type': 'application/json' },
    payload: JSON.stringify({ lockCode }),
  });
  return { status: response.statusCode, json: response.json() };
};
/** Value in the status list of each index that a phone holds. */
async function marksOf(indexes: readonly number[]): Promise<(number | undefined)[]> {
  const indexOf = createStatusIndex(world.deps.vault);
  const rows = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ position: number; value: number }>({
      name: 'test-marks',
      text: 'select position, value from status_mark where list_id = 0',
    }),
  );
  const values = new Map(rows.map(({ position, value }) => [indexOf(0, position), value]));
  return indexes.map((index) => values.get(index));
}

/** All the doors by which a code is taken, and an older letter. */
async function refusals(card: Card, old: { offerHandle: string; txCode: string }): Promise<unknown[]> {
  const { path, child, orderId, parent } = card;
  return [
    (await parent('POST', `${child}/offers`)).json['type'],
    (await parent('POST', `${child}/offers`, { renew: true })).json['type'],
    (await office('POST', `/orders/${orderId}/offers`, { delivery: 'journal' })).json['type'],
    (await office('POST', `/orders/${orderId}/letter`)).json['type'],
    (await program.call('POST', `${path}/offers`)).json['type'],
    (await program.call('POST', `${path}/offers`, { delivery: 'letter' })).json['type'],
    ((await openOffer(issuer, old.offerHandle)).json['details'] as { state: string } | undefined)?.state,
  ];
}

for (const policy of DEVICES) {
  test(`no code, old or new, passes the school's suspension (devices ${policy.devices}, rules.md C9)`, async () => {
    await village.setPolicy(policy);
    const card = await nextCard();
    const { pupilId, child, parent, states, activation } = card;
    const letter = takenOf(await program.call('POST', `${card.path}/offers`, { delivery: 'letter' }));
    const begun = takenOf(await parent('POST', `${child}/offers`));
    const token = await redeemOffer(issuer, begun);
    assert.equal((await office('POST', `/pupils/${pupilId}/suspensions`)).status, 200);
    const all = Array.from({ length: 7 }, () => 'suspended_by_school');
    assert.deepEqual(await refusals(card, letter), all);
    const late = await requestCredential(issuer, token, [makeKey()]);
    assert.deepEqual(
      [late.status, late.json['error'], late.json['reason']],
      [400, 'credential_request_denied', 'suspended_by_school'],
    );
    const shown = (await parent('GET', child)).json;
    assert.deepEqual([shown['codeReady'], shown['codeStop']], [false, 'suspended_by_school']);
    assert.deepEqual(await states(), ['suspended'], 'what is suspended is not superseded');
    assert.deepEqual(await marksOf(statusIndexes(activation.answer)), [2]);
    await office('DELETE', `/pupils/${pupilId}/suspensions`);
    assert.equal((await activate(issuer, letter)).answer.status, 200, 'the school has lifted it');
  });

  test(`no code passes a lock code; a guardian revokes what is lost for good and takes a new one (devices ${policy.devices}, rules.md C9)`, async () => {
    await village.setPolicy(policy);
    const card = await nextCard();
    const { child, parent, states } = card;
    const letter = await program.call('POST', `${card.path}/offers`, { delivery: 'letter' });
    assert.deepEqual((await lock(letter.json['lockCode'])).json, { suspended: 1 });
    const all = Array.from({ length: 7 }, () => 'reported_lost');
    assert.deepEqual(await refusals(card, takenOf(letter)), all);
    assert.deepEqual(await states(), ['suspended']);
    assert.equal((await parent('GET', child)).json['codeStop'], 'reported_lost');
    const [phone] = await phonesOf(parent, child);
    const revoked = await parent('POST', `${child}/mobile-ids/${phone?.id}/revocation`, {
      reason: 'device_lost',
    });
    assert.equal(revoked.json['codeStop'], null);
    const offer = await parent('POST', `${child}/offers`);
    assert.equal(offer.status, 201);
    assert.equal((await activate(issuer, takenOf(offer))).answer.status, 200);
    assert.deepEqual(await states(), ['revoked', 'active']);
  });

  test(`a guardian's own suspension stops no code: the new ID takes its place where one phone is allowed (devices ${policy.devices})`, async () => {
    await village.setPolicy(policy);
    const { child, parent, states } = await nextCard();
    const [phone] = await phonesOf(parent, child);
    await parent('POST', `${child}/mobile-ids/${phone?.id}/suspension`);
    const offer = await parent('POST', `${child}/offers`);
    assert.equal(offer.status, 201);
    assert.equal((await activate(issuer, takenOf(offer))).answer.status, 200);
    const before = policy.devices === 'one' ? 'superseded' : 'suspended';
    assert.deepEqual(await states(), [before, 'active']);
  });
}

test('nobody but the school passes its suspension: not by removing the phone, not by deleting the ID on it (rules.md C9)', async () => {
  await village.setPolicy({ devices: 'one', devicesMax: null });
  for (const way of ['guardian removes', 'phone deletes', 'phone fails'] as const) {
    const card = await nextCard();
    const { pupilId, child, parent, states, activation } = card;
    const letter = takenOf(await program.call('POST', `${card.path}/offers`, { delivery: 'letter' }));
    await headTeacher('POST', `/pupils/${pupilId}/suspensions`);
    if (way === 'guardian removes') {
      const [phone] = await phonesOf(parent, child);
      await parent('POST', `${child}/mobile-ids/${phone?.id}/revocation`, { reason: 'device_lost' });
    } else {
      const event = way === 'phone deletes' ? 'credential_deleted' : 'credential_failure';
      const id = activation.answer.json['notification_id'];
      assert.equal((await notify(issuer, activation.accessToken, id, event)).status, 204);
    }
    assert.deepEqual(await states(), ['revoked'], way);
    const all = Array.from({ length: 7 }, () => 'suspended_by_school');
    assert.deepEqual(await refusals(card, letter), all, way);
    const seen = (await office('GET', `/pupils/${pupilId}`)).json['mobileIds'] as {
      id: string;
      suspendedBy: unknown;
    }[];
    assert.equal(seen[0]?.suspendedBy, 'school', 'the office sees what goes on');
    const lifted = await office('DELETE', `/pupils/${pupilId}/suspensions`, { mobileId: seen[0]?.id });
    assert.deepEqual(
      (lifted.json['mobileIds'] as { suspendedBy: unknown }[]).map((one) => one.suspendedBy),
      [null],
    );
    assert.equal((await parent('POST', `${child}/offers`)).status, 201, `${way}: the school has lifted it`);
  }
});

test('what a guardian has suspended and the school suspends too is the school’s to lift (rules.md C9)', async () => {
  const { pupilId, child, parent, states } = await nextCard();
  const [phone] = await phonesOf(parent, child);
  const suspension = `${child}/mobile-ids/${phone?.id}/suspension`;
  await parent('POST', suspension);
  await office('POST', `/pupils/${pupilId}/suspensions`);
  assert.equal((await parent('DELETE', suspension)).json['type'], 'wrong_state');
  assert.equal((await parent('POST', `${child}/offers`)).json['type'], 'suspended_by_school');
  assert.deepEqual(await states(), ['suspended']);
  await office('DELETE', `/pupils/${pupilId}/suspensions`);
  assert.deepEqual(await states(), ['active']);
});

test('what the school itself revokes while it is suspended stands in no code’s way', async () => {
  const { pupilId, child, parent } = await nextCard();
  await office('POST', `/pupils/${pupilId}/suspensions`);
  const { json } = await office('POST', `/pupils/${pupilId}/revocations`, { reason: 'device_lost' });
  assert.equal((json['mobileIds'] as { suspendedBy: unknown }[])[0]?.suspendedBy, null);
  assert.equal((await parent('POST', `${child}/offers`)).status, 201);
});

test('renewed copies of a suspended ID are born suspended, online and offline (rules.md C9)', async () => {
  const { pupilId, activation } = await nextCard();
  const { accessToken, keys } = activation;
  await office('POST', `/pupils/${pupilId}/suspensions`);
  const again = await requestCredential(issuer, accessToken, keys);
  assert.equal(again.status, 200);
  assert.deepEqual(await marksOf(statusIndexes(again)), [2]);
  assert.equal((await requestOffline(issuer, accessToken, makeKey())).status, 200);
  const entries = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ value: number | null }>(
      {
        name: 'test-entries',
        text: `select k.value from status_entry e join mobile_id m on m.school_id = e.school_id and m.id = e.mobile_id
          left join status_mark k on k.list_id = e.list_id and k.position = e.position
          where e.school_id = $1 and m.pupil_id = $2`,
      },
      [program.school, pupilId],
    ),
  );
  assert.deepEqual(
    entries.map(({ value }) => value),
    [2, 2],
  );
});

test('a notification during a suspension is kept: accepted is confirmed, deleted is revoked, and the history names the pupil', async () => {
  for (const [event, state] of [
    ['credential_accepted', 'suspended'],
    ['credential_deleted', 'revoked'],
  ] as const) {
    const { pupilId, child, parent, states } = await nextCard();
    const { accessToken, answer } = await activate(issuer, takenOf(await parent('POST', `${child}/offers`)));
    await office('POST', `/pupils/${pupilId}/suspensions`);
    assert.equal((await notify(issuer, accessToken, answer.json['notification_id'], event)).status, 204);
    assert.deepEqual((await states()).at(-1), state);
    const rows = await inSchool(world.deps.store, program.school, (tx) =>
      tx.run<{ events: string[]; confirmed: boolean; nameless: number }>(
        {
          name: 'test-history',
          text: `select (select array_agg(a.event order by a.id) from audit_event a
                where a.school_id = m.school_id and a.subject = m.id and a.pupil_id = $2 and a.actor_kind = 'wallet') as events,
              m.confirmed_at is not null as confirmed,
              (select count(*)::integer from audit_event a where a.school_id = m.school_id
                and a.actor_kind = 'wallet' and a.pupil_id is null) as nameless
            from mobile_id m where m.school_id = $1 and m.pupil_id = $2 order by m.created_at desc, m.id limit 1`,
        },
        [program.school, pupilId],
      ),
    );
    const isAccepted = event === 'credential_accepted';
    const word = isAccepted ? 'mobile_id_confirmed' : 'mobile_id_credential_deleted';
    assert.deepEqual(rows, [{ events: ['mobile_id_delivered', word], confirmed: isAccepted, nameless: 0 }]);
  }
});

test('a lock code ends with its holder’s rights: withdrawn, removed, and comes back with them (rules.md C9)', async () => {
  const full = (n: number, who: string) => ({
    name: `Osoba ${who}`,
    email: `${who}${n}@poczta.example`,
    rights: 'full' as const,
  });
  for (const change of ['limited', 'none', 'removed'] as const) {
    const n = count + 1;
    const [ada, jan] = [full(n, 'ada'), full(n, 'jan')];
    const card = await nextCard([ada, jan]);
    const { path, child, parent, states, pupilId } = card;
    const other = await village.guardian(jan.email);
    const own = (await parent('POST', `${child}/offers`)).json['lockCode'];
    const others = (await other('POST', `${child}/offers`)).json['lockCode'];
    const journals = (await program.call('POST', `${path}/offers`)).json['lockCode'];
    assert.equal(new Set([own, others, journals]).size, 3, 'each holder has a code of their own');
    assert.equal((await parent('POST', `${child}/offers`, { renew: true })).json['lockCode'], own);
    const after = change === 'removed' ? [ada] : [ada, { ...jan, rights: change }];
    const put = await program.call('PUT', `${path}/guardians`, { guardians: after });
    assert.ok(put.status < 300, put.text);
    for (const code of [others, journals, '0000-0000-0000', 'AAAA-BBBB-CCCC']) {
      const refused = await lock(code);
      assert.deepEqual([refused.status, refused.json['type']], [404, 'not_found'], change);
    }
    assert.deepEqual(await states(), ['active']);
    await program.call('PUT', `${path}/guardians`, { guardians: [ada, jan] });
    assert.deepEqual((await lock(others)).json, { suspended: 1 }, 'the rights are back');
    await office('DELETE', `/pupils/${pupilId}/suspensions`);
    assert.deepEqual((await lock(own)).json, { suspended: 1 });
  }
});

test('a lock code ends with its right, and with the letter that a reprint replaced (rules.md C9)', async () => {
  const { path, child, parent, pupilId, states } = await nextCard();
  const letters = [
    await program.call('POST', `${path}/offers`, { delivery: 'letter' }),
    await program.call('POST', `${path}/offers`, { delivery: 'letter' }),
  ];
  const [replaced, standing] = letters.map(({ json }) => json['lockCode']);
  assert.equal((await lock(replaced)).status, 404);
  assert.deepEqual(await states(), ['active']);
  assert.deepEqual((await lock(standing)).json, { suspended: 1 });
  const own = (await parent('GET', child)).json;
  assert.equal(own['codeStop'], 'reported_lost');
  await office('DELETE', `/pupils/${pupilId}/suspensions`);
  const portal = (await parent('POST', `${child}/offers`)).json['lockCode'];
  await office('POST', `/pupils/${pupilId}/revocations`, { reason: 'paper_withdrawn' });
  for (const code of [standing, portal]) assert.equal((await lock(code)).status, 404);
});

test('a letter’s lock code outlives its offer’s life and its use: it is for the ID in the phone', async () => {
  const { path, states } = await nextCard();
  const letter = await program.call('POST', `${path}/offers`, { delivery: 'letter' });
  assert.equal((await activate(issuer, takenOf(letter))).answer.status, 200);
  world.clock.now += 40 * 86_400;
  assert.deepEqual((await lock(letter.json['lockCode'])).json, { suspended: 1 });
  assert.deepEqual((await states()).at(-1), 'suspended');
});

test('a guardian’s lock code ends at midnight of the eighteenth birthday, the letter’s stays (rules.md W4)', async () => {
  const { path, child, parent, pupilId, states } = await nextCard();
  const portal = (await parent('POST', `${child}/offers`)).json['lockCode'];
  const letter = (await program.call('POST', `${path}/offers`, { delivery: 'letter' })).json['lockCode'];
  await inSchool(world.deps.store, program.school, (tx) =>
    tx.run(
      {
        name: 'test-grown',
        text: `update pupil set birth_on = '2008-01-01' where school_id = $1 and id = $2`,
      },
      [program.school, pupilId],
    ),
  );
  assert.equal((await lock(portal)).status, 404);
  assert.deepEqual(await states(), ['active']);
  assert.deepEqual((await lock(letter)).json, { suspended: 1 });
});

test('a reload, a second tab and two at once show the same three codes for half an hour, then three new ones (rules.md C2)', async () => {
  const { child, parent } = await nextCard();
  const three = ({ json }: Pick<Answer, 'json'>): unknown[] => [
    json['walletLink'],
    json['typedCode'],
    json['txCode'],
    json['lockCode'],
    json['expiresAt'],
  ];
  const first = await parent('POST', `${child}/offers`);
  const started = world.clock.now;
  const tabs = await Promise.all([parent('POST', `${child}/offers`), parent('POST', `${child}/offers`)]);
  for (const tab of tabs) assert.deepEqual(three(tab), three(first));
  world.clock.now = started + 1790;
  assert.deepEqual(three(await parent('POST', `${child}/offers`)), three(first));
  const handle = handleOf(String(first.json['walletLink']));
  assert.notEqual(
    await codeOf(issuer, handle),
    await codeOf(issuer, handle),
    'the code behind the QR is fresh',
  );
  world.clock.now = started + 1801;
  const next = await parent('POST', `${child}/offers`);
  for (const [at, code] of three(next).entries())
    if (at !== 3) assert.notEqual(code, three(first)[at], 'all three are new');
  const renewed = await parent('POST', `${child}/offers`, { renew: true });
  assert.notEqual(renewed.json['txCode'], next.json['txCode']);
  const closed = await openOffer(issuer, handleOf(String(next.json['walletLink'])));
  assert.deepEqual(closed.json['details'], { state: 'replaced' }, 'asked-for new codes end the old ones');
  const rest = await inSchool(world.deps.store, program.school, (tx) =>
    tx.run<{ sealed: string }>({
      name: 'test-sealed',
      text: `select encode(codes_sealed, 'escape') as sealed from offer where codes_sealed is not null`,
    }),
  );
  assert.ok(rest.length > 0);
  for (const { sealed } of rest)
    for (const code of [renewed.json['txCode'], renewed.json['typedCode']])
      assert.ok(!sealed.includes(String(code)), 'in an envelope');
});

test('each guardian has codes of their own; a code that a phone has taken or that is locked is not shown again', async () => {
  const n = count + 1;
  const guardians = ['ewa', 'iza'].map((name) => ({
    name: `Osoba ${name}`,
    email: `${name}${n}@poczta.example`,
    rights: 'full' as const,
  }));
  const { child, parent } = await nextCard(guardians);
  const other = await village.guardian(`iza${n}@poczta.example`);
  const first = await parent('POST', `${child}/offers`);
  assert.notEqual((await other('POST', `${child}/offers`)).json['txCode'], first.json['txCode']);
  await activate(issuer, takenOf(first));
  const second = await parent('POST', `${child}/offers`);
  assert.notEqual(second.json['txCode'], first.json['txCode']);
  const { offerHandle } = takenOf(second);
  for (let tries = 0; tries < 5; tries += 1)
    await requestToken(issuer, await codeOf(issuer, offerHandle), `1111111${tries}`);
  const third = await parent('POST', `${child}/offers`);
  assert.notEqual(third.json['txCode'], second.json['txCode']);
  assert.equal((await activate(issuer, takenOf(third))).answer.status, 200);
});

test('a code that expired is told as expired and burns no try (rules.md C2)', async () => {
  const { child, parent } = await nextCard();
  const old = await parent('POST', `${child}/offers`);
  const waiting = await codeOf(issuer, handleOf(String(old.json['walletLink'])));
  world.clock.now += 300;
  const inTime = await codeOf(issuer, handleOf(String(old.json['walletLink'])));
  world.clock.now += 1500;
  const says = async (code: string, txCode: unknown): Promise<unknown[]> => {
    const { json } = await requestToken(issuer, code, String(txCode));
    return [json['error'], json['reason']];
  };
  const expired = ['invalid_grant', 'expired'];
  assert.deepEqual(await says(inTime, old.json['txCode']), expired, 'the offer is over');
  assert.deepEqual(await says(waiting, '00000000'), expired);
  const fresh = await parent('POST', `${child}/offers`);
  const taken = takenOf(fresh);
  for (let tries = 0; tries < 7; tries += 1) {
    const code = await codeOf(issuer, taken.offerHandle);
    assert.deepEqual(await says(code, old.json['txCode']), expired, 'digits written down earlier');
  }
  assert.deepEqual(await says(await codeOf(issuer, taken.offerHandle), '99999999'), [
    'invalid_grant',
    undefined,
  ]);
  assert.equal((await activate(issuer, taken)).answer.status, 200);
  const typed = await village.faces.school.inject({
    method: 'POST',
    url: '/oid4vci/typed-codes',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ code: old.json['typedCode'] }),
  });
  assert.equal(typed.statusCode, 200, 'a typed code leads to its offer, which says that it has expired');
  const closed = await openOffer(issuer, handleOf(String(old.json['walletLink'])));
  assert.deepEqual(closed.json['details'], { state: 'expired' });
});
