import { generateKeyPairSync, randomBytes as nodeRandomBytes, sign } from 'node:crypto';
import { createSchoolIdClaims, createVisibleClaims } from '@mleg/core/credential/school-id-claims';
import { createSdJwtVc, encodeSdJwtVcHeader } from '@mleg/core/sd-jwt-vc/create-sd-jwt-vc';
import { parseSdJwtVc } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { sha256, verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import { randomBytes } from '@mleg/server/src/keys/random.ts';
import { perCpuSecond } from './cpu.ts';

const COUNT = 3000;

/** How many SD-JWT VCs with 11 disclosures and a portrait of 2 KB are minted, and their signatures verified, per CPU-second. */
export async function measureMinting(): Promise<string[]> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const encodedHeader = encodeSdJwtVcHeader([nodeRandomBytes(420)], 'bench');
  const claims = createSchoolIdClaims(
    {
      givenNames: 'Zuzanna Anna',
      familyName: 'Próbna',
      bornOn: '2014-05-17',
      personalAdministrativeNumber: '14251700000',
      address: 'ul. Przykładowa 3/7, 00-000 Przykładowo',
      picture: nodeRandomBytes(2048),
      documentNumber: 'L/1',
      issuedOn: '2025-09-01',
      validUntil: '2027-09-30',
      pupilStatus: 'pupil',
      school: {
        name: 'Szkoła Podstawowa nr 3',
        shortName: 'SP nr 3',
        address: 'ul. Przykładowa 3',
        rspo: '1',
      },
      issuingAuthority: 'Szkoła Podstawowa nr 3',
    },
    '2026-10-15',
  );
  const disclosable = Object.fromEntries(Object.entries(claims).slice(0, 11));
  const envelope = {
    issuer: 'http://localhost:8080',
    mintedAt: 1_792_051_200,
    validUntil: '2027-09-30',
    isDemo: true,
    authorityNote: 'note',
    status: { idx: 1, uri: 'http://localhost:8080/status/0' },
  };
  const visible = createVisibleClaims(envelope, jwk);
  const options = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const tools = { randomBytes, sha256, sign: (data: Uint8Array) => sign('sha256', data, options) };
  const mint = (): Promise<string> =>
    createSdJwtVc({ encodedHeader, visible, disclosable, digestCount: 11 }, tools);
  for (let count = 0; count < 300; count += 1) await mint();
  const minting = await perCpuSecond(COUNT, mint);
  const credential = await mint();
  const verify = async (): Promise<void> => {
    const { issuerJwt } = parseSdJwtVc(credential);
    if (!verifyEs256(jwk, issuerJwt.signedBytes, issuerJwt.signature)) throw new Error('signature');
  };
  for (let count = 0; count < 300; count += 1) await verify();
  const verifying = await perCpuSecond(COUNT, verify);
  return [
    `\nMinting SD-JWT VC (${Object.keys(disclosable).length} disclosures, 2 KB portrait): ${minting.toFixed(0)}/CPU-s`,
    `Parsing it and verifying the issuer's signature: ${verifying.toFixed(0)}/CPU-s`,
  ];
}
