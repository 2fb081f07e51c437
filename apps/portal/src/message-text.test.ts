import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyEvents } from '@mleg/core/catalogue/family-events';
import { m } from '@mleg/i18n/messages';
import { messageText } from './message-text.ts';

const say = (subject: string, facts: unknown = {}): string =>
  messageText({ subject, body: JSON.stringify(facts) });

test('every event that the school tells has a sentence of its own (rules.md O8)', () => {
  const sentences = familyEvents.map((event) => say(event, { on: '2026-12-01', dueOn: '2026-12-01' }));
  assert.ok(!sentences.includes(m.portal_event_other()));
  assert.equal(new Set(sentences).size, familyEvents.length);
});

test('a sentence names the day, the reason, what is missing', () => {
  assert.match(say('order_received', { dueOn: '2026-12-01' }), /do wtorku 1\sgrudnia/);
  assert.match(say('portrait_refused', { reason: 'blurred' }), /nieostre/);
  assert.match(
    say('order_incomplete', { missing: 'portrait paper_id' }),
    /czeka na zdjęcie, czeka na tradycyjną/,
  );
  assert.match(say('mobile_id_suspended', { by: 'lock_code' }), /kodem blokady/);
});

test('an ID that the paper ID’s day suspends or gives back is told as that (rules.md V6)', () => {
  assert.match(
    say('mobile_id_suspended', { by: 'school', cause: 'paper_id', on: '2026-12-01' }),
    /minął 1\sgrudnia/,
  );
  assert.match(say('mobile_id_restored', { by: 'school', cause: 'paper_id' }), /zmieniła termin/);
  assert.match(say('mobile_id_revoked', { reason: 'device_lost' }), /nowy kod/);
  assert.doesNotMatch(say('mobile_id_revoked', { reason: 'fraud' }), /nowy kod/);
});

test('an unknown event, a broken body, a name of the prototype are still announced and break nothing', () => {
  assert.equal(say('something_new'), m.portal_event_other());
  assert.equal(say('toString'), m.portal_event_other());
  assert.equal(messageText({ subject: 'portrait_refused', body: 'not json' }).includes('undefined'), false);
  assert.equal(say('order_received', { dueOn: 5 }), m.portal_event_order_received());
  assert.equal(say('order_received', null), m.portal_event_order_received());
});
