import type { Route } from '@mleg/server/src/http/kit/route.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { inventPaperId, inventPesel } from '../integration/program.ts';
import type { Stage, Target } from './town.ts';

/** How a route is called so that nothing but its policy and the school's wall can refuse it. */
export type Row = {
  /** JSON, or bytes of a file with their type. */
  readonly body?: (target: Target) => unknown;
  readonly file?: { readonly bytes: Uint8Array; readonly type: string };
  /** A function where it says whose pupil is meant. */
  readonly query?: string | ((target: Target) => string);
  /** What the pupil must have reached. */
  readonly stage?: Stage;
  /** The body names something of a school. */
  readonly namesInBody?: true;
  /** What its address names is of no school. */
  readonly namesNobody?: true;
  /** An id of another school is a new one here, not an unknown one. */
  readonly creates?: true;
  /** rules.md W2: what a guardian with limited rights sees too. */
  readonly limited?: true;
};

const photo = { bytes: await drawFace(4), type: 'image/jpeg' };
const csv = {
  bytes: Buffer.from(`id;imiona;nazwisko;pesel;klasa\nz-pliku;Ola;Zpliku;${inventPesel(9000)};4b\n`),
  type: 'text/csv',
};
let serial = 9100;
/** Nobody yet: a new one at each call. */
function newPupil() {
  serial += 1;
  return {
    givenNames: 'Ola',
    surname: 'Nowicka-Próbna',
    birthDate: '2014-05-17',
    personalId: { type: 'pesel', country: 'PL', value: inventPesel(serial) },
    classGroup: '5a',
  };
}
function newPaperId() {
  serial += 1;
  return inventPaperId(serial);
}
const guardians = { guardians: [{ name: 'Nowy Opiekun', rights: 'full' }] };
const empty = (): object => ({});
const dataError = () => ({ reason: 'data_error' });
const card = { stage: 'card' } as const;
const letter = { stage: 'letter' } as const;

const panel: Record<string, Row> = {
  'POST /api/pupils': { body: newPupil },
  'PATCH /api/pupils/:id': { body: () => ({ classGroup: '6b' }) },
  'DELETE /api/session': {},
  'GET /api/staff': {},
  'POST /api/staff/:id/log-out': {},
  'POST /api/staff/:id/disable': {},
  'POST /api/staff/:id/enable': {},
  'POST /api/pupils/:id/guardians/:guardianId/log-out': {},
  'POST /api/audit/search': { body: () => ({ kind: 'reveals' }) },
  'POST /api/orders/:id/decision': {
    body: ({ orderVersion }) => ({ version: orderVersion, decision: 'approve' }),
  },
  'POST /api/orders/:id/portrait-decision': {
    body: ({ orderVersion }) => ({ version: orderVersion, decision: 'accept' }),
  },
  'POST /api/pupils/:id/departure': { body: empty },
  'DELETE /api/pupils/:id/departure': {},
  'POST /api/pupils/:id/paper-id/end': { body: () => ({ state: 'lost' }) },
  'POST /api/imports': { file: csv },
  'POST /api/orders/:id/offers': { ...card, body: () => ({ delivery: 'journal' }) },
  'POST /api/orders/:id/withdrawal': { body: () => ({ what: 'codes' }) },
  'GET /api/orders': {},
  'GET /api/letters': {},
  'GET /api/letters/:id': letter,
  'GET /api/letters/:id/files/:fileId': letter,
  'POST /api/letters/:id/confirmation': {
    ...letter,
    body: ({ letterVersion, pupilId, fileId }) => ({
      version: letterVersion,
      pupils: [{ pupilId, fileId }],
    }),
  },
  'POST /api/letters/:id/answer': {
    ...letter,
    body: ({ letterVersion }) => ({ version: letterVersion, text: 'Dzień dobry' }),
  },
  'POST /api/letters/:id/setting-aside': {
    ...letter,
    body: ({ letterVersion }) => ({ version: letterVersion, as: 'done' }),
  },
  'POST /api/letters/:id/undo': {
    stage: 'answer',
    body: ({ letterVersion }) => ({ version: letterVersion }),
  },
  'POST /api/mailbox/trial': {},
  'PUT /api/mailbox': {
    body: () => ({
      ...{ address: 'szkola@szkola.example', host: 'no-such-host.invalid', port: 993 },
      ...{ user: 'szkola', password: 'x', folder: 'INBOX' },
    }),
  },
  'DELETE /api/mailbox': {},
  'GET /api/pupils': {},
  'POST /api/orders/search': { body: () => ({ q: 'zuzanna' }) },
  'POST /api/pupils/search': { body: () => ({ q: 'zuzanna' }) },
  'POST /api/orders': {
    namesInBody: true,
    body: ({ pupilId }) => ({ pupilId, channel: 'desk', requestedBy: { name: 'Ktoś' } }),
  },
  'PUT /api/pupils/:id/guardians': { body: () => guardians },
  'PUT /api/pupils/:id/paper-id': { body: newPaperId },
  'PUT /api/pupils/:id/portrait': { file: photo },
  'POST /api/orders/:id/letter': card,
  'GET /api/forms/:kind': { namesNobody: true },
  'GET /api/pupils/:id/forms/:kind': {},
  'GET /api/orders/:id': {},
  'GET /api/portraits/:id': {},
  'GET /api/pupils/:id': {},
  'GET /api/session': {},
  'PUT /api/pupils/:id/objection': {},
  'DELETE /api/pupils/:id/objection': {},
  'POST /api/pupils/:id/objection-decision': { body: () => ({ decision: 'dismiss' }) },
  'DELETE /api/pupils/:id/suspensions': { ...card, body: empty },
  'POST /api/pupils/:id/reveal': { body: () => ({ field: 'personal_id' }) },
  'POST /api/pupils/:id/revocations': { ...card, body: dataError },
  'POST /api/pupils/:id/suspensions': { ...card, body: empty },
  'PUT /api/session/school': { namesInBody: true, body: ({ rspo }) => ({ rspo }) },
};

