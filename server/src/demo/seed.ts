import type { AppDeps } from '../app-deps.ts';
import type { Actor } from '../audit/append.ts';
import type { DemoFacts } from '../demo-file.ts';
import { importFile } from '../intake/import-file.ts';
import { createApiKey } from '../service/integration/api-keys.ts';
import { emailIndexOf, saveGuardians } from '../service/register/save-guardians.ts';
import { addStaff, type StaffMember } from '../service/session/add-staff.ts';
import { createLoginLink } from '../service/session/sessions.ts';
import { guardianshipsOfAccount } from '../store/guardians.ts';
import { latestOrder } from '../store/orders.ts';
import { latestPaperId } from '../store/paper-ids.ts';
import { enterPupilCase } from '../store/pupil-case.ts';
import { pupilByExternalId, pupilById } from '../store/pupils.ts';
import { createSchool, type NewSchool, openTenant, schoolByRspo } from '../store/schools.ts';
import { accountByEmail, type SessionFace } from '../store/sessions.ts';
import { inSchool, type SchoolTx } from '../store/tenant.ts';
import { openDemoMailbox } from './demo-mail.ts';
import type { DemoPupil } from './demo-pupil.ts';
import { playCase, type Stage } from './play-case.ts';
import { demoPupils, registerSeconds } from './pupils.ts';
import { toRegisterCsv } from './register-csv.ts';
import { correctedGuardians, shownGuardians } from './special-pupils.ts';

const SCHOOL: NewSchool = {
  // No school has this number.
  rspo: '999001',
  name: 'Szkoła Podstawowa im. Hugona Kołłątaja w Przykładowie',
  shortName: 'SP Przykładowo',
  address: 'ul. Szkolna 1, 99-999 Przykładowo',
  phone: '00 000 00 00',
  email: 'sekretariat@sp-przykladowo.example',
  officeHours: 'poniedziałek–piątek 7.30–15.30',
};

const STAFF: readonly StaffMember[] = [
  {
    name: 'Elżbieta Wrona',
    email: 'dyrektor@sp-przykladowo.example',
    role: 'head_teacher',
    classGroups: [],
  },
  { name: 'Maria Gil', email: 'sekretariat@sp-przykladowo.example', role: 'office', classGroups: [] },
  {
    name: 'Paweł Drozd',
    email: 'pawel.drozd@sp-przykladowo.example',
    role: 'class_teacher',
    classGroups: ['4a'],
  },
  {
    name: 'Barbara Kos',
    email: 'iod@sp-przykladowo.example',
    role: 'data_protection',
    classGroups: [],
  },
];

const SEED: Actor = { kind: 'system', id: 'demo' };
/** Drawing is one thread's work, reading photos is done by others meanwhile. */
const STORIES_AT_ONCE = 4;

/**
 * Fills an empty demo with an invented school. Everything goes in by the product's own ways: the register by its CSV,
 * orders, photos, decisions and codes by their services. Once more on the same data it goes on where it stopped.
 * @param onProgress a line for the person at the terminal
 * @returns what the person may log in with; the database has only hashes of it
 */
export async function seedDemo(deps: AppDeps, onProgress: (line: string) => void): Promise<DemoFacts> {
  const atFirst = { ...deps, now: () => deps.now() - registerSeconds };
  const school = await openSchool(atFirst);
  const staffIds = await inSchool(deps.store, school, (tx) => addAllStaff(atFirst, tx));
  const office: Actor = { kind: 'staff', id: staffIds[1] ?? '' };
  const pupils = demoPupils(deps.now());
  await importRegister({ deps: atFirst, school, office }, pupils, onProgress);
  await inSchool(deps.store, school, (tx) => correctGuardians(atFirst, tx, pupils, office));
  await playAll({ deps, school, office }, pupils, onProgress);
  await openDemoMailbox(deps, school, pupils);
  return collectFacts(deps, school, staffIds, pupils);
}

async function openSchool({ store, vault, now }: AppDeps): Promise<number> {
  const known = await schoolByRspo(store, SCHOOL.rspo);
  if (!known) return createSchool(store, vault, SCHOOL, now());
  // An interruption may have come between the directory and the school's own row.
  await openTenant(store, vault, known.school);
  return known.school;
}

async function addAllStaff(deps: AppDeps, tx: SchoolTx): Promise<string[]> {
  const ids: string[] = [];
  for (const member of STAFF) ids.push(await addStaff(deps, tx, { ...member, actor: SEED }));
  return ids;
}

