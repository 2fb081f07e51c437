import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeChild, makeOrder, makePhone } from './child-fixture.ts';
import { hasOpenOrder, stageOf, stepOf } from './child-stage.ts';
import { stageDetail } from './stage-detail.ts';
import { orderElsewhereText } from './texts.ts';

const portrait = { state: 'waiting', url: '/p', reasons: [], refusal: null } as const;
const refused = { state: 'refused', url: '/p', reasons: [], refusal: 'blurred' } as const;

test('an ID in a phone counts before a code, a code before an order', () => {
  const order = makeOrder();
  assert.equal(stageOf(makeChild({ order, codeReady: true, mobileIds: [makePhone()] })), 'active');
  const suspended = makePhone({ state: 'suspended' });
  assert.equal(stageOf(makeChild({ order, codeReady: true, mobileIds: [suspended] })), 'suspended');
  assert.equal(stageOf(makeChild({ order, codeReady: true, mobileIds: [suspended, makePhone()] })), 'active');
  assert.equal(stageOf(makeChild({ order, codeReady: true })), 'code_ready');
  assert.equal(stageOf(makeChild({ order })), 'in_school');
});

test('an objection stands above everything else', () => {
  assert.equal(
    stageOf(makeChild({ objection: true, codeReady: true, mobileIds: [makePhone()] })),
    'objection',
  );
});

test('both guardians see the same neutral stage while the head teacher decides (rules.md W3)', () => {
  const mobileIds = [makePhone({ state: 'suspended' })];
  const child = makeChild({ objection: true, objectionToDecide: true, mobileIds, order: makeOrder() });
  assert.equal(stageOf(child), 'objection_to_decide');
  assert.equal(stepOf('objection_to_decide'), undefined);
});

test('an objection that somebody else filed is told, and is not this guardian’s to withdraw (rules.md W3)', () => {
  const child = makeChild({ objection: true, mayWithdrawObjection: false });
  assert.equal(stageOf(child), 'objection_of_others');
});

test('an order says what the family must do first: the photo, then the application, then the paper ID', () => {
  const incomplete = (missing: ('portrait' | 'application' | 'paper_id')[]) =>
    makeOrder({ state: 'incomplete', missing, dueOn: null });
  assert.equal(stageOf(makeChild({ order: incomplete(['portrait', 'paper_id']) })), 'photo_missing');
  assert.equal(stageOf(makeChild({ order: incomplete(['portrait']), portrait: refused })), 'photo_refused');
  assert.equal(stageOf(makeChild({ order: incomplete(['application']), portrait })), 'application_missing');
  assert.equal(stageOf(makeChild({ order: incomplete(['paper_id']), portrait })), 'paper_id_missing');
  assert.equal(stageOf(makeChild({ order: makeOrder({ state: 'accepted' }), portrait })), 'accepted');
});

test('on objection basis no application is asked for, only a photo (rules.md O9)', () => {
  assert.equal(stageOf(makeChild({ objectionBasis: true })), 'only_photo');
  assert.equal(stageOf(makeChild({ objectionBasis: true, portrait })), 'photo_in_school');
  assert.equal(stageOf(makeChild({ objectionBasis: true, portrait: refused })), 'photo_refused');
});

test('after a refusal, a withdrawal or an ended order one may order again', () => {
  const refusal = { reason: 'data_mismatch', note: null } as const;
  assert.equal(stageOf(makeChild({ order: makeOrder({ state: 'refused', refusal }) })), 'refused');
  assert.equal(stageOf(makeChild({ order: makeOrder({ state: 'withdrawn' }) })), 'to_order');
  assert.equal(stageOf(makeChild({ order: makeOrder({ state: 'closed' }) })), 'to_order');
  assert.equal(hasOpenOrder(makeChild({ order: makeOrder({ state: 'refused', refusal }) })), false);
});

test('limited rights see that the school takes care, and nothing else (rules.md W2)', () => {
  assert.equal(stageOf(makeChild({ mayOrder: false })), 'not_entitled');
  assert.equal(stepOf('not_entitled'), undefined);
});

