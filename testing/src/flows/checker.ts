import { inflateSync } from 'node:zlib';
import type { P256PublicJwk } from '@mleg/core/deps';
import { createHolderProof } from '@mleg/core/offline-qr/holder-proof';
import { encodeMleg1, parseMleg1 } from '@mleg/core/offline-qr/mleg1';
import { createStoredStatusLists } from '@mleg/core/offline-qr/stored-status-lists';
import { type OfflineVerdict, verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import { readStatus, type StatusWord } from '@mleg/core/status-list/status-array';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { sha256, verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import type { HolderKey, Issuer } from './holder.ts';

/** A verifier in Node: pins the trust anchor, verifies the lists that it fetches, then checks without the server. */

/** The trust list, verified under the anchor that the server names at the first start. */
export async function fetchTrustList(issuer: Issuer): Promise<TrustList> {
  const config = JSON.parse((await issuer.face.inject({ url: '/config.json' })).body) as {
    trustAnchors: P256PublicJwk[];
  };
  const [anchor] = config.trustAnchors;
  if (anchor === undefined) throw new Error('no trust anchor');
  const { body } = await issuer.face.inject({ url: '/trust/list' });
  const verified = await verifyTrustListJwt(body, anchor, issuer.clock.now, { verifyEs256 });
  if (!verified.ok) throw new Error(`trust list: ${verified.reason}`);
  return verified.list;
}

/** A status list, verified. @param uri as a credential names it */
export async function fetchStatusList(
  issuer: Issuer,
  trustList: TrustList,
  uri: string,
): Promise<VerifiedStatusList> {
  const origin = issuer.deps.config.origins.school;
  const { body } = await issuer.face.inject({ url: uri.slice(origin.length) });
  const inflate = (data: Uint8Array, maxOutputLength: number) => inflateSync(data, { maxOutputLength });
  const findKey = createIssuerKeyFinder(trustList, { verifyEs256 });
  const list = await verifyStatusListJwt(
    { token: body, uri, iss: origin, findKey, nowAt: issuer.clock.now },
    { verifyEs256, inflate },
  );
  if (!list.ok) throw new Error(`status list: ${JSON.stringify(list)}`);
  return list.list;
}

/** What the published list says of a credential now. */
export async function fetchStatus(issuer: Issuer, credential: string): Promise<StatusWord> {
  const payload = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()) as {
    status: { status_list: { uri: string; idx: number } };
  };
  const { uri, idx } = payload.status.status_list;
  return readStatus((await fetchStatusList(issuer, await fetchTrustList(issuer), uri)).statuses, idx);
}

/** What the phone shows now. */
export async function showCode(issuer: Issuer, cwt: Uint8Array, key: HolderKey): Promise<string> {
  const proof = await createHolderProof({ cwt, nowAt: issuer.clock.now }, { sha256, sign: key.sign });
  return encodeMleg1(cwt, proof);
}

/** Checks a code: lists are fetched first, the check itself needs nothing. */
export async function checkCode(issuer: Issuer, text: string): Promise<OfflineVerdict> {
  const trustList = await fetchTrustList(issuer);
  const { listNumber } = parseMleg1(text).credential.facts.status;
  const base = trustList.findByIssuer(issuer.deps.config.origins.school)?.statusListBase ?? '';
  const list = await fetchStatusList(issuer, trustList, `${base}${listNumber}`);
  const statusLists = createStoredStatusLists([list]);
  const deps = { sha256, verifyEs256 };
  return verifyMleg1({ text, trustList, statusLists, nowAt: issuer.clock.now }, deps);
}
