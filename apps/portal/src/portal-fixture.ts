import type { Offer } from '@mleg/contract/common';
import type { Child, MessageList } from '@mleg/contract/guardian';
import type { Page, Request, Route } from 'playwright-core';
import { makeOffer, makeOrder, makePhone } from './child-fixture.ts';

/** A school's answers for a browser test, with what was asked. */
export type FakePortal = {
  isLoggedIn: boolean;
  children: Child[];
  messages: MessageList['messages'];
  /** What the program thinks of the next photo. */
  verdict: { verdict: 'ok' | 'warn'; reasons: string[] };
  /** Offers made, the one that stands open, and how far the page's clock was moved. */
  offers: number;
  offer: Offer | undefined;
  aheadMs: number;
  /** Answers the next matching call with this instead: a problem type, or `network` for no answer. */
  failNext: { path: string; type: string; status: number; details?: object } | undefined;
  /** Bodies by method and path, oldest first. */
  readonly calls: { readonly what: string; readonly body: Buffer | null }[];
};

type Answer = { readonly status: number; readonly json?: unknown };

const session = {
  account: { id: 'account-1', name: 'Halina Wymyślona' },
  language: 'pl',
  demo: true,
  idleSeconds: 1800,
};
const GOOD_TOKEN = 'good-token-good-token-good-token-good-token';
export const LOCK_CODE = 'J17B-J50G-5PFD';
const problem = (status: number, type: string, details?: object): Answer => ({
  status,
  json: { type: `urn:mleg:problem:${type}`, title: type, status, instance: 'a1b2c3d4', details },
});

/** The address of a log-in link that works. */
export function loginLink(origin: string, token = GOOD_TOKEN): string {
  return `${origin}/login#token=${token}`;
}

/** Puts the answers before a page's calls. */
export async function fakePortal(page: Page, parts: Partial<FakePortal> = {}): Promise<FakePortal> {
  const fake: FakePortal = {
    isLoggedIn: true,
    children: [],
    messages: [],
    verdict: { verdict: 'ok', reasons: [] },
    offers: 0,
    offer: undefined,
    aheadMs: 0,
    failNext: undefined,
    calls: [],
    ...parts,
  };
  await page.route('**/config.json', (route) => route.fulfill({ json: { demo: true } }));
  await page.route('**/portal/api/**', (route) => reply(fake, route));
  return fake;
}

async function reply(fake: FakePortal, route: Route): Promise<void> {
  const request = route.request();
  const path = new URL(request.url()).pathname.replace('/portal/api', '');
  fake.calls.push({ what: `${request.method()} ${path}`, body: request.postDataBuffer() });
  const planned = fake.failNext;
  if (planned !== undefined && path.endsWith(planned.path)) {
    fake.failNext = undefined;
    if (planned.type === 'network') return route.abort();
    return fulfill(route, problem(planned.status, planned.type, planned.details));
  }
  if (request.method() === 'GET' && path.endsWith('/portrait')) {
    return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  }
  return fulfill(route, answer(fake, request, path));
}

async function fulfill(route: Route, { status, json }: Answer): Promise<void> {
  await (json === undefined ? route.fulfill({ status }) : route.fulfill({ status, json }));
}

function answer(fake: FakePortal, request: Request, path: string): Answer {
  const method = request.method();
  if (path === '/session/link') return { status: 204 };
  if (path === '/lock') return lock(request);
  if (path === '/session' && method === 'POST') return logIn(fake, request);
  if (!fake.isLoggedIn) return problem(401, 'unauthenticated');
  if (path === '/session') return readOrClose(fake, method);
  if (path === '/children') return { status: 200, json: { children: fake.children } };
  if (path === '/messages') return { status: 200, json: { messages: fake.messages } };
  const [, pupilId, rest = ''] = /^\/children\/([^/]+)(.*)$/.exec(path) ?? [];
  const index = fake.children.findIndex((child) => child.pupilId === pupilId);
  return index < 0 ? problem(404, 'not_found') : ofChild(fake, index, `${method} ${rest}`, request);
}

function logIn(fake: FakePortal, request: Request): Answer {
  fake.isLoggedIn = request.postDataJSON().token === GOOD_TOKEN;
  return fake.isLoggedIn ? { status: 204 } : problem(401, 'unauthenticated');
}

function readOrClose(fake: FakePortal, method: string): Answer {
  if (method === 'GET') return { status: 200, json: session };
  fake.isLoggedIn = false;
  return { status: 204 };
}

/** The same codes for half an hour of the page's clock. */
function offerOf(fake: FakePortal, renew: boolean): Offer {
  const now = Date.now() + fake.aheadMs;
  if (renew || fake.offer === undefined || Date.parse(fake.offer.expiresAt) <= now) {
    fake.offers += 1;
    fake.offer = makeOffer(fake.offers, new Date(now + 1_800_000).toISOString());
  }
  return fake.offer;
}

function lock(request: Request): Answer {
  const isKnown = request.postDataJSON().lockCode.toUpperCase() === LOCK_CODE;
  return isKnown ? { status: 200, json: { suspended: 1 } } : problem(404, 'not_found');
}

function ofChild(fake: FakePortal, index: number, what: string, request: Request): Answer {
  if (what === 'POST /offers') {
    return { status: 201, json: offerOf(fake, request.postDataJSON().renew) };
  }
  const change = (parts: Partial<Child>): Answer => {
    const child = fake.children[index];
    if (child !== undefined) fake.children[index] = { ...child, ...parts };
    return { status: 200, json: fake.children[index] };
  };
  if (what === 'PUT /portrait') {
    change({
      portrait: {
        state: 'waiting',
        url: '/portal/api/children/pupil-1/portrait?v=2',
        reasons: fake.verdict.reasons,
        refusal: null,
      },
    });
    return { status: 200, json: fake.verdict };
  }
  if (what === 'POST /orders') {
    const hasPhoto = fake.children[index]?.portrait !== null;
    const order = hasPhoto
      ? makeOrder()
      : makeOrder({ state: 'incomplete', missing: ['portrait'], dueOn: null });
    return change({ order });
  }
  if (what.endsWith('/objection')) return change({ objection: what.startsWith('PUT') });
  if (what.endsWith('/suspension')) {
    const isBlocked = what.startsWith('POST');
    return change({
      mobileIds: [
        makePhone(isBlocked ? { state: 'suspended', suspendedBy: 'guardian' } : { state: 'active' }),
      ],
    });
  }
  if (what.endsWith('/revocation')) {
    const { reason } = request.postDataJSON();
    const mobileIds = [makePhone({ state: 'revoked', reason })];
    return change({ mobileIds, codeReady: true, codeStop: null });
  }
  return change({});
}
