import { expOfLastDay, warsawDayOf } from '@mleg/core/credential/validity';
import type { P256PublicJwk } from '@mleg/core/deps';
import { encodeBase64url } from '@mleg/core/encoding/base64url';
import { kidBytesOf } from '@mleg/core/encoding/jwk';
import { shortenName, shortenSchoolName, type TicketFacts } from '@mleg/core/offline-qr/offline-card';
import { createOfflineCwt } from '@mleg/core/offline-qr/offline-cwt';
import type { VerifiedDpopProof } from '@mleg/core/openid4vci/dpop';
import { sha256 } from '../../keys/es256.ts';
import { type BegunOffline, beginOfflineCredential } from '../../store/issuing.ts';
import { hashHandle, parseHandle } from './codes.ts';
import type { CredentialRefusal } from './issue-credential.ts';
import { acceptNonce } from './nonce.ts';
import type { IssuingDeps } from './protocol.ts';
import { jtiHashOf } from './redeem.ts';
import { openPicture } from './subject.ts';

export type OfflineCredential = { readonly variant: 'ticket' | 'link'; readonly credential: string };

export type IssuedOffline =
  | { readonly outcome: 'ok'; readonly credentials: readonly OfflineCredential[] }
  | { readonly outcome: CredentialRefusal };

/**
 * The offline QR's issuer half for one device key, under the token of a delivered credential. All variants share one
 * entry of the offline lists; the same key gets the same entry again, another key is refused.
 */
export async function issueOfflineCredential(
  deps: IssuingDeps,
  request: {
    accessToken: string;
    dpop: VerifiedDpopProof | null;
    key: { readonly jwk: P256PublicJwk; readonly thumbprint: Uint8Array };
    nonce: string;
  },
): Promise<IssuedOffline> {
  const token = parseHandle(request.accessToken);
  if (token === undefined) return { outcome: 'invalid_token' };
  const nowAt = deps.now();
  const nonce = acceptNonce(deps.vault, request.nonce, nowAt);
  if (nonce === undefined) return { outcome: 'invalid_nonce' };
  const begun = await beginOfflineCredential(deps.store, {
    school: token.school,
    tag: token.tag,
    tokenHash: hashHandle(token),
    dpopJkt: request.dpop?.jkt ?? null,
    jtiHash: jtiHashOf(request.dpop),
    nonceHashes: [nonce.hash],
    nonceExpiresAt: nonce.expiresAt,
    thumbprint: Buffer.from(request.key.thumbprint),
    today: warsawDayOf(nowAt),
    nowAt,
  });
  if (begun.outcome !== 'ok') return begun;
  const credentials = await Promise.all([
    mintVariant(deps, token.school, begun, request.key.jwk, 'ticket'),
    mintVariant(deps, token.school, begun, request.key.jwk, 'link'),
  ]);
  return { outcome: 'ok', credentials };
}

async function mintVariant(
  deps: IssuingDeps,
  school: number,
  { subject, entry }: Extract<BegunOffline, { outcome: 'ok' }>,
  deviceKey: P256PublicJwk,
  variant: 'ticket' | 'link',
): Promise<OfflineCredential> {
  const pictureLow =
    variant === 'ticket'
      ? openPicture(deps.vault, school, subject, 'picture_low_sealed', subject.picture_low_sealed)
      : openPicture(deps.vault, school, subject, 'picture_link_sealed', subject.picture_link_sealed);
  const facts: TicketFacts = {
    variant,
    isDemo: deps.config.mode === 'demo',
    isStateRecognised: false,
    isPupil: subject.pupil_status === 'pupil',
    status: { listNumber: entry.listId, index: deps.statusIndexOf(entry.listId, entry.position) },
    rspo: Number(subject.rspo),
    schoolShortName: shortenSchoolName(subject.school_short_name),
    validUntil: subject.valid_until,
    pictureLow,
    ...shortenName(subject.given_names, subject.surname),
    bornOn: subject.birth_on,
    documentNumber: subject.document_number,
  };
  const { issuer } = deps.signers;
  const card = {
    kid: kidBytesOf(issuer.publicJwk, sha256),
    expiresAt: expOfLastDay(subject.valid_until),
    deviceKey,
    facts,
  };
  return { variant, credential: encodeBase64url(await createOfflineCwt(card, issuer.sign)) };
}
