import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, createSchool, type Written, writeLetter } from './generated-fixture.ts';
import type { Proposal } from './message.ts';
import { proposeCase } from './propose.ts';
import { createRegisterIndex } from './register-index.ts';

const isLong = process.env['TEST_LONG'] !== undefined;
const SCHOOLS = isLong ? 40 : 6;
const LETTERS = isLong ? 1000 : 200;
/** So many of the parents’ own orders at least need no reading by a person. */
const SHARE_MIN = 75;

type Tried = {
  readonly written: Written;
  readonly found: Proposal;
  readonly isHere: boolean;
  readonly said: string;
};

function* tryLetters(): Generator<Tried> {
  for (let seed = 1; seed <= SCHOOLS; seed += 1) {
    const random = createRandom(seed);
    const [here, there] = [createSchool(random, 'a', 60), createSchool(random, 'b', 60)];
    const index = createRegisterIndex(here.children.map(({ pupil }) => pupil));
    for (let count = 0; count < LETTERS; count += 1) {
      const isHere = count % 10 !== 9;
      const written = writeLetter(random, isHere ? here : there);
      const found = proposeCase(written.message, index, '2026-09-14');
      const meant = written.meant.map(({ pupil }) => pupil.id);
      const said = `seed ${seed} letter ${count}: ${JSON.stringify({ message: written.message, meant, found })}`;
      yield { written, found, isHere, said };
    }
  }
}

test('in generated schools no wrong pupil is ever drafted, nobody of another school proposed, nothing drafted for a sender without rights', (context) => {
  const counts: Record<string, number> = {};
  let [orders, drafted] = [0, 0];
  for (const { written, found, isHere, said } of tryLetters()) {
    counts[found.decision] = (counts[found.decision] ?? 0) + 1;
    const proposed = found.pupils.flatMap(({ match, candidates = [] }) => [
      ...candidates,
      ...(match === null ? [] : [match]),
    ]);
    assert.ok(
      proposed.every((id) => id.startsWith('a-')),
      said,
    );
    const isOrder = isHere && !written.isNoOrder;
    if (isOrder) orders += 1;
    if (found.decision !== 'auto_draft') continue;
    assert.ok(isOrder, said);
    const matches = found.pupils.map(({ match }) => match).toSorted();
    assert.deepEqual(matches, written.meant.map(({ pupil }) => pupil.id).toSorted(), said);
    drafted += 1;
  }
  const share = Math.round((100 * drafted) / orders);
  context.diagnostic(
    `${SCHOOLS * LETTERS} generated letters: 0 wrong pupils drafted; ${share} % of the parents’ own orders drafted; ${JSON.stringify(counts)}`,
  );
  assert.ok(share >= SHARE_MIN, `${share} % drafted`);
});
