import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase45 } from '../encoding/base45.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { DomainError } from '../errors.ts';
import { createHolderProof } from './holder-proof.ts';
import { linkCborMax, mleg1CborMax, nameBytesMax, schoolNameBytesMax } from './limits.ts';
import { encodeLink, encodeMleg1, isMleg1, parseMleg1 } from './mleg1.ts';
import type { OfflineFacts } from './offline-card.ts';
import { shortenName, shortenSchoolName } from './offline-card.ts';
import {
  createCode,
  createFakeWebp,
  createWorld,
  deps,
  discount,
  kid,
  nowAt,
  paperEndAt,
  ticket,
} from './offline-fixture.ts';

const world = await createWorld();
const code = await createCode(world);
const isMalformed = { type: 'malformed' };

function cborOf(text: string): Uint8Array {
  const parsed = parseMleg1(text);
  const proof = [parsed.proof.proofAt, parsed.proof.signature, ...(parsed.proof.hasNonce ? [true] : [])];
  return Uint8Array.from([0x82, ...parsed.cwt, ...encodeCbor(proof)]);
}

const codeOf = (cbor: Uint8Array): string => `MLEG1:${encodeBase45(cbor)}`;

test('reads back every fact that was written, in each variant', async () => {
  const link: OfflineFacts = { ...ticket, variant: 'link', pictureLow: createFakeWebp(330) };
  for (const facts of [ticket, discount, link] satisfies OfflineFacts[]) {
    const parsed = parseMleg1(await createCode(await createWorld({ facts })));
    assert.deepEqual(parsed.credential.facts, facts);
    assert.deepEqual(parsed.credential.kid, kid);
    assert.equal(parsed.credential.expiresAt, paperEndAt);
    assert.equal(parsed.proof.proofAt, nowAt);
  }
});

test('carries no name, birth date or number in a discount', async () => {
  const parsed = parseMleg1(await createCode(await createWorld({ facts: discount })));
  const text = new TextDecoder().decode(parsed.cwt);
  for (const secret of ['Zuzanna', 'Nowak', '123/2026']) assert.ok(!text.includes(secret));
  assert.ok(!('bornOn' in parsed.credential.facts));
});

test('fits a version 21 code and a link with every field at its limit', async () => {
  const longest: OfflineFacts = {
    ...ticket,
    status: { listNumber: 0xffff, index: 0xffffffff },
    rspo: 0xffffffff,
    schoolShortName: 'ś'.repeat(schoolNameBytesMax / 2),
    givenNames: 'ż'.repeat(nameBytesMax / 4),
    surname: 'ź'.repeat(nameBytesMax / 4),
    bornOn: '1890-01-01',
    documentNumber: '123456789012345678901234567890',
    pictureLow: createFakeWebp(480),
  };
  const world480 = await createWorld({ facts: longest, expiresAt: 0xffffffff });
  const nonce = new Uint8Array(32);
  const text = await createCode(world480, 0xffffffff, nonce);
  assert.ok(cborOf(text).length <= mleg1CborMax, `${cborOf(text).length}`);
  assert.ok(text.length <= 1352);

  const small = await createWorld({
    facts: { ...longest, variant: 'link', pictureLow: createFakeWebp(330) },
  });
  const proof = await createHolderProof(
    { cwt: small.cwt, nowAt, nonce },
    { ...deps, sign: small.device.sign },
  );
  const link = encodeLink('https://verifier.example', small.cwt, proof);
  assert.ok(cborOf(link).length <= linkCborMax, `${cborOf(link).length}`);
  assert.deepEqual(parseMleg1(link).cwt, small.cwt);
});

test('refuses to make a link from a ticket that is too large for one', async () => {
  const facts = { ...ticket, schoolShortName: 'a'.repeat(schoolNameBytesMax), givenNames: 'a'.repeat(60) };
  const large = await createWorld({ facts });
  const proof = await createHolderProof({ cwt: large.cwt, nowAt }, { ...deps, sign: large.device.sign });
  assert.throws(() => encodeLink('https://verifier.example', large.cwt, proof), { type: 'too_large' });
});

