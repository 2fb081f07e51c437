import { sha256 } from '@noble/hashes/sha2.js';
import type { SignEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { createJwt, encodeJwtPart } from '../encoding/jwt.ts';
import type { FixtureKey } from '../offline-qr/offline-fixture.ts';
import { createFixtureKey, verifyEs256 } from '../offline-qr/offline-fixture.ts';
import type { VisibleClaims } from './create-sd-jwt-vc.ts';
import { createSdJwtVc, encodeSdJwtVcHeader } from './create-sd-jwt-vc.ts';
import { digestText } from './disclosure.ts';
import type { PresentationInput } from './present-sd-jwt-vc.ts';
import { presentSdJwtVc } from './present-sd-jwt-vc.ts';
import type { SdJwtVcVerification, VerifySdJwtVcInput } from './verify-sd-jwt-vc.ts';
import { verifySdJwtVc } from './verify-sd-jwt-vc.ts';

/** A small invented world for tests, on WebCrypto; and the tools of a forger who holds real keys. */

export const nowAt = 1_789_380_000;
export const vct = 'urn:mlegitymacja:school-id:1';
export const issuer: FixtureKey = await createFixtureKey();
export const device: FixtureKey = await createFixtureKey();
export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
export const deps = { sha256, verifyEs256 };

export const visible: VisibleClaims = {
  iss: 'http://localhost:8080',
  vct,
  iat: nowAt - (nowAt % 86_400),
  exp: nowAt + 86_400,
  cnf: { jwk: device.jwk },
  status: { status_list: { idx: 7, uri: 'http://localhost:8080/status/1' } },
  demo: true,
  authority_note: 'Tę legitymację wydaje szkoła.',
};
export const disclosable = {
  given_name: 'Zuzanna Maria',
  family_name: 'Żółć',
  birthdate: '2013-05-03',
  school: { name: 'Szkoła Podstawowa nr 3', rspo: '123456' },
  age_over_18: false,
};
export const demand = { aud: 'x509_hash:abc', nonce: 'n-0S6_WzA2Mj' };
/** The header without a certificate: tests here give the issuer's key. */
export const encodedHeader = encodeSdJwtVcHeader([]);

/** One honest credential. */
export async function mint(
  changes: Partial<VisibleClaims> = {},
  sign: SignEs256 = issuer.sign,
): Promise<string> {
  const digestCount = Object.keys(disclosable).length;
  const content = { encodedHeader, visible: { ...visible, ...changes }, disclosable, digestCount };
  return await createSdJwtVc(content, { randomBytes, sha256, sign });
}

/** One honest presentation of it. */
export async function present(
  sdJwtVc: string,
  changes: Partial<PresentationInput> = {},
  sign: SignEs256 = device.sign,
): Promise<string> {
  const input = { sdJwtVc, disclose: ['given_name', 'school'], ...demand, nowAt, ...changes };
  return await presentSdJwtVc(input, { sha256, sign });
}

/** Checks a presentation as a verifier with a demand. */
export async function check(
  sdJwtVc: string,
  changes: Partial<VerifySdJwtVcInput> = {},
): Promise<SdJwtVcVerification> {
  const input = { sdJwtVc, issuerKey: issuer.jwk, vct, keyBinding: demand, nowAt, ...changes };
  return await verifySdJwtVc(input, deps);
}

/** Why it was refused; `ok` when it was not. */
export async function reasonOf(sdJwtVc: string, changes: Partial<VerifySdJwtVcInput> = {}): Promise<string> {
  const result = await check(sdJwtVc, changes);
  return result.ok ? 'ok' : result.reason;
}

/** Base64url of any JSON: a disclosure, or a part of a JWT. */
export const encodeJson = (value: unknown): string => encodeBase64url(encodeUtf8(JSON.stringify(value)));
export const digest = (disclosure: string): string => digestText(disclosure, sha256);

/** A credential that a rogue issuer signs with the real key: any payload, any disclosures, any header. */
export async function forge(
  payload: Readonly<Record<string, unknown>>,
  disclosures: readonly string[],
  header: Readonly<Record<string, unknown>> = { alg: 'ES256', typ: 'dc+sd-jwt' },
): Promise<string> {
  const jwt = await createJwt(encodeJwtPart(header), { ...visible, ...payload }, issuer.sign);
  return [jwt, ...disclosures, ''].join('~');
}

/** A key binding over exactly this text by the bound device: what a holder who cheats with disclosures signs. */
export async function bind(
  sdJwt: string,
  header: Readonly<Record<string, unknown>> = {},
  payload: Readonly<Record<string, unknown>> = {},
  sign: SignEs256 = device.sign,
): Promise<string> {
  const claims = { iat: nowAt, ...demand, sd_hash: digest(sdJwt), ...payload };
  return sdJwt + (await createJwt({ alg: 'ES256', typ: 'kb+jwt', ...header }, claims, sign));
}
