import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseEncoding, chooseType } from './accept.ts';
import { encodedEtag, matchesEtag } from './etag.ts';

const JWT = 'application/statuslist+jwt';
const CWT = 'application/statuslist+cwt';
const choose = (header?: string): string | undefined => chooseType(header, [JWT, CWT]);

test('the type that Accept names with the highest weight is sent; a weight of 0 forbids it', () => {
  const cases: [string | undefined, string | undefined][] = [
    [undefined, JWT],
    ['', JWT],
    ['*/*', JWT],
    ['application/*', JWT],
    [CWT, CWT],
    [CWT.toUpperCase(), CWT],
    [`${CWT};q=0`, undefined],
    [`${CWT};q=0, */*`, JWT],
    [`${JWT};q=0, */*`, CWT],
    [`${JWT};q=0.5, ${CWT};q=0.6`, CWT],
    [`${JWT};q=0.5,${CWT};q=0.5`, JWT],
    [`${CWT} ; Q=1.000 , ${JWT};q=0.999`, CWT],
    [`${CWT}, */*;q=0.1`, CWT],
    [`*/*, ${CWT};q=0.1`, JWT],
    [`application/*;q=0.2, ${CWT}`, CWT],
    ['text/html,application/xhtml+xml,*/*;q=0.8', JWT],
    ['application/statuslist+cwtx', undefined],
    ['xapplication/statuslist+cwt', undefined],
    ['application/statuslist', undefined],
    ['application/json', undefined],
    ['text/*', undefined],
    [`${CWT};q=2`, undefined],
    [`${CWT};q=-1, ${JWT}`, JWT],
    [`${CWT};charset=utf-8`, CWT],
    [`,, ,${CWT}`, CWT],
    ['*/*;q=0', undefined],
  ];
  for (const [header, expected] of cases) assert.equal(choose(header), expected, String(header));
});

test('the encoding that the client takes is chosen, and none where it takes none', () => {
  const cases: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity;q=1, gzip;q=0.5', undefined],
    ['brx', undefined],
  ];
  for (const [header, expected] of cases) assert.equal(chooseEncoding(header), expected, String(header));
  assert.equal(chooseEncoding('br', ['gzip']), undefined);
});

test('an entity tag matches weakly, in a list, and by the star', () => {
  for (const header of ['"a"', 'W/"a"', '"b", "a"', ' "b" ,W/"a"', '*', '"b","a","c"'])
    assert.ok(matchesEtag(header, '"a"'), header);
  for (const header of [undefined, '', 'a', '"b"', '"A"', '"a-gzip"', '"*"', '"xa"'])
    assert.ok(!matchesEtag(header, '"a"'), String(header));
  assert.equal(encodedEtag('"a"', 'br'), '"a-br"');
  assert.equal(encodedEtag('"a"', undefined), '"a"');
});
