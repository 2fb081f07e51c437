import assert from 'node:assert/strict';
import { createFaces } from '@mleg/server/src/app.ts';
import { sessionCookieName } from '@mleg/server/src/http/kit/cookies.ts';
import type { FaceName } from '@mleg/server/src/http/kit/security-headers.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { emailIndexOf } from '@mleg/server/src/service/register/save-guardians.ts';
import { addStaff } from '@mleg/server/src/service/session/add-staff.ts';
import { createLoginLink, openSession } from '@mleg/server/src/service/session/sessions.ts';
import { setSchoolPolicy } from '@mleg/server/src/store/policy.ts';
import { accountByEmail } from '@mleg/server/src/store/sessions.ts';
import { inSchool } from '@mleg/server/src/store/tenant.ts';
import type { FastifyInstance } from 'fastify';
import { type Activation, activate, handleOf, type Issuer, notify } from '../flows/holder.ts';
import { createWorld, type World } from '../flows/world.ts';
import { createProgram, inventPaperId, inventPupil, type Program } from '../integration/program.ts';

/** A school with its program, its office and families who call the portal: for the rules of who may do what when. */

/** A session ends unused; a test that moves the clock further logs in again. */
const SESSION_SECONDS = 600;

export type Answer = { readonly status: number; readonly json: Record<string, unknown> };
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Answer>;
export type Guardian = {
  readonly name: string;
  readonly email: string;
  readonly rights: 'full' | 'limited';
  readonly language?: 'pl' | 'en' | 'uk';
};

