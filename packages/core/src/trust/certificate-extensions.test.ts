import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, encodeUtf8 } from '../encoding/bytes.ts';
import { createFixtureKey } from '../offline-qr/offline-fixture.ts';
import { readCertificateExtensions } from './certificate-extensions.ts';
import { createCertificate, createExtension, createExtKeyUsage, der } from './certificate-fixture.ts';
import { readDerSequence } from './der.ts';
import { parseLeafCertificate } from './leaf-certificate.ts';

/** The extensions that we read, one by one. */

const id = (last: number): number[] => [0x55, 0x1d, last];
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const read = (...extensions: Uint8Array[]) =>
  readCertificateExtensions(readDerSequence(der(0xa3, der(0x30, ...extensions)))[0]);
const isMalformed = { type: 'malformed' };

test('a key’s use is read bit by bit (RFC 5280 4.2.1.3)', () => {
  const of = (...usage: number[]) => read(createExtension(id(15), der(0x03, bytes(...usage))));
  for (const [usage, signs, certifies] of [
    [[7, 0x80], true, false],
    [[2, 0x04], false, true],
    [[1, 0x84], true, true],
    [[1, 0x02], false, false],
    [[0], false, false],
  ] as const) {
    const found = of(...usage);
    assert.deepEqual([found.hasDigitalSignature, found.hasCertSign], [signs, certifies], usage.join());
  }
});

test('an authority says so, with the length of its path or without one (RFC 5280 4.2.1.9)', () => {
  const of = (...parts: Uint8Array[]) => read(createExtension(id(19), der(0x30, ...parts)));
  const yes = der(0x01, bytes(255));
  const no = der(0x01, bytes(0));
  const length = (...value: number[]) => der(0x02, bytes(...value));
  const seen = (...parts: Uint8Array[]) => {
    const { isCa, pathLength } = of(...parts);
    return [isCa, pathLength];
  };
  assert.deepEqual(seen(), [false, undefined]);
  assert.deepEqual(seen(no), [false, undefined]);
  assert.deepEqual(seen(yes), [true, undefined]);
  assert.deepEqual(seen(yes, length(0)), [true, 0]);
  assert.deepEqual(seen(yes, length(127)), [true, 127]);
  for (const bad of [
    [yes, length(128)],
    [yes, length(0, 128)],
    [yes, der(0x02)],
    [yes, der(0x04, bytes(1))],
    [no, length(0)],
    [length(0)],
  ])
    assert.throws(() => of(...bad), isMalformed);
});

test('names are read by their kind, 1 to 100 of them (RFC 5280 4.2.1.6)', () => {
  const dns = (text: string) => der(0x82, encodeUtf8(text));
  const of = (...names: Uint8Array[]) => read(createExtension(id(17), der(0x30, ...names)));
  const found = of(
    dns('a.example'),
    der(0x86, encodeUtf8('https://b.example')),
    der(0x81, encodeUtf8('c@d.example')),
  );
  assert.deepEqual([found.sanDnsNames, found.sanUris], [['a.example'], ['https://b.example']]);
  assert.equal(of(...Array.from({ length: 100 }, () => dns('a'))).sanDnsNames.length, 100);
  assert.throws(() => of(...Array.from({ length: 101 }, () => dns('a'))), isMalformed);
  assert.throws(() => of(), isMalformed);
});

test('purposes are 1 to 100 (RFC 5280 4.2.1.12)', () => {
  assert.deepEqual(read(createExtKeyUsage([1, 2])).purposes, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  assert.equal(read(createExtKeyUsage(Array.from({ length: 100 }, () => 1))).purposes?.length, 100);
  for (const count of [0, 101])
    assert.throws(() => read(createExtKeyUsage(Array.from({ length: count }, () => 1))), isMalformed);
});

test('an extension that is critical and not known is told of, any other is passed over; none comes twice (4.2)', () => {
  const unknown = (isCritical: boolean) => createExtension([0x2a, 3], der(0x05), isCritical);
  assert.equal(read(unknown(true)).hasUnknownCritical, true);
  assert.equal(read(unknown(false)).hasUnknownCritical, false);
  assert.throws(() => read(unknown(false), unknown(false)), isMalformed);
  const notCritical = der(0x30, der(0x06, bytes(0x2a, 3)), der(0x01, bytes(0)), der(0x04, der(0x05)));
  assert.equal(read(notCritical).hasUnknownCritical, false);
  const tooMany = der(0x30, der(0x06, bytes(0x2a, 3)), der(0x01, bytes(0)), der(0x04), der(0x05));
  assert.throws(() => read(tooMany), isMalformed);
  assert.throws(() => read(createExtension(id(15), concatBytes())), isMalformed);
});

test('the key of whoever signed is read where it is named (4.2.1.1)', () => {
  const of = (...parts: Uint8Array[]) => read(createExtension(id(35), der(0x30, ...parts))).authorityKeyId;
  assert.equal(of(der(0x80, bytes(1, 2, 3))), 'AQID');
  assert.equal(of(), undefined);
  assert.equal(of(der(0x81, bytes(1))), undefined);
});

test('policies come once each, and what a critical one qualifies must be understood (4.2.1.4)', () => {
  const policy = (last: number, ...qualifiers: number[][]) =>
    der(
      0x30,
      der(0x06, bytes(0x2a, last)),
      ...(qualifiers.length === 0
        ? []
        : [der(0x30, ...qualifiers.map((one) => der(0x30, der(0x06, Uint8Array.from(one)))))]),
    );
  const of = (isCritical: boolean, ...policies: Uint8Array[]) =>
    read(createExtension(id(32), der(0x30, ...policies), isCritical)).hasUnknownCritical;
  const statement = [0x2b, 6, 1, 5, 5, 7, 2, 1];
  assert.equal(of(true, policy(1), policy(2)), false);
  assert.equal(of(true, policy(1, statement)), false);
  assert.equal(of(true, policy(1, [0x2a, 9])), true);
  assert.equal(of(false, policy(1, [0x2a, 9])), false);
  assert.throws(() => of(false, policy(1), policy(1)), isMalformed);
  assert.throws(() => of(false), isMalformed);
});

test('nothing stands behind a certificate or beside its three parts (RFC 5280 4.1)', async () => {
  const key = await createFixtureKey();
  const good = await createCertificate({
    key: key.jwk,
    sign: key.sign,
    uri: 'https://a.example',
    notBeforeAt: 1_790_000_000,
    notAfterAt: 1_790_000_100,
    keyUsage: 0x80,
  });
  assert.ok(parseLeafCertificate(good));
  assert.throws(() => parseLeafCertificate(concatBytes(good, der(0x05))), isMalformed);
  const parts = readDerSequence(readDerSequence(good)[0]?.content ?? bytes()).map(({ whole }) => whole);
  assert.equal(parts.length, 3);
  assert.ok(parseLeafCertificate(der(0x30, ...parts)));
  assert.throws(() => parseLeafCertificate(der(0x30, ...parts, der(0x05))), isMalformed);
  assert.throws(() => parseLeafCertificate(der(0x30)), isMalformed);
});
