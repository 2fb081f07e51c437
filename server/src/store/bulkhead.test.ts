import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BulkheadLimits, createBulkhead } from './bulkhead.ts';

const LIMITS: BulkheadLimits = { total: 4, perSchool: 3, waitingPerSchool: 2, waitMs: 1000 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a school takes no more than its share, another one has a place at once', () => {
  const bulkhead = createBulkhead(LIMITS);
  for (let at = 0; at < 3; at += 1) assert.equal(bulkhead.enter(1), undefined);
  const fourth = bulkhead.enter(1);
  assert.ok(fourth instanceof Promise);
  assert.equal(bulkhead.enter(2), undefined);
  bulkhead.leave(1);
  return fourth;
});

test('more than a bounded number of one school is refused as busy, and waits for nothing', async () => {
  const bulkhead = createBulkhead(LIMITS);
  for (let at = 0; at < 3; at += 1) void bulkhead.enter(1);
  const waiting = [bulkhead.enter(1), bulkhead.enter(1)];
  assert.throws(() => bulkhead.enter(1), { type: 'unavailable', details: { reason: 'busy' } });
  bulkhead.leave(1);
  bulkhead.leave(1);
  await Promise.all(waiting);
});

test('places that come free go round the schools, however long one of them queues', async () => {
  const bulkhead = createBulkhead({ total: 1, perSchool: 1, waitingPerSchool: 8, waitMs: 1000 });
  const order: number[] = [];
  void bulkhead.enter(1);
  for (const school of [1, 1, 1, 2, 3]) void bulkhead.enter(school)?.then(() => order.push(school));
  for (const school of [1, 1, 2, 3, 1]) {
    bulkhead.leave(school);
    await turn();
  }
  assert.deepEqual(order, [1, 2, 3, 1, 1]);
});

test('who waited too long hears it, and leaves no place behind', async () => {
  const bulkhead = createBulkhead({ ...LIMITS, total: 1, waitMs: 5 });
  void bulkhead.enter(1);
  await assert.rejects(Promise.resolve(bulkhead.enter(2)), { type: 'unavailable' });
  bulkhead.leave(1);
  assert.equal(bulkhead.enter(2), undefined);
});

test('whatever comes and goes, no place is lost or given twice', async () => {
  const bulkhead = createBulkhead({ total: 5, perSchool: 2, waitingPerSchool: 50, waitMs: 5000 });
  let running = 0;
  let most = 0;
  const work = async (school: number): Promise<void> => {
    await bulkhead.enter(school);
    running += 1;
    most = Math.max(most, running);
    for (let at = 0; at < 1 + (school % 3); at += 1) await turn();
    running -= 1;
    bulkhead.leave(school);
  };
  await Promise.all(Array.from({ length: 200 }, (_, at) => work(at % 7)));
  assert.equal(running, 0);
  assert.equal(most, 5);
});
