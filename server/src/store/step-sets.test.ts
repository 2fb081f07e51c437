import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Statement } from './pool.ts';
import { createStepSets, SET_MAX, stepOf } from './step-sets.ts';

/** A database that answers when the test says so. */

const STEP = stepOf('look', 'look', 'outcome', ['text']);
const isSet = (statement: Statement): boolean => statement === STEP.set;

type Asked = {
  readonly school: number;
  readonly statement: Statement;
  /** What the calls ask for, in the order in which they stand in the statement. */
  readonly names: readonly string[];
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
};

function createDatabase() {
  const asked: Asked[] = [];
  const call = createStepSets(
    (school, statement, values) =>
      new Promise((resolve, reject) => {
        const names = (isSet(statement) ? values[1] : [values[1]]) as string[];
        const rows = names.map((name, at) => ({ place: at + 1, outcome: name }));
        asked.push({ school, statement, names, answer: () => resolve(rows.reverse()), fail: reject });
      }),
  );
  const ask = async (name: string, { school = 1, key = name } = {}): Promise<string> => {
    const [row] = await call(school, STEP, [school, name], key);
    return (row as { outcome: string }).outcome;
  };
  /** Answers all that is asked until nothing is. */
  const answerAll = async (from = 0): Promise<void> => {
    for (let at = from; at < asked.length; at += 1) {
      asked[at]?.answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { asked, ask, answerAll };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const failure = (code: string): Error => Object.assign(new Error(code), { code });

test('a lone call leaves at once and alone; those that come meanwhile leave together, each with its own answer', async () => {
  const { asked, ask, answerAll } = createDatabase();
  const answers = ['d', 'c', 'a', 'b'].map((name) => ask(name));
  assert.deepEqual(
    asked.map(({ names }) => names),
    [['d']],
  );
  assert.ok(!isSet(asked[0]?.statement ?? STEP.set));
  await answerAll();
  assert.deepEqual(await Promise.all(answers), ['d', 'c', 'a', 'b']);
  assert.deepEqual(asked[1]?.names, ['a', 'b', 'c'], 'in one order, whoever came first');
  assert.equal(asked.length, 2);
});

test('two calls of one offer are never in one statement, and keep their order', async () => {
  const { asked, ask, answerAll } = createDatabase();
  const answers = ['x', 'a1', 'b1', 'a2', 'a3', 'b2'].map((name) => ask(name, { key: name[0] ?? '' }));
  await answerAll();
  await Promise.all(answers);
  assert.deepEqual(
    asked.map(({ names }) => names),
    [['x'], ['a1', 'b1'], ['a2', 'b2'], ['a3']],
  );
});

test('two schools are never in one statement, and do not wait for each other', async () => {
  const { asked, ask, answerAll } = createDatabase();
  const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, at) => ask(name, { school: 1 + (at % 2) }));
  assert.deepEqual(
    asked.map(({ school }) => school),
    [1, 2],
  );
  await answerAll();
  await Promise.all(answers);
  assert.deepEqual(
    asked.map(({ school, names }) => [school, ...names]),
    [
      [1, 'a'],
      [2, 'b'],
      [1, 'c', 'e'],
      [2, 'd', 'f'],
    ],
  );
});

test('a statement has a bounded number of calls, and so has the line that waits', async () => {
  const { asked, ask, answerAll } = createDatabase();
  const answers = Array.from({ length: 600 }, (_, at) => ask(`n${at}`));
  const settled = Promise.allSettled(answers);
  await turn();
  await answerAll();
  const refused = (await settled).filter((one) => one.status === 'rejected');
  assert.equal(refused.length, 600 - 1 - 512);
  for (const { reason } of refused) assert.equal((reason as { type?: string }).type, 'unavailable');
  assert.ok(asked.every(({ names }) => names.length <= SET_MAX));
  assert.equal(asked.length, 1 + 512 / SET_MAX);
});

for (const code of ['22021', '23505', '55P03', '40P01', 'P0001']) {
  test(`what fails with ${code} takes no neighbour with it: each is asked again by itself`, async () => {
    const { asked, ask } = createDatabase();
    const answers = Promise.allSettled(['first', 'good', 'poisoned', 'sound'].map((name) => ask(name)));
    asked[0]?.answer();
    await turn();
    asked[1]?.fail(failure(code));
    await turn();
    assert.deepEqual(
      asked.slice(2).map(({ names }) => names),
      [['good'], ['poisoned'], ['sound']],
    );
    asked[2]?.answer();
    asked[3]?.fail(failure(code));
    asked[4]?.answer();
    assert.deepEqual(
      (await answers).map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
  });
}

for (const code of ['57P01', '08006', 'ECONNRESET', '57014', '53100']) {
  test(`a set that is lost with ${code} is a 503 for its calls, asked only once; the next go on`, async () => {
    const { asked, ask, answerAll } = createDatabase();
    const answers = Promise.allSettled(['first', 'a', 'b'].map((name) => ask(name)));
    asked[0]?.answer();
    await turn();
    const later = ask('later');
    asked[1]?.fail(failure(code));
    await turn();
    await answerAll(2);
    const [first, ...lost] = await answers;
    assert.equal(first?.status, 'fulfilled');
    for (const one of lost)
      assert.equal(
        one.status === 'rejected' && (one.reason as { type?: string }).type,
        'unavailable',
        'not done again: nobody knows what was done',
      );
    assert.equal(await later, 'later');
    assert.equal(asked.length, 3);
  });
}

test('a set that is stuck does not hold up the next ones for long, and only a few are under way at once', async () => {
  const { asked, ask, answerAll } = createDatabase();
  const answers = [ask('stuck')];
  for (let round = 0; round < 7; round += 1) {
    answers.push(ask(`r${round}`));
    await new Promise((resolve) => setTimeout(resolve, 130));
  }
  assert.deepEqual(
    asked.map(({ names }) => names),
    [['stuck'], ['r0'], ['r1'], ['r2']],
  );
  await answerAll();
  assert.equal((await Promise.all(answers)).length, 8);
});
