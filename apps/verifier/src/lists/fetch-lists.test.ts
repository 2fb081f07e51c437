import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusValue } from '@mleg/core/status-list/status-array';
import { verifyEs256 } from '@mleg/core/web-crypto';
import type { IssuerState, TestIssuer } from '../../../../testing/src/verifier-face/issuer.ts';
import { createIssuer } from '../../../../testing/src/verifier-face/issuer.ts';
import { checkCode } from '../check/check-code.ts';
import type { FetchDeps, Fetched } from './fetch-lists.ts';
import { acceptTrustFile, fetchLists } from './fetch-lists.ts';
import type { Lists } from './held-lists.ts';
import { canCheck, dataAt, mergeLists, noLists } from './held-lists.ts';

const origin = 'http://localhost:1';
const list = `${origin}/status/1`;
const now = (): number => Math.floor(Date.now() / 1000);

/** A network in memory: what an address answers may be replaced or taken away. */
async function createNetwork() {
  const state: IssuerState = { status: statusValue.valid, listsAt: now() - 100, check: {} };
  const net = {
    issuer: await createIssuer(origin, state),
    state,
    isDemo: true,
    missing: new Set<string>(),
    /** Answers in the place of the real ones. */
    instead: new Map<string, BodyInit>(),
    asked: 0,
  };
  const config = () => ({
    demo: net.isDemo,
    trustList: `${origin}/trust/list`,
    trustAnchors: [net.issuer.anchor],
  });
  const bodies: Record<string, () => Promise<BodyInit>> = {
    '/config.json': async () => JSON.stringify(config()),
    [`${origin}/trust/list`]: () => net.issuer.trustList(),
    [`${origin}/status`]: async () =>
      JSON.stringify({
        status_lists: [`${origin}/status/0`],
        offline_lists: [list, 'http://elsewhere/status/1'],
      }),
    [list]: async () => Uint8Array.from(await net.issuer.statusList()),
  };
  const fetch: FetchDeps['fetch'] = async (url) => {
    net.asked += 1;
    const body = net.missing.has(url) ? undefined : (net.instead.get(url) ?? (await bodies[url]?.()));
    if (body === undefined) throw new TypeError(`no answer from ${url}`);
    return new Response(body);
  };
  const refresh = (held: Lists): Promise<Fetched> => fetchLists(held, { fetch, verifyEs256, nowAt: now() });
  return { net, refresh };
}

async function reasonOf(issuer: TestIssuer, lists: Lists, listHours = 168): Promise<string> {
  const clock = { nowAt: now(), isKnown: false };
  const checked = await checkCode({ text: await issuer.code(), lists, listHours, clock });
  return checked.kind === 'finding' ? checked.finding.reason : checked.kind;
}

test('the first start pins the key and fetches the trust list and the offline lists of its operators only', async () => {
  const { net, refresh } = await createNetwork();
  const { lists, outcome } = await refresh(noLists);
  assert.equal(outcome, 'fresh');
  assert.deepEqual(lists.pin?.anchors, [net.issuer.anchor]);
  assert.deepEqual([...lists.statusLists.keys()], [list]);
  assert.equal(net.asked, 4);
  assert.equal(await reasonOf(net.issuer, lists), 'ok');
});

test('without lists there is no verdict, whichever of the two is missing (rules.md K4)', async () => {
  const { net, refresh } = await createNetwork();
  assert.equal(await reasonOf(net.issuer, noLists), 'no_lists');
  for (const url of [`${origin}/trust/list`, list]) {
    net.missing = new Set([url]);
    const { lists, outcome } = await refresh(noLists);
    assert.equal(outcome, 'offline');
    assert.equal(await reasonOf(net.issuer, lists), 'no_lists');
  }
});

test('a revocation and a suspension come with the next renewal', async () => {
  const { net, refresh } = await createNetwork();
  let { lists } = await refresh(noLists);
  for (const [status, reason] of [
    [2, 'suspended'],
    [1, 'revoked'],
  ] as const) {
    net.state.status = status;
    net.state.listsAt += 1;
    assert.notEqual(await reasonOf(net.issuer, lists), reason);
    lists = (await refresh(lists)).lists;
    assert.equal(await reasonOf(net.issuer, lists), reason);
  }
});

test('lists never go backwards: an older one is refused and the held one stays (rules.md K5)', async () => {
  const { net, refresh } = await createNetwork();
  net.state.status = statusValue.revoked;
  const { lists } = await refresh(noLists);
  net.state.status = statusValue.valid;
  net.state.listsAt -= 50;
  const second = await refresh(lists);
  assert.equal(second.outcome, 'refused');
  assert.equal(await reasonOf(net.issuer, second.lists), 'revoked');
  assert.equal(second.lists.trust?.list.sequence, lists.trust?.list.sequence);
});

