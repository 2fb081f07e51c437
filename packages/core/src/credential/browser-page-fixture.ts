import { inflateZlib } from '../status-list/inflate.ts';
import { createStatusArray, readStatus, setStatus } from '../status-list/status-array.ts';
import type { StatusListContent, StatusListVerification } from '../status-list/status-list.ts';
import { createStatusListCwt, verifyStatusListCwt } from '../status-list/status-list-cwt.ts';
import { createStatusListJwt, verifyStatusListJwt } from '../status-list/status-list-jwt.ts';
import { createTrustListJwt, verifyTrustListJwt } from '../trust/trust-list-jwt.ts';
import { checkSchoolId } from './check-school-id.ts';
import { checkReceivedSchoolId } from './holder-checks.ts';
import {
  ca,
  demand,
  deps,
  device,
  envelope,
  issuer,
  leaf,
  mint,
  nowAt,
  present,
  trust,
} from './school-id-fixture.ts';

/** A credential's whole life in one engine: what the Chromium test and its twin in Node run. */

async function deflate(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(data)]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function verifyBothLists(content: StatusListContent): Promise<readonly StatusListVerification[]> {
  const signer = { x5c: [Uint8Array.of(1)], kid: new Uint8Array(8), sign: leaf.sign };
  const findKey = () => ({ ok: true, key: leaf.jwk }) as const;
  const input = { uri: content.uri, iss: issuer, findKey, nowAt };
  const listDeps = { verifyEs256: deps.verifyEs256, inflate: inflateZlib };
  const jwt = await createStatusListJwt(content, signer, { deflate });
  const cwt = await createStatusListCwt(content, signer, { deflate });
  return [
    await verifyStatusListJwt({ ...input, token: jwt }, listDeps),
    await verifyStatusListCwt({ ...input, token: cwt }, listDeps),
  ];
}

/** @returns one line for each step */
export async function runCredentialLife(): Promise<readonly string[]> {
  const { trustList, findKey } = trust();
  const token = await createTrustListJwt(trustList, 'AAECAwQFBgc', ca.sign);
  const verifiedList = await verifyTrustListJwt(token, ca.jwk, nowAt, deps);
  const sdJwtVc = await mint();
  const received = { sdJwtVc, issuer, holderKey: device.jwk, findKey, nowAt };
  const kept = await checkReceivedSchoolId(received, deps);
  const statuses = createStatusArray(1024);
  setStatus(statuses, envelope.status.idx, 1);
  const { uri, idx } = envelope.status;
  const lists = await verifyBothLists({
    uri,
    issuedAt: nowAt,
    expiresAt: nowAt + 60,
    ttlSeconds: 60,
    statuses,
  });
  const presentation = await present(sdJwtVc);
  const lines = [`trust ${verifiedList.ok}`, `kept ${kept.ok}`];
  for (const list of [undefined, ...lists]) {
    const findStatus = () =>
      list === undefined ? 'valid' : list.ok ? readStatus(list.list.statuses, idx) : 'unknown';
    const input = { presentation, trustList, findKey, keyBinding: demand, nowAt, findStatus };
    const { reason } = await checkSchoolId(input, deps);
    lines.push(reason);
  }
  return lines;
}
