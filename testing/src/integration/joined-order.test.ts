import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { orderForChild } from '@mleg/server/src/service/guardian/actions.ts';
import { readChildren } from '@mleg/server/src/service/guardian/children.ts';
import { accountByEmail } from '@mleg/server/src/store/sessions.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import { createWorld } from '../flows/world.ts';
import { createProgram, inventPaperId, inventPupil, schoolFace } from './program.ts';

const world = await createWorld();
const face = await schoolFace(world);
const program = await createProgram(world, face, '401');
after(async () => {
  await face.close();
  await world.close();
});

test('an order that waits for the application takes it from the portal, and its clock starts then (rules.md O1, O2)', async () => {
  const { deps } = world;
  await inSchool(deps.store, program.school, (tx) =>
    tx.run({ name: 'test-form', text: 'update school set needs_application = true where school_id = $1' }, [
      tx.school,
    ]),
  );
  const email = 'opiekun@poczta.example';
  const guardians = [{ name: 'Marta Próbna', email, rights: 'full' }];
  await program.call('PUT', '/pupils/j-1', { ...inventPupil(1), paperId: inventPaperId(1), guardians });
  const jpeg = { 'content-type': 'image/jpeg' };
  await program.call('PUT', '/pupils/j-1/portrait', Buffer.from(await drawFace(1)), jpeg);
  const stranger = { pupil: 'j-1', requestedBy: { name: 'Ktoś Nieznany' } };
  const half = await program.call('POST', '/orders', stranger);
  assert.deepEqual([half.json['state'], half.json['dueOn']], ['incomplete', null]);

  const account = await accountByEmail(deps.store, deps.vault.operatorIndex('account_email', email));
  assert.ok(account !== undefined);
  const [child] = await readChildren(deps, account.id);
  assert.deepEqual(child?.order?.missing, ['application']);
  const act = { actor: { kind: 'guardian', id: account.id }, pupilId: child?.pupilId ?? '' } as const;
  await orderForChild(deps, { ...act, mayPupilCollect: false, noticeVersion: 'portal-2026-11' });

  const [joined] = await readChildren(deps, account.id);
  assert.equal(joined?.order?.id, half.json['id']);
  assert.deepEqual([joined?.order?.state, joined?.order?.missing], ['to_check', []]);
  assert.equal(joined?.order?.dueOn, '2026-10-26');
});