export type Village = {
  readonly world: World;
  readonly rspo: string;
  readonly faces: Record<FaceName, FastifyInstance>;
  /** What a phone and a verifier in Node talk to. */
  readonly issuer: Issuer;
  readonly program: Program;
  readonly photo: Buffer;
  /** A pupil with a paper ID, and their id in the portal and the panel. */
  readonly addPupil: (
    n: number,
    guardians: readonly Guardian[],
  ) => Promise<{ path: string; pupilId: string }>;
  /** Calls of the portal's API by a guardian; paths after `/portal/api`. A Buffer goes as a photo, the rest as JSON. */
  readonly guardian: (email: string) => Promise<Ask>;
  /** Calls of the panel's API by somebody of this role; paths after `/api`. */
  readonly staff: (role: 'head_teacher' | 'office') => Promise<Ask>;
  /** Log-in links for a browser. */
  readonly linkOf: (
    who: { readonly email: string } | { readonly role: 'head_teacher' | 'office' },
  ) => Promise<string>;
  /** Takes a code that was handed out into a phone. */
  readonly takeIntoPhone: (offer: Record<string, unknown>) => Promise<Activation>;
  /** A pupil whose guardian ordered and has the ID in a phone. */
  readonly addCard: (n: number, guardians?: readonly Guardian[]) => Promise<Card>;
  /** How the school works. */
  readonly setPolicy: (change: Parameters<typeof setSchoolPolicy>[1]) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

export type Card = {
  /** In the integration API. */
  readonly path: string;
  readonly pupilId: string;
  /** In the portal's API. */
  readonly child: string;
  readonly orderId: string;
  /** The guardian who ordered and took the code. */
  readonly parent: Ask;
  readonly activation: Activation;
  readonly states: () => Promise<string[]>;
};

/** @param options as of a world: a port for a test that listens, a moment to start at */
export async function createVillage(
  rspo: string,
  options: Parameters<typeof createWorld>[0] = {},
): Promise<Village> {
  const world = await createWorld(options);
  const faces = await createFaces(world.deps);
  const made = await createProgram(world, faces.school, rspo);
  const program: Program = {
    ...made,
    call: (...request) => {
      world.clock.now += 1;
      return made.call(...request);
    },
  };
  const { deps } = world;
  const issuer = { ...world, face: faces.school };
  const asker = (accountId: string, face: 'panel' | 'portal'): Promise<Ask> =>
    createAsk(world, faces[face === 'panel' ? 'panel' : 'school'], { accountId, face });
  const guardianAccount = async (email: string): Promise<string> => {
    const account = await accountByEmail(deps.store, emailIndexOf(deps, email));
    assert.ok(account, 'the guardian has an account');
    return account.id;
  };
  const staffAccount = (role: 'head_teacher' | 'office'): Promise<string> => {
    const member = { name: `Osoba ${role}`, email: `${role}@szkola.example`, role, classGroups: [] };
    return inSchool(deps.store, program.school, (tx) =>
      addStaff(deps, tx, { ...member, actor: { kind: 'system', id: 'test' } }),
    );
  };
  const village: Omit<Village, 'addCard'> = {
    world,
    rspo,
    faces,
    issuer,
    program,
    photo: Buffer.from(await drawFace(5)),
    addPupil: async (n, guardians) => {
      const path = `/pupils/f-${n}`;
      const put = await program.call('PUT', path, {
        ...inventPupil(n),
        paperId: inventPaperId(n),
        guardians,
      });
      assert.equal(put.status, 200, put.text);
      const [row] = await inSchool(deps.store, program.school, (tx) =>
        tx.run<{ id: string }>(
          { name: 'test-pupil', text: 'select id from pupil where school_id = $1 and external_id = $2' },
          [tx.school, `f-${n}`],
        ),
      );
      return { path, pupilId: row?.id ?? '' };
    },
    guardian: async (email) => asker(await guardianAccount(email), 'portal'),
    staff: async (role) => asker(await staffAccount(role), 'panel'),
    linkOf: async (who) => {
      const face = 'email' in who ? 'portal' : 'panel';
      const accountId = await ('email' in who ? guardianAccount(who.email) : staffAccount(who.role));
      return createLoginLink(deps, { accountId, face, reusable: false });
    },
    setPolicy: (change) => inSchool(deps.store, program.school, (tx) => setSchoolPolicy(tx, change)),
    takeIntoPhone: async (offer) => {
      const taken = { offerHandle: handleOf(String(offer['walletLink'])), txCode: String(offer['txCode']) };
      const activation = await activate(issuer, taken);
      const id = activation.answer.json['notification_id'];
      if (activation.answer.status === 200) {
        await notify(issuer, activation.accessToken, id, 'credential_accepted');
      }
      return activation;
    },
    close: async () => {
      await Promise.all(Object.values(faces).map((face) => face.close()));
      await world.close();
    },
  };
  return { ...village, addCard: (n, guardians) => addCard(village, n, guardians) };
}

/** Calls of one face by one person, who logs in again after a while. */
async function createAsk(
  { deps, clock }: World,
  server: Pick<FastifyInstance, 'inject'>,
  { accountId, face }: { accountId: string; face: 'panel' | 'portal' },
): Promise<Ask> {
  const origin = face === 'panel' ? deps.config.origins.panel : deps.config.origins.school;
  const base = face === 'panel' ? '/api' : '/portal/api';
  const logIn = async (): Promise<{ cookie: string; at: number }> => {
    const link = await createLoginLink(deps, { accountId, face, reusable: false });
    const session = await openSession(deps, link.split('#token=')[1] ?? '', face);
    return { cookie: `${sessionCookieName(face, false)}=${session}`, at: clock.now };
  };
  let session = await logIn();
  return async (method, path, body) => {
    // No two calls come in the same second, so that what happened first is told first.
    clock.now += 1;
    if (clock.now > session.at + SESSION_SECONDS) session = await logIn();
    const { cookie } = session;
    const payload = Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const response = await server.inject({
      method,
      url: `${base}${path}`,
      headers: { origin, cookie, ...typeOf(body, path) },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, json: isJson ? response.json<Record<string, unknown>>() : {} };
  };
}

function typeOf(body: unknown, path: string): { 'content-type'?: string } {
  if (body === undefined) return {};
  if (path.startsWith('/imports')) return { 'content-type': 'text/csv' };
  return { 'content-type': Buffer.isBuffer(body) ? 'image/jpeg' : 'application/json' };
}

async function addCard(
  village: Omit<Village, 'addCard'>,
  n: number,
  guardians: readonly Guardian[] = [
    { name: 'Marta Pierwsza', email: `opiekun${n}@poczta.example`, rights: 'full' },
  ],
): Promise<Card> {
  const { program } = village;
  const { path, pupilId } = await village.addPupil(n, guardians);
  await program.call('PUT', `${path}/portrait`, village.photo, { 'content-type': 'image/jpeg' });
  const parent = await village.guardian(guardians[0]?.email ?? '');
  const child = `/children/${pupilId}`;
  const order = await parent('POST', `${child}/orders`, {
    mayPupilCollect: false,
    noticeVersion: 'portal-2026-11',
  });
  assert.equal(order.status, 201);
  const orderId = (order.json['order'] as { id: string }).id;
  await program.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' });
  const offer = await parent('POST', `${child}/offers`);
  const activation = await village.takeIntoPhone(offer.json);
  assert.equal(activation.answer.status, 200);
  const states = async (): Promise<string[]> => statesOf(await program.call('GET', `${path}/mobile-ids`));
  return { path, pupilId, child, orderId, parent, activation, states };
}

/** States of the mobile IDs that an answer lists. */
export function statesOf(answer: Pick<Answer, 'json'>): string[] {
  return ((answer.json['mobileIds'] ?? []) as { state: string }[]).map((one) => one.state);
}

/** The events that a guardian was told, newest first. */
export async function eventsTold(ask: Ask, pupilId: string): Promise<string[]> {
  const { json } = await ask('GET', '/messages');
  return (json['messages'] as { pupilId: string; subject: string }[])
    .filter((one) => one.pupilId === pupilId)
    .map((one) => one.subject);
}