test('a newer list that knows less, as after a restored backup, takes no revocation back (rules.md K5)', async () => {
  const { net, refresh } = await createNetwork();
  net.state.status = statusValue.revoked;
  let { lists } = await refresh(noLists);
  net.state.status = statusValue.valid;
  for (let time = 0; time < 2; time += 1) {
    net.state.listsAt += 10;
    const renewed = await refresh(lists);
    assert.equal(renewed.outcome, 'fresh');
    lists = renewed.lists;
    assert.equal(await reasonOf(net.issuer, lists), 'revoked');
  }
});

test('no answer of the list of lists drops a held list, so that no older one turns a revoked ID green (rules.md K5)', async () => {
  const answers: [string, BodyInit][] = [
    ['nothing', ''],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['an array', '[]'],
    ['no lists', '{"status_lists":[],"offline_lists":[]}'],
    ['other lists', JSON.stringify({ offline_lists: [`${origin}/status/7`] })],
    ['lists of somebody else', JSON.stringify({ offline_lists: ['http://elsewhere/status/1'] })],
    ['a captive portal', '<!doctype html><title>Zaloguj się</title>'],
    ['numbers', JSON.stringify({ offline_lists: [1, null, {}] })],
  ];
  for (const [name, answer] of answers) {
    for (const isListGone of [false, true]) {
      const { net, refresh } = await createNetwork();
      net.state.status = statusValue.revoked;
      let { lists } = await refresh(noLists);
      net.instead.set(`${origin}/status`, answer);
      if (isListGone) net.missing = new Set([list]);
      lists = (await refresh(lists)).lists;
      assert.ok(lists.statusLists.has(list), name);
      // Everything is back, with a list from before the revocation.
      net.instead.clear();
      net.missing.clear();
      net.state.status = statusValue.valid;
      net.state.listsAt -= 50;
      lists = (await refresh(lists)).lists;
      assert.equal(await reasonOf(net.issuer, lists), 'revoked', name);
    }
  }
});

test('a broken answer in the place of a list leaves the held one', async () => {
  const { net, refresh } = await createNetwork();
  net.state.status = statusValue.revoked;
  const { lists } = await refresh(noLists);
  for (const body of ['', '<html></html>', '{}', Uint8Array.of(0xd2, 0x84)]) {
    net.instead.set(list, body);
    net.instead.set(`${origin}/trust/list`, body);
    net.instead.set('/config.json', body);
    const second = await refresh(lists);
    assert.notEqual(second.outcome, 'fresh');
    assert.equal(second.lists.statusLists.get(list), lists.statusLists.get(list));
    assert.equal(second.lists.trust, lists.trust);
    assert.equal(await reasonOf(net.issuer, second.lists), 'revoked');
  }
});

test('an operator that leaves the trust list and comes back finds its revocations where they were', async () => {
  const { net, refresh } = await createNetwork();
  net.state.status = statusValue.revoked;
  let { lists } = await refresh(noLists);
  net.state.operators = 'none';
  net.state.listsAt += 10;
  lists = (await refresh(lists)).lists;
  assert.equal(await reasonOf(net.issuer, lists), 'untrusted_issuer');
  net.state.operators = 'all';
  net.state.listsAt += 10;
  net.state.status = statusValue.valid;
  lists = (await refresh(lists)).lists;
  assert.equal(await reasonOf(net.issuer, lists), 'revoked');
});

test('a closed list stays as proof of its revocations and does not make the data look old', async () => {
  const { net, refresh } = await createNetwork();
  net.state.status = statusValue.revoked;
  net.state.listsAt = now() - 9 * 86_400;
  assert.equal((await refresh(noLists)).lists.statusLists.size, 0);
  net.state.listsAt = now() - 7 * 86_400;
  const held = (await refresh(noLists)).lists;
  const ended = new Map(
    [...held.statusLists].map(([uri, one]) => [
      uri,
      { ...one, confirmedAt: now() - 9 * 86_400, list: { ...one.list, expiresAt: now() - 86_400 } },
    ]),
  );
  net.instead.set(`${origin}/status`, JSON.stringify({ offline_lists: [] }));
  net.missing = new Set([list]);
  const closed = (await refresh({ ...held, statusLists: ended })).lists;
  assert.equal(closed.statusLists.get(list)?.isRetired, true);
  assert.equal(await reasonOf(net.issuer, closed), 'revoked');
});