test('refuses to mint a card with a field out of bounds', async () => {
  const wrong: Partial<typeof ticket>[] = [
    { givenNames: '' },
    { givenNames: 'a'.repeat(60), surname: 'b'.repeat(60) },
    { surname: 'Nowak\u202e' },
    { surname: ' Nowak' },
    { schoolShortName: 'a'.repeat(schoolNameBytesMax + 1) },
    { documentNumber: '1'.repeat(31) },
    { rspo: -1 },
    { rspo: 1.5 },
    { status: { listNumber: 70_000, index: 1 } },
    { pictureLow: createFakeWebp(482) },
    { pictureLow: new Uint8Array(400) },
    { bornOn: '2015-02-30' },
    { variant: 'link' },
  ];
  for (const [index, part] of wrong.entries()) {
    await assert.rejects(
      createWorld({ facts: { ...ticket, ...part } }),
      { type: 'invalid_input' },
      `${index}`,
    );
  }
  await assert.rejects(createWorld({ kid: new Uint8Array(7) }), { type: 'invalid_input' });
  await assert.rejects(createWorld({ expiresAt: 2 ** 32 }), { type: 'invalid_input' });
  await assert.rejects(createWorld({ facts: { ...discount, ageOver: [true] } }), { type: 'invalid_input' });
});

test('shortens a name that is too long to initials, then cuts it visibly', () => {
  assert.deepEqual(shortenName('Zuzanna Maria', 'Nowak'), { givenNames: 'Zuzanna Maria', surname: 'Nowak' });
  const long = 'Wąsowska-Brzęczyszczykiewiczowa-Konstantynopolitańczykiewiczowska';
  assert.deepEqual(shortenName('Aleksandra Wiktoria', long), { givenNames: 'Aleksandra W.', surname: long });
  assert.ok(shortenSchoolName('Szkoła Podstawowa z Oddziałami Integracyjnymi nr 3').endsWith('…'));
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' }),
      fc.string({ maxLength: 120 }),
      (given, surname) => {
        const short = shortenName(given, surname);
        assert.ok(new TextEncoder().encode(short.givenNames + short.surname).length <= nameBytesMax);
      },
    ),
  );
});

test('knows its own codes from foreign ones by their beginning', () => {
  const link = encodeLink(
    'http://localhost:8082',
    parseMleg1(code).cwt.slice(0, 400),
    parseMleg1(code).proof,
  );
  for (const text of [code, link, link.slice(0, 100)]) assert.equal(isMleg1(text), true);
  for (const text of [
    'https://v.example/add#AA',
    'https://v.example/s#AA',
    'https://blog.example/s#gotowanie',
    'MLEG2:AA',
    'mleg1:AA',
    'javascript:/s#',
    '',
    'ftp://x/s#a',
  ]) {
    assert.equal(isMleg1(text), false, text);
    assert.throws(() => parseMleg1(text), isMalformed);
  }
});

test('refuses trailing bytes, a missing end and every single flipped byte that leaves the format (N-QR-009)', () => {
  const cbor = cborOf(code);
  assert.throws(() => parseMleg1(codeOf(Uint8Array.from([...cbor, 0]))), isMalformed);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: cbor.length - 1 }), (end) => {
      assert.throws(() => parseMleg1(codeOf(cbor.slice(0, end))), isMalformed);
    }),
  );
});