const child = '/portal/api/children/:pupilId';
const portal: Record<string, Row> = {
  [`POST ${child}/mobile-ids/:mobileId/suspension`]: card,
  [`DELETE ${child}/mobile-ids/:mobileId/suspension`]: card,
  [`POST ${child}/mobile-ids/:mobileId/revocation`]: { ...card, body: () => ({ reason: 'device_lost' }) },
  'DELETE /portal/api/session': { limited: true },
  'GET /portal/api/children': { limited: true },
  'GET /portal/api/messages': { limited: true },
  'GET /portal/api/session': { limited: true },
  [`PUT ${child}/objection`]: {},
  [`DELETE ${child}/objection`]: {},
  [`POST ${child}/orders`]: { body: () => ({ mayPupilCollect: false, noticeVersion: 'portal-2026-11' }) },
  [`PUT ${child}/portrait`]: { file: photo },
  [`GET ${child}`]: { limited: true },
  [`GET ${child}/portrait`]: {},
  [`POST ${child}/offers`]: card,
};

const pupil = '/api/v1/pupils/:externalId';
const integration: Record<string, Row> = {
  [`PUT ${pupil}`]: { creates: true, body: newPupil },
  [`GET ${pupil}`]: {},
  'GET /api/v1/pupils': { query: '?q=zuzanna' },
  [`PUT ${pupil}/portrait`]: { file: photo },
  [`PUT ${pupil}/paper-id`]: { body: newPaperId },
  [`PUT ${pupil}/guardians`]: { body: () => guardians },
  [`PUT ${pupil}/objection`]: {},
  [`DELETE ${pupil}/objection`]: {},
  [`POST ${pupil}/departure`]: { body: empty },
  [`DELETE ${pupil}/departure`]: {},
  'POST /api/v1/imports': { file: csv },
  'POST /api/v1/orders': {
    namesInBody: true,
    body: ({ externalId }) => ({ pupil: externalId, requestedBy: { name: 'Ktoś' } }),
  },
  'GET /api/v1/orders/:id': {},
  'POST /api/v1/orders/:id/decision': { body: () => ({ decision: 'approve' }) },
  [`POST ${pupil}/offers`]: { ...card, body: empty },
  [`DELETE ${pupil}/offers`]: {},
  [`GET ${pupil}/mobile-ids`]: card,
  [`POST ${pupil}/revocations`]: { ...card, body: dataError },
  [`POST ${pupil}/suspensions`]: { ...card, body: empty },
  [`DELETE ${pupil}/suspensions`]: { ...card, body: empty },
  'GET /api/v1/messages': {},
  'GET /api/v1/orders': { query: ({ externalId }) => `?pupil=${externalId}` },
  'POST /api/v1/messages': {
    namesInBody: true,
    body: ({ externalId }) => ({
      account: { guardian: 'Ktoś', children: [externalId] },
      subject: 'mLegitymacja',
      body: 'proszę o mLegitymację',
    }),
  },
};

/** A row for every route that somebody must be allowed to call. A new route without one fails the test. */
export const rows: Readonly<Record<string, Row>> = { ...panel, ...portal, ...integration };

/** Ids in an address, by the word before them. */
const IDS: Readonly<Record<string, (target: Target, name: string) => string>> = {
  pupils: ({ pupilId, externalId }, name) => (name === 'externalId' ? externalId : pupilId),
  children: ({ pupilId }) => pupilId,
  orders: ({ orderId }) => orderId,
  portraits: ({ portraitId }) => portraitId,
  staff: ({ memberId }) => memberId,
  guardians: ({ guardianId }) => guardianId,
  'mobile-ids': ({ mobileId }) => mobileId,
  letters: ({ letterId }) => letterId,
  forms: () => 'issue',
  files: ({ fileId }) => fileId,
};

export type Call = {
  readonly method: Route['method'];
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: string | Buffer;
};

/**
 * A call of a route that names a target.
 * @throws Error for a parameter that no target has: then the table above is to be extended
 */
export function callOf(route: Pick<Route, 'method' | 'url'>, row: Row, target: Target): Call {
  const url = route.url.replaceAll(/([\w-]+)\/:(\w+)/g, (_, word: string, name: string) => {
    const find = IDS[word];
    if (find === undefined) throw new Error(`no target has :${name} of ${route.url}`);
    return `${word}/${find(target, name)}`;
  });
  const base = { method: route.method, url: `${url}${queryOf(row, target)}` };
  if (row.file) {
    const { bytes, type } = row.file;
    return { ...base, headers: { 'content-type': type }, payload: Buffer.from(bytes) };
  }
  if (row.body === undefined) return { ...base, headers: {} };
  return {
    ...base,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(row.body(target)),
  };
}

/** Whether a call of the route says whose pupil, order or school is meant. */
export function namesTarget(route: Pick<Route, 'url'>, row: Row): boolean {
  if (row.namesNobody) return false;
  return route.url.includes(':') || row.namesInBody === true || typeof row.query === 'function';
}

function queryOf({ query = '' }: Row, target: Target): string {
  return typeof query === 'string' ? query : query(target);
}
