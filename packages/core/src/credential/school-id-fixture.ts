import { sha256 } from '@noble/hashes/sha2.js';
import type { P256PublicJwk } from '../deps.ts';
import { kidOf } from '../encoding/jwk.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import { createSdJwtVc, encodeSdJwtVcHeader } from '../sd-jwt-vc/create-sd-jwt-vc.ts';
import { presentSdJwtVc } from '../sd-jwt-vc/present-sd-jwt-vc.ts';
import { createCertificate } from '../trust/certificate-fixture.ts';
import { createIssuerKeyFinder } from '../trust/issuer-key.ts';
import type { TrustOperator } from '../trust/trust-list.ts';
import { indexTrustList } from '../trust/trust-list.ts';
import type { SchoolIdEnvelope, SchoolIdFacts } from './school-id.ts';
import { createSchoolIdClaims, createVisibleClaims, schoolIdDigestCount } from './school-id-claims.ts';

/** An invented operator with certificate and trust list, a school, a pupil and a phone. */

/** 14 September 2026, noon in Poland. */
export const nowAt = 1_789_380_000;
export const issuer = 'http://localhost:8080';
export const deps = { sha256, verifyEs256 };
export const ca = await createFixtureKey();
export const leaf = await createFixtureKey();
export const device = await createFixtureKey();

const certificate = await createCertificate({
  key: leaf.jwk,
  sign: ca.sign,
  uri: issuer,
  notBeforeAt: nowAt - 1000,
  notAfterAt: nowAt + 80_000_000,
  keyUsage: 0x80,
});

export const operator: TrustOperator = {
  issuer,
  name: 'Gmina Zmyślona',
  caCertificate: Uint8Array.of(1),
  caKey: ca.jwk,
  statusListBase: `${issuer}/status/`,
  rspo: ['123456'],
  isDemo: true,
  authorityNote: 'Tę legitymację wydaje szkoła.',
  signers: [{ kid: kidOf(leaf.jwk, sha256), key: leaf.jwk, notAfterAt: nowAt + 80_000_000 }],
};

/** A trust list with the one operator, changed as a test wants. */
export function trust(changes: Partial<TrustOperator> = {}) {
  const operators = [{ ...operator, ...changes }];
  const trustList = indexTrustList({
    iss: issuer,
    issuedAt: nowAt,
    expiresAt: nowAt + 80_000_000,
    sequence: 1,
    operators,
  });
  return { trustList, findKey: createIssuerKeyFinder(trustList, { verifyEs256 }) };
}

export const facts: SchoolIdFacts = {
  givenNames: 'Zuzanna Maria',
  familyName: 'Przykładowa',
  bornOn: '2013-05-03',
  personalAdministrativeNumber: '13250312345',
  address: 'ul. Zmyślona 1, 11-500 Giżycko',
  picture: Uint8Array.of(0xff, 0xd8, 0xff),
  pictureLow: Uint8Array.of(82, 73, 70, 70),
  documentNumber: '123/2026',
  issuedOn: '2026-09-01',
  validUntil: '2027-09-30',
  pupilStatus: 'pupil',
  school: { name: 'Szkoła Podstawowa nr 3', shortName: 'SP nr 3', address: 'ul. Szkolna 1', rspo: '123456' },
  issuingAuthority: 'Szkoła Podstawowa nr 3',
};
export const envelope: SchoolIdEnvelope = {
  issuer,
  mintedAt: nowAt,
  validUntil: facts.validUntil,
  isDemo: true,
  authorityNote: 'Tę legitymację wydaje szkoła.',
  status: { idx: 7, uri: `${issuer}/status/1` },
};
export const demand = { aud: 'x509_hash:abc', nonce: 'n-0S6_WzA2Mj' };

/** One school ID as the server mints it. */
export async function mint(
  changes: { facts?: Partial<SchoolIdFacts>; envelope?: Partial<SchoolIdEnvelope>; visible?: object } = {},
  holderKey: P256PublicJwk = device.jwk,
): Promise<string> {
  const content = {
    encodedHeader: encodeSdJwtVcHeader([certificate]),
    visible: {
      ...createVisibleClaims({ ...envelope, ...changes.envelope }, holderKey),
      ...changes.visible,
    },
    disclosable: { ...createSchoolIdClaims({ ...facts, ...changes.facts }, '2026-09-14') },
    digestCount: schoolIdDigestCount,
  };
  const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  return await createSdJwtVc(content, { randomBytes, sha256, sign: leaf.sign });
}

/** A presentation of it to the verifier of `demand`. */
export async function present(
  sdJwtVc: string,
  disclose: readonly string[] = ['given_name', 'school', 'date_of_expiry'],
  at = nowAt,
): Promise<string> {
  const input = { sdJwtVc, disclose, ...demand, nowAt: at };
  return await presentSdJwtVc(input, { sha256, sign: device.sign });
}
