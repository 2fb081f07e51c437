import { isoDate } from '@mleg/contract/common';
import { createFaces } from '@mleg/server/src/app.ts';
import type { Role } from '@mleg/server/src/http/kit/policy.ts';
import type { FaceName } from '@mleg/server/src/http/kit/security-headers.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { handOut } from '@mleg/server/src/service/issuing/hand-out.ts';
import { takeIn } from '@mleg/server/src/service/mailbox/take-in.ts';
import { decideOrder } from '@mleg/server/src/service/order/decide-order.ts';
import { placeOrder } from '@mleg/server/src/service/order/place-order.ts';
import { answerLetter, readLetter } from '@mleg/server/src/service/panel/letters.ts';
import { registerPupil } from '@mleg/server/src/service/register/register-pupil.ts';
import { emailIndexOf } from '@mleg/server/src/service/register/save-guardians.ts';
import { savePortrait } from '@mleg/server/src/service/register/save-portrait.ts';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink, openSession } from '@mleg/server/src/service/session/sessions.ts';
import { guardiansOfPupil } from '@mleg/server/src/store/guardians.ts';
import { newId } from '@mleg/server/src/store/ids.ts';
import { saveMailbox } from '@mleg/server/src/store/mailboxes.ts';
import { latestOrder } from '@mleg/server/src/store/orders.ts';
import { currentPortrait } from '@mleg/server/src/store/portraits.ts';
import { inPupilCase } from '@mleg/server/src/store/pupil-case.ts';
import { accountByEmail, type SessionFace } from '@mleg/server/src/store/sessions.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import type { FastifyInstance } from 'fastify';
import { activate, handleOf, notify } from '../flows/holder.ts';
import { createWorld, type World } from '../flows/world.ts';
import { createProgram, inventPaperId, inventPesel, type Program } from '../integration/program.ts';

/** Two schools on one server, everybody who can log in, and pupils as fresh as a call needs them. */

export const staffRoles: readonly Role[] = [
  'head_teacher',
  'office',
  'class_teacher',
  'data_protection',
  'operator',
];
export const guardianRights = ['full', 'limited', 'none'] as const;
export type Rights = (typeof guardianRights)[number];

/** What a call may name; ids of one pupil's case. */
export type Target = {
  readonly school: number;
  readonly rspo: string;
  readonly pupilId: string;
  readonly externalId: string;
  readonly orderId: string;
  readonly portraitId: string;
  readonly mobileId: string;
  /** Account of somebody who works there, beside those who call. */
  readonly memberId: string;
  readonly guardianId: string;
  readonly orderVersion: number;
  readonly letterId: string;
  readonly letterVersion: number;
  readonly fileId: string;
};

/**
 * `case`: an order to check with a waiting photo. `card`: a closed order and an ID in a phone. `letter`: a case and a letter of a
 * stranger with a picture. `answer`: the same, answered.
 */
export type Stage = 'case' | 'card' | 'letter' | 'answer';

export type TownSchool = {
  readonly school: number;
  readonly rspo: string;
  /** Everything of the school has this word in it. */
  readonly word: string;
  readonly program: Program;
  readonly staff: ReadonlyMap<Role, string>;
  readonly guardians: ReadonlyMap<Rights, string>;
};

export type Town = {
  readonly world: World;
  readonly faces: Record<FaceName, FastifyInstance>;
  readonly own: TownSchool;
  readonly other: TownSchool;
  readonly addPupil: (of: TownSchool, stage: Stage) => Promise<Target>;
  readonly sessionOf: (accountId: string, face: SessionFace) => Promise<string>;
  readonly close: () => Promise<void>;
};

const SEED = { kind: 'system', id: 'test' } as const;

