import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createRemovalProof } from '@mleg/core/openid4vci/removal-proof';
import { listMobileIds } from '@mleg/server/src/service/mobile-id/mobile-ids.ts';
import { inSchool, onlyRow } from '@mleg/server/src/store/tenant.ts';
import { suspend } from '../flows/acts.ts';
import {
  type Activation,
  type Answer,
  activate,
  type HolderKey,
  makeKey,
  postJson,
} from '../flows/holder.ts';
import { type SeededPupil, seedSchool } from '../flows/seed-school.ts';
import { createWorld } from '../flows/world.ts';

/** What a phone says of an ID that is gone from it, long after its access token ended (rules.md C10). */

const world = await createWorld();
const seed = { pictureBytes: 500, nowAt: world.clock.now, pupils: 8 } as const;
const { store, vault, config } = world.deps;
const school = await seedSchool(store, vault, { ...seed, rspo: '301', devices: 'many' });
const other = await seedSchool(store, vault, { ...seed, rspo: '302' });
after(() => world.close());

const RSPO = '301';

type Entry = { readonly uri: string; readonly idx: number };

function entriesOf(activation: Activation): Entry[] {
  const credentials = activation.answer.json['credentials'] as { credential: string }[];
  return credentials.map(({ credential }) => {
    const text = Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString();
    return (JSON.parse(text) as { status: { status_list: Entry } }).status.status_list;
  });
}

function next(from: SeededPupil[] = school.pupils): SeededPupil {
  const pupil = from.pop();
  assert.ok(pupil);
  return pupil;
}

async function take(keys: HolderKey[] = [makeKey()]) {
  const pupil = next();
  const activation = await activate(world, pupil, keys);
  assert.equal(activation.answer.status, 200);
  const [entry] = entriesOf(activation);
  const [key] = keys;
  assert.ok(entry && key);
  return { pupil, activation, entry, key };
}

async function send(
  key: HolderKey,
  status: Entry,
  changes: { rspo?: string; audience?: string } = {},
): Promise<Answer> {
  const { rspo = RSPO, audience = config.origins.school } = changes;
  const claims = { audience, issuedAt: world.clock.now, status, rspo };
  return postJson(world, issuerPaths.removals, {
    proof: await createRemovalProof(key.jwk, claims, key.sign),
  });
}

async function statesOf(pupil: SeededPupil, of = school.school): Promise<string[]> {
  const rows = await inSchool(store, of, (tx) => listMobileIds(world.deps, tx, [pupil.pupilId]));
  return rows.map(({ state }) => state);
}

async function deletionsOf({ pupilId }: SeededPupil): Promise<number> {
  const text = `select count(*)::int as count from audit_event where school_id = $1 and pupil_id = $2
    and event = 'mobile_id_credential_deleted' and actor_kind = 'wallet'`;
  const rows = await inSchool(store, school.school, (tx) =>
    tx.run<{ count: number }>({ name: 'count-deletions', text }, [tx.school, pupilId]),
  );
  return onlyRow(rows).count;
}

test('an ID that was removed without a network is revoked weeks later, by its own key; said twice it changes nothing', async () => {
  const { pupil, entry, key } = await take();
  world.clock.now += 40 * 86_400;
  const answer = await send(key, entry);
  assert.equal(answer.status, 204);
  assert.equal(answer.headers['access-control-allow-origin'], '*');
  assert.deepEqual(await statesOf(pupil), ['revoked']);
  assert.equal(await deletionsOf(pupil), 1);
  assert.equal((await send(key, entry)).status, 204);
  assert.equal(await deletionsOf(pupil), 1);
  world.clock.now -= 40 * 86_400;
});

test('any copy of a batch may say it, and only that one ID ends', async () => {
  const keys = [makeKey(), makeKey(), makeKey()];
  const { pupil, activation } = await take(keys);
  const bystander = await take();
  const entry = entriesOf(activation)[2];
  assert.ok(entry && keys[2]);
  assert.equal((await send(keys[2], entry)).status, 204);
  assert.deepEqual(await statesOf(pupil), ['revoked']);
  assert.deepEqual(await statesOf(bystander.pupil), ['active']);
});

test('nobody ends an ID by another key, another entry, another school, another issuer, or a proof that was changed', async () => {
  const { pupil, entry, key } = await take();
  const stranger = await take();
  const bad = [
    await send(makeKey(), entry),
    await send(stranger.key, entry),
    await send(key, { ...entry, idx: entry.idx ^ 1 }),
    await send(key, { ...entry, idx: 2 ** 20 }),
    await send(key, { ...entry, idx: -1 }),
    await send(key, { ...entry, uri: `${entry.uri}1` }),
    await send(key, { ...entry, uri: 'https://elsewhere.example/status/0' }),
    await send(key, entry, { rspo: '302' }),
    await send(key, entry, { rspo: '999' }),
    await send(key, entry, { audience: 'https://elsewhere.example' }),
    await send({ ...key, sign: stranger.key.sign }, entry),
  ];
  for (const [index, { status, json }] of bad.entries())
    assert.deepEqual([status, json['error']], [400, 'invalid_proof'], String(index));
  for (const body of ['', '{}', '[]', '{"proof":1}', '{"proof":"a.b.c"}', '{"proof":"x","proof":"y"}'])
    assert.equal((await postJson(world, issuerPaths.removals, body)).status, 400, body);
  assert.deepEqual(await statesOf(pupil), ['active']);
  assert.deepEqual(await statesOf(stranger.pupil), ['active']);
});

test('removing an ID that the school suspended does not lift what the school said (rules.md C9)', async () => {
  const { pupil, entry, key } = await take();
  const of = {
    school: school.school,
    pupilId: pupil.pupilId,
    actor: { kind: 'staff', id: 'office' },
  } as const;
  await suspend(world.deps, { ...of, by: 'school' });
  assert.equal((await send(key, entry)).status, 204);
  assert.deepEqual(await statesOf(pupil), ['revoked']);
  const stopped = await inSchool(store, school.school, (tx) =>
    tx.run<{ stop: string | null }>({ name: 'stop', text: 'select code_stop($1, $2) as stop' }, [
      tx.school,
      pupil.pupilId,
    ]),
  );
  assert.equal(onlyRow(stopped).stop, 'suspended_by_school');
});

test('twenty at once are one removal', async () => {
  const { pupil, entry, key } = await take();
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(key, entry)));
  assert.ok(answers.every(({ status }) => status === 204));
  assert.equal(await deletionsOf(pupil), 1);
  assert.equal(other.pupils.length, 8);
});