test('of two tabs the newer list of each kind counts, and what either knows of revocations', async () => {
  const { net, refresh } = await createNetwork();
  const first = (await refresh(noLists)).lists;
  net.state.listsAt += 20;
  net.state.status = statusValue.revoked;
  const second = (await refresh(first)).lists;
  for (const merged of [mergeLists(first, second), mergeLists(second, first)]) {
    assert.equal(merged.statusLists.get(list)?.list.issuedAt, net.state.listsAt);
    assert.equal(merged.trust?.list.sequence, net.state.listsAt);
    assert.equal(await reasonOf(net.issuer, merged), 'revoked');
  }
  net.state.listsAt += 20;
  net.state.status = statusValue.valid;
  const third = (await refresh(first)).lists;
  for (const merged of [mergeLists(third, second), mergeLists(second, third)])
    assert.equal(await reasonOf(net.issuer, merged), 'revoked');
});

test('where the kept trust list cannot be read any more, an older one is still refused', async () => {
  const { net, refresh } = await createNetwork();
  const { lists } = await refresh(noLists);
  const { trustFloor } = mergeLists(lists, noLists);
  const broken = { ...lists, trust: undefined, trustFloor };
  net.state.listsAt -= 10;
  const second = await refresh(broken);
  assert.equal(second.outcome, 'refused');
  assert.equal(second.lists.trust, undefined);
  net.state.listsAt += 20;
  assert.equal((await refresh(broken)).outcome, 'fresh');
});

test('what cannot be fetched leaves what is held, and its age', async () => {
  const { net, refresh } = await createNetwork();
  const { lists } = await refresh(noLists);
  net.missing = new Set([list, `${origin}/status`, '/config.json']);
  const second = await refresh(lists);
  assert.equal(second.outcome, 'offline');
  assert.equal(second.lists.statusLists.get(list), lists.statusLists.get(list));
  assert.equal(dataAt(second.lists), dataAt(lists));
});

test('a real verifier keeps its pinned key; only a demonstration that was started over begins anew', async () => {
  for (const isDemo of [false, true]) {
    const { net, refresh } = await createNetwork();
    net.isDemo = isDemo;
    const { lists } = await refresh(noLists);
    const first = net.issuer;
    net.issuer = await createIssuer(origin, net.state);
    const second = await refresh(lists);
    assert.equal(second.outcome, isDemo ? 'fresh' : 'refused');
    assert.equal(await reasonOf(first, second.lists), isDemo ? 'untrusted_issuer' : 'ok');
    assert.equal(await reasonOf(net.issuer, second.lists), isDemo ? 'ok' : 'untrusted_issuer');
  }
});

test('a trust list from a file is believed only by the pinned key, and not when it is older', async () => {
  const { net, refresh } = await createNetwork();
  const { lists } = await refresh(noLists);
  assert.ok(canCheck(lists));
  const accept = async (token: string) => acceptTrustFile(token, lists, { verifyEs256, nowAt: now() });
  net.state.listsAt += 10;
  assert.equal((await accept(await net.issuer.trustList()))?.list.sequence, net.state.listsAt);
  const stranger = await createIssuer(origin, net.state);
  assert.equal(await accept(await stranger.trustList()), undefined);
  assert.equal(await accept('not a list'), undefined);
  net.state.listsAt -= 20;
  assert.equal(await accept(await net.issuer.trustList()), undefined);
});

test('beyond the chosen age of the data a valid card is amber and a revoked one still red', async () => {
  const { net, refresh } = await createNetwork();
  net.state.listsAt = now() - 25 * 3600;
  const valid = (await refresh(noLists)).lists;
  assert.equal(await reasonOf(net.issuer, valid, 168), 'ok');
  assert.equal(await reasonOf(net.issuer, valid, 24), 'lists_too_old');
  net.state.status = statusValue.revoked;
  net.state.listsAt += 60;
  const revoked = (await refresh(valid)).lists;
  assert.equal(await reasonOf(net.issuer, revoked, 24), 'revoked');
});

test('a code of another kind is none of ours and gets no verdict', async () => {
  const { refresh } = await createNetwork();
  const { lists } = await refresh(noLists);
  const clock = { nowAt: now(), isKnown: true };
  const text = 'https://wallet.example/add#credential_offer_uri=x';
  assert.deepEqual(await checkCode({ text, lists, listHours: 168, clock }), {
    kind: 'other_code',
    code: 'offer',
  });
});