/** @param options.port of the school face, for a test that listens */
export async function createTown(options: { readonly port?: number } = {}): Promise<Town> {
  const world = await createWorld(options);
  const faces = await createFaces(world.deps);
  const photo = await drawFace(3);
  let serial = 0;
  const addPupil = async (
    of: Pick<TownSchool, 'school' | 'rspo' | 'word'>,
    stage: Stage,
  ): Promise<Target> => {
    serial += 1;
    return createPupil({ ...world, face: faces.school }, { ...of, stage, serial, photo });
  };
  const open = async (rspo: string, word: string): Promise<TownSchool> => {
    const program = await createProgram(world, faces.school, rspo, word);
    const { school } = program;
    const staff = await addAllStaff(world, school, word);
    await addPupil({ school, rspo, word }, 'case');
    const guardians = await findGuardians(world, word);
    await connectMailbox(world, school);
    return { school, rspo, word, program, staff, guardians };
  };
  const own = await open('401', 'Jawna');
  const other = await open('402', 'Tajemna');
  return {
    world,
    faces,
    own,
    other,
    addPupil,
    sessionOf: async (accountId, face) => {
      const link = await createLoginLink(world.deps, { accountId, face, reusable: false });
      return openSession(world.deps, link.split('#token=')[1] ?? '', face);
    },
    close: async () => {
      await Promise.all(Object.values(faces).map((face) => face.close()));
      await world.close();
    },
  };
}

const emailOf = (word: string, who: string): string => `${who}@${word.toLowerCase()}.example`;

async function addAllStaff(world: World, school: number, word: string): Promise<Map<Role, string>> {
  const staff = new Map<Role, string>();
  for (const role of staffRoles) {
    const member = {
      name: `${word} ${role}`,
      email: emailOf(word, role),
      role,
      classGroups: ['5a'],
      actor: SEED,
    };
    staff.set(role, await inSchool(world.deps.store, school, (tx) => addStaff(world.deps, tx, member)));
  }
  return staff;
}

async function findGuardians(world: World, word: string): Promise<Map<Rights, string>> {
  const guardians = new Map<Rights, string>();
  for (const rights of guardianRights) {
    const account = await accountByEmail(world.deps.store, emailIndexOf(world.deps, emailOf(word, rights)));
    if (account === undefined) throw new Error(`no account of the guardian with ${rights} rights`);
    guardians.set(rights, account.id);
  }
  return guardians;
}

type NewPupil = {
  readonly school: number;
  readonly rspo: string;
  readonly word: string;
  readonly stage: Stage;
  readonly serial: number;
  readonly photo: Uint8Array;
};

async function createPupil(world: World, parts: NewPupil): Promise<Target> {
  const { school, rspo, word, stage, serial, photo } = parts;
  const { deps } = world;
  const { store } = deps;
  const externalId = `x-${serial}`;
  const input = {
    givenNames: 'Zuzanna',
    surname: `${word}-${serial}`,
    birthDate: isoDate.parse('2014-05-17'),
    personalId: { type: 'pesel' as const, country: 'PL', value: inventPesel(serial) },
    classGroup: '5a',
    address: `ul. ${word} ${serial}`,
    paperId: { ...inventPaperId(serial), kind: 'card' as const } as never,
    guardians: guardianRights.map((rights) => ({
      name: `${word} ${rights}`,
      email: emailOf(word, rights),
      rights,
    })),
  };
  const pupilId = await inSchool(store, school, (tx) =>
    registerPupil(deps, tx, { externalId, input, actor: SEED }),
  );
  await savePortrait(deps, { school, pupilId, bytes: photo, actor: SEED });
  await inPupilCase(deps, { school, pupilId }, (pupilCase) =>
    placeOrder(deps, pupilCase, {
      channel: 'portal',
      requester: { name: `${word} full`, email: null, guardianId: null, known: true },
      hasApplication: true,
      mayPupilCollect: false,
      noticeVersion: null,
      actor: SEED,
    }),
  );
  const mobileId = stage === 'card' ? await putIntoPhone(world, school, pupilId) : newId();
  const letter = await receiveLetter(world, { school, serial, photo, stage });
  return inSchool(store, school, async (tx) => {
    const order = await latestOrder(tx, pupilId);
    const portrait = await currentPortrait(tx, pupilId);
    const [guardian] = await guardiansOfPupil(tx, pupilId);
    const memberId = await addStaff(deps, tx, {
      name: `${word} kolega ${serial}`,
      email: emailOf(word, `kolega-${serial}`),
      role: 'office',
      classGroups: [],
      actor: SEED,
    });
    if (!order || !portrait) throw new Error('a pupil without a case');
    return {
      ...{ school, rspo, pupilId, externalId, mobileId, memberId },
      ...letter,
      guardianId: guardian?.guardianId ?? '',
      ...{ orderId: order.id, orderVersion: order.version, portraitId: portrait.id },
    };
  });
}