test('refuses duplicate keys, longer integer forms, indefinite lengths and a tag (N-QR-009)', () => {
  const { cwt, proof } = parseMleg1(code);
  const proofCbor = encodeCbor([proof.proofAt, proof.signature]);
  const withHeader = (header: number[]): string => {
    const [, , payload, signature] = decodeCbor(cwt) as unknown[];
    const forged = encodeCbor([Uint8Array.from(header), new Map(), payload, signature]);
    return codeOf(Uint8Array.from([0x82, ...forged, ...proofCbor]));
  };
  const good = [0xa2, 0x01, 0x26, 0x04, 0x48, ...kid];
  assert.doesNotThrow(() => parseMleg1(withHeader(good)));
  assert.throws(
    () => parseMleg1(withHeader([0xa3, 0x01, 0x26, 0x01, 0x26, 0x04, 0x48, ...kid])),
    isMalformed,
  );
  assert.throws(() => parseMleg1(withHeader([0xa2, 0x01, 0x38, 0x06, 0x04, 0x48, ...kid])), isMalformed);
  assert.throws(() => parseMleg1(withHeader([0xa2, 0x04, 0x48, ...kid, 0x01, 0x26])), isMalformed);
  assert.throws(() => parseMleg1(withHeader([0xbf, 0x01, 0x26, 0x04, 0x48, ...kid, 0xff])), isMalformed);
  assert.throws(() => parseMleg1(withHeader([0xa2, 0x01, 0x27, 0x04, 0x48, ...kid])), isMalformed);
  assert.throws(() => parseMleg1(withHeader([0xa2, 0x01, 0x26, 0x04, 0x47, ...kid.slice(1)])), isMalformed);
  assert.throws(() => parseMleg1(codeOf(Uint8Array.from([0x82, 0xd2, ...cwt, ...proofCbor]))), isMalformed);
});

test('refuses arrays and maps as keys instead of breaking on them', () => {
  const { proof } = parseMleg1(code);
  const proofCbor = encodeCbor([proof.proofAt, proof.signature]);
  for (const header of [
    [0xa2, 0x80, 0x00, 0x81, 0x00, 0x00],
    [0xa2, 0xa0, 0x00, 0xa1, 0x00, 0x00, 0x00],
  ]) {
    const forged = encodeCbor([Uint8Array.from(header), new Map(), new Uint8Array(1), new Uint8Array(64)]);
    assert.throws(() => parseMleg1(codeOf(Uint8Array.from([0x82, ...forged, ...proofCbor]))), isMalformed);
    assert.throws(() => parseMleg1(codeOf(Uint8Array.from(header))), isMalformed);
  }
});

test('refuses a proof with anything but a time, a signature and true', () => {
  const { cwt, proof } = parseMleg1(code);
  const withProof = (value: unknown): string => codeOf(Uint8Array.from([0x82, ...cwt, ...encodeCbor(value)]));
  const { proofAt, signature } = proof;
  assert.doesNotThrow(() => parseMleg1(withProof([proofAt, signature, true])));
  for (const wrong of [
    [proofAt],
    [proofAt, signature, false],
    [proofAt, signature, true, true],
    [-1, signature],
    [0, signature],
    [2 ** 32, signature],
    [proofAt, signature.slice(1)],
    [String(proofAt), signature],
    new Map(),
    null,
  ]) {
    assert.throws(() => parseMleg1(withProof(wrong)), isMalformed);
  }
});

test('refuses an oversized text before it decodes it (N-QR-010)', () => {
  assert.throws(() => parseMleg1(`MLEG1:${'A'.repeat(3_000_000)}`), isMalformed);
  assert.throws(() => parseMleg1(codeOf(new Uint8Array(mleg1CborMax + 2))), isMalformed);
});

test('answers any text with a parsed code or malformed, never with another error (security.md F8)', () => {
  const start = fc.constantFrom('MLEG1:', 'https://v.example/s#', '');
  const body = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => encodeBase45(bytes)),
  );
  fc.assert(
    fc.property(start, body, (prefix, text) => {
      try {
        parseMleg1(prefix + text);
      } catch (error) {
        assert.ok(error instanceof DomainError && error.type === 'malformed', String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test('refuses to make a code beyond 896 bytes', async () => {
  const proof = await createHolderProof({ cwt: world.cwt, nowAt }, { ...deps, sign: world.device.sign });
  assert.throws(() => encodeMleg1(new Uint8Array(900), proof), { type: 'too_large' });
});