test('where the school takes no orders here, the page says so and names the other ways (rules.md O3)', () => {
  const closed = makeChild({ orderDoors: ['mailbox', 'paper'] });
  assert.equal(stageOf(closed), 'order_elsewhere');
  assert.equal(
    orderElsewhereText(closed.orderDoors),
    'Ta szkoła nie przyjmuje wniosków w portalu. Złóż wniosek e-mailem do szkoły lub na papierze w sekretariacie.',
  );
  assert.equal(stageOf({ ...closed, objectionBasis: true }), 'order_elsewhere');
  assert.equal(stageOf({ ...closed, mayOrder: false, orderDoors: [] }), 'not_entitled');
  assert.equal(
    stageOf({ ...closed, order: makeOrder({ state: 'incomplete', missing: ['portrait'] }) }),
    'photo_missing',
  );
});

test('who has left is told so before anything else (rules.md V2)', () => {
  const left = makeChild({
    status: 'left',
    leftOn: '2026-12-01',
    mayOrder: false,
    objection: true,
    ended: { reason: 'left_school', on: '2026-12-01' },
    mobileIds: [makePhone({ state: 'revoked', reason: 'left_school', endedAt: '2026-12-01T09:00:00Z' })],
  });
  assert.equal(stageOf(left), 'left');
  assert.match(stageDetail(left), /Od 1\sgrudnia\s2026\sdziecko nie uczy się.*nowa szkoła/);
  assert.doesNotMatch(stageDetail({ ...left, mobileIds: [] }), /w telefonie/);
  assert.equal(stepOf('left'), undefined);
});

test('what the school ended is told with the day and the next step, until somebody orders again (rules.md C3)', () => {
  const on = '2026-12-01';
  const reasons = ['paper_lost', 'paper_withdrawn', 'fraud', 'data_error', 'withdrawn'] as const;
  const details = reasons.map((reason) => {
    const child = makeChild({ ended: { reason, on }, order: makeOrder({ state: 'withdrawn' }) });
    assert.equal(stageOf(child), 'ended', reason);
    assert.equal(stageOf({ ...child, order: makeOrder() }), 'in_school');
    return stageDetail(child);
  });
  assert.equal(new Set(details).size, reasons.length);
  for (const detail of details) {
    assert.match(detail, /1\sgrudnia\s2026/);
    assert.match(detail, /[Zz]apytaj w sekretariacie|złóż nowy wniosek/);
    assert.doesNotMatch(detail, /r\.\./);
  }
  assert.equal(stageOf(makeChild({ ended: { reason: 'objection', on } })), 'to_order', 'it was withdrawn');
});

test('a suspended ID says why, and promises nothing that the family cannot do (rules.md V6, C9)', () => {
  const at = '2026-12-02T10:00:00Z';
  const detailOf = (by: 'school' | 'guardian', cause: 'request' | 'paper_id'): string =>
    stageDetail(
      makeChild({
        paperId: { number: '1', validUntil: '2026-12-01', valid: false },
        mobileIds: [makePhone({ state: 'suspended', suspendedBy: by, suspensions: [{ by, cause, at }] })],
      }),
    );
  assert.match(detailOf('school', 'paper_id'), /do 1\sgrudnia.*Gdy szkoła ją przedłuży/);
  assert.match(detailOf('school', 'request'), /Od 2\sgrudnia.*zawieszona przez szkołę/);
  assert.match(detailOf('guardian', 'request'), /przywrócić/);
});

test('expired is not revoked: an expired ID waits for the paper ID (rules.md V1)', () => {
  const mobileIds = [makePhone({ state: 'expired' })];
  const paperId = { number: '1', validUntil: '2026-09-30', valid: false };
  assert.equal(stageOf(makeChild({ mobileIds, paperId, order: makeOrder({ state: 'closed' }) })), 'expired');
  assert.equal(stageOf(makeChild({ mobileIds: [makePhone({ state: 'revoked' })] })), 'to_order');
});
