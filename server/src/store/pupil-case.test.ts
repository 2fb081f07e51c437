import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { createTestDatabase } from '@mleg/testing/harness/database';
import { createVault } from '../keys/vault.ts';
import { newId } from './ids.ts';
import { openOrder } from './orders.ts';
import { openStore } from './pool.ts';
import { enterPupilCase, findPupilCase, inPupilCase, type PupilCase } from './pupil-case.ts';
import { insertPupil, setLeaving, setObjection } from './pupil-writes.ts';
import { endRight } from './rights.ts';
import { createSchool } from './schools.ts';
import { inSchool, type SchoolTx } from './tenant.ts';

const database = await createTestDatabase();
const store = openStore({ app: database.appUrl, public: database.publicUrl });
after(() => store.close());
const vault = createVault(Buffer.alloc(32, 1));
const deps = { store, vault };
const facts = { name: 'Szkoła', shortName: 'S', address: 'ul. Próbna 1' };
const school = await createSchool(store, vault, { rspo: '1', ...facts }, 1);
const elsewhere = await createSchool(store, vault, { rspo: '2', ...facts }, 1);

let serial = 0;
async function addPupil(): Promise<string> {
  serial += 1;
  const id = newId();
  await inSchool(store, school, (tx) =>
    insertPupil(tx, {
      ...{ id, externalId: `e-${serial}`, givenNames: 'Ala', surname: 'Próbna', nameKey: 'probna ala' },
      ...{ bornOn: '2014-05-17', classGroup: '5a', personalIdType: 'other', personalIdCountry: 'UA' },
      ...{ personalIdSealed: Buffer.from('x'), personalIdIndex: Buffer.from(id), last4Index: null },
      ...{ addressSealed: null, addressIndex: null, addressProtected: false, knownAs: null, at: 1 },
    }),
  );
  return id;
}

/** Never called: that it compiles, errors and all, is what the test says. */
export async function doesNotCompile(tx: SchoolTx, pupilCase: PupilCase): Promise<void> {
  const { pupil, policy, cipher } = pupilCase;
  // @ts-expect-error a bare transaction has locked nobody
  await setObjection(tx, null, ['stands']);
  // @ts-expect-error nor does it say whose right it would be
  await endRight(tx, { reason: 'objection', at: 1 });
  // @ts-expect-error even what reads an order to change it wants the lock
  await openOrder(tx);
  // @ts-expect-error a copy of a case, with another pupil, is none
  await endRight({ ...pupilCase, pupilId: 'another' }, { reason: 'objection', at: 1 });
  // @ts-expect-error nobody puts one together by hand
  const made: PupilCase = { ...tx, pupilId: 'x', pupil, policy, cipher };
  await endRight(made, { reason: 'objection', at: 1 });
  // For reading a case is a transaction as any other.
  await findPupilCase(deps, pupilCase, { pupilId: pupilCase.pupilId });
}

test('enters the case of a pupil by our id, by the school’s own and by an order; of another school of nobody', async () => {
  const pupilId = await addPupil();
  const externalId = `e-${serial}`;
  for (const key of [{ pupilId }, { externalId }]) {
    const seen = await inPupilCase(deps, { school, ...key }, async (pupilCase) => {
      assert.equal(pupilCase.policy.basis, 'application');
      const place = { table: 'pupil', column: 'x', row: pupilId };
      assert.equal(pupilCase.cipher.openText(place, pupilCase.cipher.seal(place, 'ok')), 'ok');
      return [pupilCase.pupilId, pupilCase.pupil.externalId, pupilCase.school];
    });
    assert.deepEqual(seen, [pupilId, externalId, school]);
    await assert.rejects(
      inPupilCase(deps, { school: elsewhere, ...key }, async () => assert.fail('somebody else’s pupil')),
      { type: 'not_found' },
    );
  }
  await assert.rejects(
    inPupilCase(deps, { school, orderId: 'none' }, async () => undefined),
    { type: 'not_found' },
  );
});

test('whoever waits for a case reads what the one before has written', async () => {
  const pupilId = await addPupil();
  const seen: (string | null)[] = [];
  let under: Promise<void> | undefined;
  await inSchool(store, school, async (tx) => {
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    under = fromOutside(pupilId, (leavesOn) => seen.push(leavesOn));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual(seen, [], 'it waits');
    await setLeaving(pupilCase, { on: '2026-12-01', reason: 'moved' });
  });
  await under;
  assert.deepEqual(seen, ['2026-12-01']);
});

/** Another request: not done inside the transaction of this one. */
function fromOutside(pupilId: string, tell: (leavesOn: string | null) => void): Promise<void> {
  return outside(() =>
    inPupilCase(deps, { school, pupilId }, async ({ pupil }) => {
      tell(pupil.leavesOn);
    }),
  );
}
const outside = AsyncLocalStorage.snapshot();

const CASE_TABLES =
  'pupil|orders|right_to_activate|portrait|paper_id|guardianship|mobile_id|mobile_id_hold|offer|letter|message';
const WRITES = new RegExp(`(insert\\s+into|update|delete\\s+from)\\s+(${CASE_TABLES})\\b`);
/** Writers for whom there is nobody to lock: pupils who are being added, and what a reader has read. */
const WITHOUT_LOCK = ['insertPupil', 'insertNewPupils', 'markMessagesRead'];

/** The functions of a file of the store that run a statement which writes to a case, with their parameters. */
function writersOf(text: string): { name: string; takesCase: boolean }[] {
  const statements = [...text.matchAll(/^const (\w+) = \{\n {2}name:[\s\S]*?\n\};/gm)]
    .filter(([statement]) => WRITES.test(statement))
    .map(([, name]) => String(name));
  const functions = [...text.matchAll(/^(?:export )?(?:async )?function [\s\S]*?^\}/gm)].map(
    ([body]) => body,
  );
  return functions
    .filter((body) => statements.some((name) => new RegExp(`\\b${name}\\b`).test(body)))
    .map((body) => ({
      name: /function (\w+)/.exec(body)?.[1] ?? '',
      takesCase: /^[^{]*?\{?[^)]*?: PupilCase\b/.test(body),
    }));
}

test('every function of the store that writes to a pupil’s case takes the case', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const writers = files.flatMap((name) => writersOf(readFileSync(new URL(name, folder), 'utf8')));
  assert.ok(writers.length > 25, String(writers.length));
  const bare = writers.filter(({ takesCase }) => !takesCase).map(({ name }) => name);
  assert.deepEqual(bare.sort(), [...WITHOUT_LOCK].sort());
});