/** A file for each class, as class teachers send them. */
async function importRegister(
  { deps, school, office: actor }: Stage,
  pupils: readonly DemoPupil[],
  onProgress: (line: string) => void,
): Promise<void> {
  let done = 0;
  for (const classGroup of new Set(pupils.map((one) => one.classGroup))) {
    const rows = pupils.filter((one) => one.classGroup === classGroup);
    const bytes = toRegisterCsv(rows);
    const request = { school, actor, bytes, complete: false, dryRun: false, mapping: {} };
    const { errors } = await importFile(deps, request);
    if (errors.length > 0) throw new Error(`the demo's register has ${errors.length} wrong rows`);
    done += rows.length;
    onProgress(`Seeding: ${done} of ${pupils.length} pupils`);
  }
}

/** The file names one guardian and no rights; the rest the office enters. */
async function correctGuardians(
  deps: AppDeps,
  tx: SchoolTx,
  pupils: readonly DemoPupil[],
  actor: Actor,
): Promise<void> {
  for (const { child, guardian } of correctedGuardians) {
    const [givenNames, surname] = child;
    const named = pupils.find((one) => one.givenNames === givenNames && one.surname === surname);
    if (!named) throw new Error('a corrected guardian of nobody');
    const pupilCase = await enterPupilCase(deps, tx, { externalId: named.externalId });
    await saveGuardians(deps, pupilCase, { guardians: [guardian], complete: false, actor });
  }
}

async function playAll(
  stage: Stage,
  pupils: readonly DemoPupil[],
  onProgress: (line: string) => void,
): Promise<void> {
  const queue = [...pupils.entries()].filter(([, pupil]) => pupil.played.order);
  const total = queue.length;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let story = queue.shift(); story; story = queue.shift()) {
      const [index, pupil] = story;
      await playCase(stage, pupil, index);
      done += 1;
      onProgress(`Seeding: ${done} of ${total} orders`);
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: STORIES_AT_ONCE }, () =>
      worker().catch((error: unknown) => {
        // The others finish what they have in hand, and nobody writes after the error has been told.
        queue.length = 0;
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function collectFacts(
  deps: AppDeps,
  school: number,
  staffIds: readonly string[],
  pupils: readonly DemoPupil[],
): Promise<DemoFacts> {
  const link = (accountId: string, face: SessionFace): Promise<string> =>
    createLoginLink(deps, { accountId, face, reusable: true });
  const staff: DemoFacts['staff'][number][] = [];
  for (const [place, { role, name }] of STAFF.entries()) {
    staff.push({ role, name, loginUrl: await link(staffIds[place] ?? '', 'panel') });
  }
  const guardians: DemoFacts['guardians'][number][] = [];
  for (const email of shownGuardians) {
    const account = await accountByEmail(deps.store, emailIndexOf(deps, email));
    if (!account) throw new Error('a guardian of the demo has no account');
    const loginUrl = await link(account.id, 'portal');
    guardians.push({ name: account.name, loginUrl, pupils: await childrenOf(deps, school, account.id) });
  }
  const { key } = await inSchool(deps.store, school, (tx) =>
    createApiKey(deps, tx, { label: 'DEMO', actor: SEED }),
  );
  const listed = await inSchool(deps.store, school, (tx) => listPupils(tx, pupils));
  return { school: { rspo: SCHOOL.rspo }, apiKey: key, staff, guardians, pupils: listed };
}

async function childrenOf(deps: AppDeps, school: number, accountId: string): Promise<string[]> {
  return inSchool(deps.store, school, async (tx) => {
    const rows = await guardianshipsOfAccount(tx, accountId);
    const ids: string[] = [];
    for (const row of rows) ids.push((await pupilById(tx, row.pupilId))?.externalId ?? '');
    return ids.sort();
  });
}

/** State: of the latest order, else whether one could be placed. */
async function listPupils(tx: SchoolTx, pupils: readonly DemoPupil[]): Promise<DemoFacts['pupils']> {
  const listed: DemoFacts['pupils'][number][] = [];
  for (const { externalId, givenNames, surname } of pupils) {
    const pupil = await pupilByExternalId(tx, externalId);
    if (!pupil) throw new Error('a pupil of the demo is not in the register');
    const order = await latestOrder(tx, pupil.id);
    const state = order?.state ?? ((await latestPaperId(tx, pupil.id)) ? 'no_order' : 'no_paper_id');
    listed.push({ externalId, name: `${givenNames} ${surname}`, state });
  }
  return listed;
}
