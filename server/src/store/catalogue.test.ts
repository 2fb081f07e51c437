import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { auditEvents } from '@mleg/core/catalogue/audit-events';
import { familyEvents } from '@mleg/core/catalogue/family-events';
import { orderRefusals, portraitRefusals, revocationReasons } from '@mleg/core/catalogue/reasons';
import {
  holdCauses,
  holdMakers,
  mobileIdStates,
  paperIdStates,
  portraitStates,
  pupilStatuses,
} from '@mleg/core/catalogue/states';
import {
  openOrderStates,
  orderChannels,
  orderParts,
  orderStates,
  standingOrderStates,
  tickingOrderStates,
  undecidedOrderStates,
  waitingOrderStates,
} from '@mleg/core/order/order';

/** SQL names things by words. Each of them is one of a catalogue, or the database would wait for what never comes. */

const FOLDER = import.meta.dirname;
const textOf = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');
const sqlIn = (folder: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(folder, name));
const withoutComments = (sql: string): string => sql.replace(/--.*$/gm, '');

const functions = sqlIn('functions').map((file) => ({ file, sql: withoutComments(textOf(file)) }));
const migrations = sqlIn('migrations')
  .map((file) => withoutComments(textOf(file)))
  .join('\n');
/** The SQL texts of the store's modules: what stands in back-ticks or after `text:`. */
const statements = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .flatMap((file) =>
    [...textOf(file).matchAll(/`([^`]*)`|text: '((?:[^'\\]|\\.)*)'/g)]
      .map(([, template, plain]) => template ?? plain ?? '')
      .filter((sql) => /\b(select|insert|update|delete)\b/i.test(sql))
      .map((sql) => ({ file, sql: withoutComments(sql) })),
  );

/** Quoted words of the catalogues' spelling. */
const wordsIn = (sql: string): string[] =>
  [...sql.matchAll(/'([a-z]+(?:_[a-z]+)*)'/g)].map(([, word]) => word ?? '');

/** What a column may hold, as its CHECK says: words in no catalogue of ours but the database's own. */
const checked = new Set(
  [...migrations.matchAll(/check \(\w+ in\s*\(([^)]*)\)\)/g)].flatMap(([, list]) => wordsIn(list ?? '')),
);

const catalogues: ReadonlySet<string> = new Set([
  ...Object.keys(auditEvents),
  ...familyEvents,
  ...revocationReasons,
  ...portraitRefusals,
  ...orderRefusals,
  ...mobileIdStates,
  ...paperIdStates,
  ...portraitStates,
  ...pupilStatuses,
  ...holdCauses,
  ...holdMakers,
  ...orderStates,
  ...orderChannels,
  ...orderParts,
  ...checked,
]);

/** Words between a step's SQL and the store: outcomes, the wallet's events, kinds of actors, names of the database itself. */
const between = new Set([
  ...['ok', 'denied', 'not_found', 'other_phone', 'phones_max', 'suspended_by_school', 'reported_lost'],
  ...[
    'dpop_replayed',
    'invalid_grant',
    'invalid_nonce',
    'invalid_notification_id',
    'invalid_request',
    'invalid_token',
  ],
  ...['credential_accepted', 'credential_deleted', 'staff', 'api', 'wallet', 'system'],
  ...['status_offline_sequence', 'status_online_sequence', 'public', 'trigger', 'lock_timeout'],
  // What a backup asks the database of itself, and who puts one back.
  ...['r', 'f', 'v', 'e', 'id', 'school_id', 'school_directory', 'audit_event', 'audit_event_id_seq'],
  ...['mleg_app', 'mleg_public', 'issuer_identifier', 'restore'],
  // The store's own unions beside their statements: whose suspensions are lifted, where an objection stands.
  ...['anybody', 'party', 'to_decide', 'stands'],
  // Keys of a JSON value, and what a page is asked for.
  ...['at', 'by', 'cause', 'role', 'no_portrait'],
]);

test('every word in a text of SQL is one of a catalogue', () => {
  assert.ok(statements.length > 100 && functions.length > 15);
  const strange = [...functions, ...statements].flatMap(({ file, sql }) =>
    wordsIn(sql)
      .filter((word) => !catalogues.has(word) && !between.has(word))
      .map((word) => `${file}: ${word}`),
  );
  assert.deepEqual([...new Set(strange)], []);
});

test('no text of SQL makes a word of two', () => {
  for (const { file, sql } of [...functions, ...statements])
    assert.doesNotMatch(sql, /'[a-z_]+_' \|\|/, `${file} puts a code together`);
});

/** The words of `insert into audit_event`, the third column's. */
const auditWords = functions.flatMap(({ sql }) =>
  [...sql.matchAll(/insert into audit_event[^;]*;/g)].flatMap(([insert]) => wordsIn(insert)),
);

test('what SQL writes into the log are events of the catalogue', () => {
  const events = auditWords.filter((word) => word.startsWith('mobile_id_') || word.startsWith('offer_'));
  assert.deepEqual([...new Set(events)].sort(), [
    'mobile_id_confirmed',
    'mobile_id_credential_deleted',
    'mobile_id_credential_failure',
    'mobile_id_delivered',
    'mobile_id_superseded',
    'offer_locked',
  ]);
  for (const event of events) assert.ok(Object.hasOwn(auditEvents, event), event);
});

test('each column takes the states of its catalogue', () => {
  const columns: readonly (readonly [string, readonly string[]])[] = [
    ['orders', orderStates],
    ['mobile IDs', mobileIdStates],
    ['portraits', portraitStates],
    ['paper IDs', paperIdStates.filter((state) => state !== 'expired')],
    ['pupils', pupilStatuses],
    ['channels', orderChannels],
    ['revocations', revocationReasons],
    ['holds', holdMakers],
    ['causes', holdCauses],
  ];
  const sets = [...migrations.matchAll(/check \(\w+ in\s*\(([^)]*)\)\)/g)].map(([, list]) =>
    wordsIn(list ?? ''),
  );
  for (const [name, wanted] of columns)
    assert.ok(
      sets.some((set) => wanted.every((word) => set.includes(word))),
      name,
    );
});

test('sets of order states are spelt once: SQL names one of core’s sets or a single state', () => {
  const named = [
    openOrderStates,
    standingOrderStates,
    tickingOrderStates,
    undecidedOrderStates,
    waitingOrderStates,
  ].map((set) => [...set].sort().join());
  const own: readonly string[] = ['received', 'incomplete', 'to_check', 'closed', 'withdrawn'];
  for (const { file, sql } of [...functions, ...statements])
    for (const [, list = ''] of sql.matchAll(/state in\s*\(([^)]*)\)/g)) {
      const words = wordsIn(list).sort();
      // A set of which each word is an order's, and one an order's alone.
      const isOfOrders =
        words.some((word) => own.includes(word)) &&
        words.every((word) => (orderStates as readonly string[]).includes(word));
      if (isOfOrders) assert.ok(named.includes(words.join()), `${file}: ${list}`);
    }
});
