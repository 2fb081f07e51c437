import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, createSchool, writeLetter } from './generated-fixture.ts';
import { proposeCase } from './propose.ts';
import { createRegisterIndex } from './register-index.ts';

const isLong = process.env['TEST_LONG'] !== undefined;
const SCHOOLS = isLong ? 60 : 6;
const LETTERS = isLong ? 1000 : 250;

test('in generated schools no wrong pupil is ever drafted, nobody’s of another school, nothing for a sender without rights', (context) => {
  const counts: Record<string, number> = {};
  let [own, drafted] = [0, 0];
  for (let seed = 1; seed <= SCHOOLS; seed += 1) {
    const random = createRandom(seed);
    const schools = [createSchool(random, 'a', 60), createSchool(random, 'b', 60)] as const;
    const index = createRegisterIndex(schools[0].children.map(({ pupil }) => pupil));
    for (let count = 0; count < LETTERS; count += 1) {
      const school = count % 10 === 9 ? schools[1] : schools[0];
      const { message, meant, isOther } = writeLetter(random, school);
      const found = proposeCase(message, index, '2026-09-14');
      const said = `seed ${seed} letter ${count}: ${JSON.stringify({ message, meant: meant.map(({ pupil }) => pupil), found })}`;
      counts[found.decision] = (counts[found.decision] ?? 0) + 1;
      for (const { match, candidates = [] } of found.pupils)
        assert.ok([match, ...candidates].every((id) => id === null || id.startsWith('a-')), said);
      const isHere = school === schools[0];
      if (!isOther && isHere) own += 1;
      if (found.decision !== 'auto_draft') continue;
      assert.ok(isHere && !isOther, said);
      assert.deepEqual(found.pupils.map(({ match }) => match), meant.map(({ pupil }) => pupil.id), said);
      drafted += 1;
    }
  }
  const share = Math.round((100 * drafted) / own);
  context.diagnostic(`${SCHOOLS * LETTERS} letters: 0 wrong pupils; ${share} % of the parents’ own orders drafted; ${JSON.stringify(counts)}`);
  assert.ok(share >= 75, `${share} % drafted`);
});
