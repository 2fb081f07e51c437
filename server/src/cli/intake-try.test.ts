import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ExitCode, type Io, UsageError } from './command.ts';
import { tryIntake } from './intake-try.ts';

const folder = await mkdtemp(join(tmpdir(), 'mleg-intake-'));
after(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const pupil = {
  ...{
    id: 'A-1',
    tenant: 'a',
    first: 'Zofia',
    second: null,
    last: 'Próbna',
    class: '4A',
    dob: '2016-03-14',
    sex: 'F',
  },
  guardians: [{ name: 'Marta Próbna', email: 'marta@dom.example', custody: 'full' }],
  ...{ pesel: '16231410123', paper_id: { number: '1', status: 'valid' } },
};
const roster = await file(
  'roster.json',
  JSON.stringify([pupil, { ...pupil, id: 'B-1', tenant: 'b', guardians: [] }]),
);
const order = {
  ...{
    id: 'c1',
    received: '2026-09-07T07:15:00+02:00',
    tenant: 'a',
    channel: 'email',
    subject: 'mLegitymacja',
  },
  ...{ from: { name: 'Marta Próbna', email: 'marta@dom.example' }, body: 'zdjęcie Zosi z 3a' },
  attachments: [{ name: 'IMG_1.jpg', type: 'image/jpeg', size: 900_000 }],
};

async function run(
  args: readonly string[],
  input = '',
): Promise<{ code: ExitCode; answers: Record<string, unknown>[] }> {
  const lines: string[] = [];
  const io: Io = {
    say: (line) => lines.push(line),
    warn: () => undefined,
    readInput: async () => input,
    input: async function* () {
      yield Buffer.from(input);
    },
    fetch,
    now: () => Date.parse('2026-12-01T12:00:00Z') / 1000,
  };
  const code = await tryIntake(args, io);
  return { code, answers: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('one JSON line comes for each case, in the words of the labels; its received date is its now', async () => {
  const cases = await file(
    'cases.jsonl',
    [order, { ...order, id: 'c2', received: undefined }].map((one) => JSON.stringify(one)).join('\n'),
  );
  const { code, answers } = await run(['--register', roster, cases]);
  assert.equal(code, 0);
  assert.deepEqual(answers[0], {
    id: 'c1',
    intent: 'issue',
    pupils: [{ match: 'A-1', class_written: '3a', photo: 'IMG_1.jpg' }],
    photo_checks: { 'IMG_1.jpg': 'ok' },
    decision: 'auto_draft',
    flags: ['nickname', 'last_year_class'],
  });
  // In December last year's class is a mistake.
  assert.deepEqual(
    [answers[1]?.['decision'], answers[1]?.['flags']],
    ['human_review', ['nickname', 'class_mismatch']],
  );
});

test('matching stays within the case’s school', async () => {
  const { answers } = await run(
    ['--register', roster],
    JSON.stringify({ ...order, tenant: 'b', body: 'Zofia Próbna 4a' }),
  );
  assert.match(JSON.stringify(answers[0]?.['pupils']), /"match":"B-1"/);
  assert.equal(answers[0]?.['decision'], 'human_review');
  const nowhere = await run(
    ['--register', roster],
    JSON.stringify({ ...order, tenant: 'c', body: 'Zofia Próbna 4a' }),
  );
  assert.deepEqual(nowhere.answers[0]?.['pupils'], []);
});

test('a bad line is answered with its number and why, and the others go on', async () => {
  const long = JSON.stringify({ ...order, body: 'x'.repeat(1_100_000) });
  const lines = [
    JSON.stringify(order),
    'no json',
    '[]',
    '',
    JSON.stringify({ ...order, id: 'x', subject: 5 }),
    JSON.stringify({ ...order, received: 'soon' }),
    long,
    JSON.stringify({ ...order, id: 'last' }),
  ];
  const { code, answers } = await run(['--register', roster], lines.join('\n'));
  assert.equal(code, 1);
  assert.deepEqual(
    answers.map(({ id, line, error, decision }) => [id, line, error, decision]),
    [
      ['c1', undefined, undefined, 'auto_draft'],
      [null, 2, 'not_json', undefined],
      [null, 3, 'not_a_case', undefined],
      ['x', 5, 'not_a_case', undefined],
      ['c1', 6, 'not_a_case', undefined],
      [null, 7, 'too_long', undefined],
      ['last', undefined, undefined, 'auto_draft'],
    ],
  );
});

test('the register may be a register CSV; its pupils are of the school that a case names', async () => {
  const csv = await file(
    'register.csv',
    'Nazwisko;Imię;Data urodzenia;PESEL;Klasa;Opiekun;E-mail opiekuna\nPróbna;Zofia;2016-03-14;16231410123;4A;Marta Próbna;marta@dom.example\n',
  );
  const { answers } = await run(['--register', csv], JSON.stringify(order));
  assert.equal(answers[0]?.['decision'], 'auto_draft', JSON.stringify(answers));
});

test('without a register or cases there is no answer', async () => {
  await assert.rejects(run([], ''), UsageError);
  await assert.rejects(run(['--register', roster], ''), UsageError);
  await assert.rejects(run(['--register', join(folder, 'none.json')], 'x'), UsageError);
  await assert.rejects(run(['--register', roster, join(folder, 'none.jsonl')]), UsageError);
  await assert.rejects(run(['--register', await file('odd.json', '{"a":1}')], 'x'), UsageError);
});

const shared = new URL('../../../../shared/cases/', import.meta.url);
const labelled = await readFile(new URL('intake.jsonl', shared), 'utf8').catch(() => undefined);

type Label = { readonly decision: string; readonly pupils: readonly { readonly match: string | null }[] };

test('of the labelled cases nine in ten are decided as labelled, and no wrong pupil is drafted', {
  skip: labelled === undefined && 'SKIPPED: the folder ../shared is not beside this checkout',
}, async (context) => {
  const { answers } = await run(['--register', new URL('roster.json', shared).pathname], labelled);
  const labels = (labelled ?? '')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { expected: Label }).expected);
  const matches = (pupils: Label['pupils']): string =>
    pupils
      .map(({ match }) => match ?? '?')
      .toSorted()
      .join();
  let [same, wrong] = [0, 0];
  for (const [at, label] of labels.entries()) {
    const answer = answers[at] as unknown as Label;
    if (answer.decision === label.decision) same += 1;
    if (answer.decision === 'auto_draft' && matches(answer.pupils) !== matches(label.pupils)) wrong += 1;
  }
  context.diagnostic(`${same} of ${labels.length} decided as labelled, ${wrong} wrong pupils drafted`);
  assert.equal(wrong, 0);
  assert.ok(same >= 0.9 * labels.length);
});
