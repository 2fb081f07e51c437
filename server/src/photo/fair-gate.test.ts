import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFairGate, type GateLimits, type Lane } from './fair-gate.ts';

const limits: GateLimits = {
  running: 3,
  runningPerSchool: 2,
  runningMemory: 100,
  waiting: 10,
  waitingBytes: 100,
  waitingPerAccount: 5,
  waitingBytesPerAccount: 50,
};
const light = { bytes: 1, memory: 1 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to, and who has started so far. */
function createYard(parts: Partial<GateLimits> = {}) {
  const gate = createFairGate({ ...limits, ...parts });
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const send = (name: string, lane: Lane, weight = light): Promise<string> =>
    gate(lane, weight, () => {
      started.push(name);
      return new Promise((resolve, reject) =>
        ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error))),
      );
    });
  const finish = async (name: string, error?: Error): Promise<void> => {
    ends.get(name)?.(error);
    await turn();
  };
  return { send, finish, started };
}

test('somebody whose photos never end keeps the own later ones waiting and nobody else’s', async () => {
  const { send, started } = createYard();
  for (const name of ['a1', 'a2', 'a3']) void send(name, { school: 1, account: 'a' });
  void send('b1', { school: 1, account: 'b' });
  void send('c1', { school: 2, account: 'c' });
  await turn();
  assert.deepEqual(started, ['a1', 'b1', 'c1']);
});

test('a school never has all places, and another one comes in at once', async () => {
  const { send, started } = createYard();
  for (const account of ['a', 'b', 'c']) void send(account, { school: 1, account });
  await turn();
  assert.deepEqual(started, ['a', 'b']);
  void send('d', { school: 2, account: 'd' });
  await turn();
  assert.deepEqual(started, ['a', 'b', 'd']);
});

test('whoever had the last turn longest ago is next, schools before accounts; a failure gives its place on', async () => {
  const { send, finish, started } = createYard({ running: 1, runningPerSchool: 1 });
  const first = send('a1', { school: 1, account: 'a' });
  for (const name of ['a2', 'a3']) void send(name, { school: 1, account: 'a' });
  void send('b1', { school: 1, account: 'b' });
  void send('c1', { school: 2, account: 'c' });
  await turn();
  const failed = assert.rejects(first, /broken/);
  await finish('a1', new Error('broken'));
  await failed;
  for (const name of ['c1', 'b1', 'a2']) await finish(name);
  assert.deepEqual(started, ['a1', 'c1', 'b1', 'a2', 'a3']);
});

test('what needs much memory waits until there is room, and alone it always goes', async () => {
  const { send, finish, started } = createYard();
  void send('heavy', { school: 1, account: 'a' }, { bytes: 1, memory: 80 });
  void send('heavy too', { school: 2, account: 'b' }, { bytes: 1, memory: 80 });
  void send('light', { school: 2, account: 'c' });
  await turn();
  assert.deepEqual(started, ['heavy', 'light']);
  await finish('heavy');
  assert.deepEqual(started, ['heavy', 'light', 'heavy too']);
  const alone = createYard();
  void alone.send('huge', { school: 1, account: 'a' }, { bytes: 1, memory: 1000 });
  await turn();
  assert.deepEqual(alone.started, ['huge']);
});

test('who comes when too many or too much waits is told when to come again', async () => {
  const byNumber = createYard({ waitingPerAccount: 1 });
  const lane = { school: 1, account: 'a' };
  void byNumber.send('1', lane);
  void byNumber.send('2', lane);
  const tooMany = { type: 'rate_limited', details: { retryAfterSeconds: 10 } };
  await assert.rejects(byNumber.send('3', lane), tooMany);
  void byNumber.send('other', { school: 1, account: 'b' });
  await turn();
  assert.deepEqual(byNumber.started, ['1', 'other']);
  const byBytes = createYard();
  void byBytes.send('1', lane);
  await assert.rejects(byBytes.send('2', lane, { bytes: 51, memory: 1 }), tooMany);
});
