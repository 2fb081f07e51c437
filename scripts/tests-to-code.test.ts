import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, linesOf, rowOf } from './tests-to-code.ts';

test('a fixture and a test’s world are neither tests nor code', () => {
  assert.equal(kindOf('packages/core/src/order/order.test.ts'), 'test');
  assert.equal(kindOf('testing/src/flows/start.test.ts'), 'test');
  assert.equal(kindOf('testing/src/flows/world.ts'), 'help');
  assert.equal(kindOf('packages/core/src/offline-qr/offline-fixture.ts'), 'help');
  assert.equal(kindOf('server/src/store/functions/use_token.sql'), 'code');
});

test('blank lines and comments count for nothing', () => {
  assert.equal(linesOf('/** what\n * it does */\nconst a = 1;\n\n// why\nconst b = 2; // here\n'), 2);
  assert.equal(linesOf('-- why\nselect 1;\n'), 1);
});

test('a row has both counts and their ratio', () => {
  assert.match(rowOf('x', { tests: 12, code: 10 }), /^x\s+12\s+10\s+1\.20$/);
  assert.match(rowOf('x', { tests: 1, code: 0 }), /–$/);
});
