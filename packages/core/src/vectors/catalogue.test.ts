import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readVector, vectorsOption, vectorsRoot } from '../encoding/vectors-fixture.ts';
import { openid4vciProofs } from './openid4vci-vectors-fixture.ts';
import { openid4vpProofs } from './openid4vp-vectors-fixture.ts';
import type { Proofs } from './proof-fixture.ts';
import { sdJwtProofs } from './sd-jwt-vectors-fixture.ts';
import { statusListProofs } from './status-list-vectors-fixture.ts';

/** Every file of the specifications' examples: what it proves, which other test reads it, or why it is not ours. */

const proofs: Proofs = { ...sdJwtProofs, ...statusListProofs, ...openid4vciProofs, ...openid4vpProofs };

/** Read by the tests of the code that they are about. */
const provenElsewhere: Readonly<Record<string, string>> = {
  'sd-jwt/sd-jwt-spec-examples.json': '../sd-jwt-vc/vectors.test.ts',
  'sd-jwt/issuer-key.json': '../sd-jwt-vc/vectors.test.ts',
  'status-list/status-list-vectors.json': '../status-list/status-array.test.ts',
  'status-list/status_list_cwt.md': '../status-list/status-list-token.test.ts',
  'status-list/status_list_jwt_raw.md': '../status-list/status-list-token.test.ts',
};

const authorizationCode =
  'authorization_details belong to the authorization code flow; this issuer has no such endpoint';
const otherFormat = 'a credential format that neither our wallet nor our verifier takes';
const notOurs: Readonly<Record<string, string>> = {
  'README.md': 'says where the files are from',
  ...Object.fromEntries(
    ['sd-jwt', 'sd-jwt/sd-jwt-js', 'status-list', 'openid4vci', 'openid4vp', 'mdoc'].map((folder) => [
      `${folder}/COMMIT`,
      'names the revision',
    ]),
  ),
  ...Object.fromEntries(
    ['', '_jwt_vc_json', '_ldp_vc', '_mso_doc', '_multiple_credentials', '_sd_jwt_vc', '_with_as'].map(
      (name) => [`openid4vci/authorization_details${name}.json`, authorizationCode],
    ),
  ),
  'openid4vci/wallet_attestation.jwt.txt':
    'client attestation is the high assurance profile’s; the pre-authorized flow here is anonymous',
  'openid4vp/sd_jwt_vcld/README.md': 'says how the example was made',
  'openid4vp/credentials/jwt_vc.json': otherFormat,
  'openid4vp/credentials/ldp_vc.json': otherFormat,
  'openid4vp/response/jwt_vc.json': otherFormat,
  'openid4vp/response/ldp_vc.json': otherFormat,
  'openid4vp/client_metadata/w3c_jwt_verifier_metadata.json': otherFormat,
  'openid4vp/client_metadata/w3c_ldp_verifier_metadata.json': otherFormat,
  'openid4vp/client_metadata/mso_mdoc_verifier_metadata.json': otherFormat,
  'mdoc/mdoc-ts-test-data.json': 'mdoc is not part of this version',
};

test(
  'every file of the specifications’ examples has its proof or its reason, and none has both',
  vectorsOption,
  () => {
    const files = readdirSync(vectorsRoot, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        `${parentPath}/${name}`.slice(vectorsRoot.pathname.length).replace(/^\//, ''),
      )
      .sort();
    const listed = [proofs, provenElsewhere, notOurs].flatMap((one) => Object.keys(one)).sort();
    assert.deepEqual(
      files.filter((file) => !listed.includes(file)),
      [],
      'a new file needs a line here',
    );
    assert.deepEqual(listed, files);
    const proven = Object.keys(proofs).length + Object.keys(provenElsewhere).length;
    assert.ok(proven >= 95, `${proven} of ${files.length}`);
  },
);

test('a file that is said to be read elsewhere is read there', () => {
  for (const [file, reader] of Object.entries(provenElsewhere)) {
    const url = new URL(reader, import.meta.url);
    assert.ok(existsSync(url), reader);
    assert.ok(readFileSync(url, 'utf8').includes(file), `${reader} does not read ${file}`);
  }
});

for (const [file, { proves, run }] of Object.entries(proofs)) {
  test(`${file}: ${proves}`, vectorsOption, async () => {
    await run(readVector(file));
  });
}