/** A mailbox whose folder is not there: nothing comes in by itself. */
async function connectMailbox({ deps }: Pick<World, 'deps'>, school: number): Promise<void> {
  const mailbox = {
    kind: 'maildir',
    address: 'szkola@szkola.example',
    folder: 'no-mail',
    server: null,
  } as const;
  await inSchool(deps.store, school, (tx) => saveMailbox(tx, mailbox, deps.now()));
}

/** A letter of somebody unknown, of nobody in particular. */
async function receiveLetter(
  { deps }: World,
  { school, serial, photo, stage }: Pick<NewPupil, 'school' | 'serial' | 'photo' | 'stage'>,
): Promise<Pick<Target, 'letterId' | 'letterVersion' | 'fileId'>> {
  if (stage !== 'letter' && stage !== 'answer')
    return { letterId: newId(), letterVersion: 1, fileId: newId() };
  await connectMailbox({ deps }, school);
  const { id } = await takeIn(deps, school, {
    ...{ channel: 'mailbox', place: `${serial}`, address: 'szkola@szkola.example', actor: SEED },
    letter: {
      messageId: `<${serial}@obcy.example>`,
      from: { name: 'Obca Osoba', email: `obcy${serial}@poczta.example` },
      ...{ subject: 'mLegitymacja', body: 'zdjęcie', references: [], isCut: false, headers: {} },
      files: [{ name: 'IMG_1.jpg', type: 'image/jpeg', bytes: photo }],
    },
  });
  if (id === null) throw new Error('a letter was not taken in');
  const seen = await readLetter(deps, { school, letterId: id });
  const [file] = seen.uploads;
  const at = { letterId: id, fileId: file?.id ?? '' };
  if (stage === 'letter') return { ...at, letterVersion: seen.version };
  const answered = await answerLetter(deps, {
    ...{ school, actor: SEED, letterId: id, version: seen.version, text: 'Dzień dobry' },
  });
  return { ...at, letterVersion: answered.version };
}

async function putIntoPhone(world: World, school: number, pupilId: string): Promise<string> {
  const { deps } = world;
  const offer = await inPupilCase(deps, { school, pupilId }, async (pupilCase) => {
    const order = await latestOrder(pupilCase, pupilId);
    const decision = { decision: 'approve', reason: undefined, note: undefined, actor: SEED } as const;
    await decideOrder(deps, pupilCase, { orderId: order?.id ?? '', ...decision });
    return handOut(deps, pupilCase, { delivery: 'journal', actor: SEED });
  });
  const taken = { offerHandle: handleOf(offer.walletLink), txCode: offer.txCode };
  const { accessToken, answer } = await activate(world, taken);
  await notify(world, accessToken, answer.json['notification_id'], 'credential_accepted');
  const rows = await inSchool(deps.store, school, (tx) =>
    tx.run<{ id: string }>(
      { name: 'test-mobile', text: 'select id from mobile_id where school_id = $1 and pupil_id = $2' },
      [school, pupilId],
    ),
  );
  return rows[0]?.id ?? '';
}
