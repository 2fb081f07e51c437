import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createVpResponse } from '@mleg/core/openid4vp/response';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { indexTrustList } from '@mleg/core/trust/trust-list';
import { verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import { evaluatePresentation } from '@mleg/server/src/service/check/evaluate.ts';
import { createTrustReader } from '@mleg/server/src/service/check/trust.ts';
import { createTrustListPublisher } from '@mleg/server/src/service/status/publish-trust-list.ts';
import {
  beginCheck,
  openRequest,
  openVerifier,
  postForm,
  present,
  readCheck,
  runCheck,
  takeCard,
} from './check-world.ts';
import { type SeededPupil, seedSchool } from './seed-school.ts';
import { createWorld, type World } from './world.ts';

/** Whose cards a verifier takes: two operators, and one that says it is the other. */
const home = await createWorld();
const stranger = await createWorld({ port: 18_080 });
const impostor = await createWorld();
const checks = openVerifier(home);
const worlds = [home, stranger, impostor];
after(async () => {
  await checks.verifier.close();
  for (const world of worlds) await world.close();
});

async function seedOne(world: World): Promise<SeededPupil> {
  const options = { rspo: '101', pupils: 1, pictureBytes: 500, nowAt: world.clock.now };
  const { pupils } = await seedSchool(world.deps.store, world.deps.vault, options);
  const [pupil] = pupils;
  assert.ok(pupil);
  return pupil;
}
const homeCard = await takeCard(home, await seedOne(home));

test('a card of an issuer that is on no list is unknown, never red: „nieznana szkoła” (rules.md K1)', async () => {
  const card = await takeCard(stranger, await seedOne(stranger));
  const { verdict, reason, disclosed } = await runCheck(checks, card);
  assert.deepEqual([verdict, reason, disclosed], ['unknown', 'untrusted_issuer', null]);
});

test('a card that names a trusted issuer under another authority’s certificate is forged', async () => {
  const card = await takeCard(impostor, await seedOne(impostor));
  const { verdict, reason, disclosed } = await runCheck(checks, card);
  assert.deepEqual([verdict, reason, disclosed], ['invalid', 'signature', null]);
});

test('an issuer that may not speak for the school is not believed', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const { presentation } = await present(checks, homeCard, request);
  const trust = createTrustReader(createTrustListPublisher(home.deps));
  const input = {
    presentation,
    profile: 'ticket',
    clientId: request.clientId,
    nonce: request.nonce,
  } as const;
  const readStatus = async () => ({ word: 'valid', asOf: null }) as const;
  const judge = async (rspo: readonly string[]) => {
    const content = (await trust()).trustList;
    const trustList = indexTrustList({
      ...content,
      operators: content.operators.map((operator) => ({ ...operator, rspo })),
    });
    const findKey = createIssuerKeyFinder(trustList, { verifyEs256 });
    const narrowed = async () => ({ trustList, findKey });
    return (await evaluatePresentation({ trust: narrowed, readStatus, now: home.deps.now }, input)).reason;
  };
  assert.equal(await judge(['999']), 'school_not_covered');
  assert.equal(await judge(['101']), 'ok');
});

test('where no status list can be had the verdict is unknown, not green', async () => {
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const { presentation } = await present(checks, homeCard, request);
  const trust = createTrustReader(createTrustListPublisher(home.deps));
  const readStatus = async () => ({ word: 'unknown', asOf: null }) as const;
  const result = await evaluatePresentation(
    { trust, readStatus, now: home.deps.now },
    { presentation, profile: 'ticket', clientId: request.clientId, nonce: request.nonce },
  );
  assert.deepEqual([result.verdict, result.reason], ['unknown', 'lists_too_old']);
});

test('a presentation made for one verifier is not taken by another', async () => {
  const other = openVerifier(stranger);
  after(() => other.verifier.close());
  const atOther = await openRequest(other, (await beginCheck(other, 'ticket')).request);
  const check = await beginCheck(checks, 'ticket');
  const { request } = await openRequest(checks, check.request);
  const answer = await present(checks, homeCard, { ...atOther.request, nonce: request.nonce });
  assert.equal(
    (await postForm(checks, request.responseUri, await createVpResponse(request, answer))).status,
    200,
  );
  assert.equal((await readCheck(checks, check)).reason, 'holder_proof');
});
