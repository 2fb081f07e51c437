import { hash } from 'node:crypto';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import {
  createSchoolIdClaims,
  createVisibleClaims,
  schoolIdDigestCount,
} from '@mleg/core/credential/school-id-claims';
import type { P256PublicJwk } from '@mleg/core/deps';
import type { VerifiedDpopProof } from '@mleg/core/openid4vci/dpop';
import { createSdJwtVc } from '@mleg/core/sd-jwt-vc/create-sd-jwt-vc';
import { sha256 } from '../../keys/es256.ts';
import { randomBytes } from '../../keys/random.ts';
import { newId } from '../../store/ids.ts';
import {
  type BegunCredential,
  beginCredential,
  type CredentialOutcome,
  finishCredential,
} from '../../store/issuing.ts';
import { statusListUri } from '../status/publish-status-list.ts';
import { AUTHORITY_NOTE } from '../status/publish-trust-list.ts';
import { hashHandle, parseHandle } from './codes.ts';
import { acceptNonce } from './nonce.ts';
import { notificationIdOf } from './notify.ts';
import type { IssuingDeps } from './protocol.ts';
import { jtiHashOf } from './redeem.ts';
import { openFacts, openPicture } from './subject.ts';

/** Proofs that were verified: one key each, and the nonces that they carry. */
export type VerifiedProofs = {
  readonly keys: readonly { readonly jwk: P256PublicJwk; readonly thumbprint: Uint8Array }[];
  readonly nonces: readonly string[];
};

/** Why nothing was issued. */
export type CredentialRefusal = Exclude<CredentialOutcome, 'ok'>;

export type Issued =
  | { readonly outcome: 'ok'; readonly credentials: readonly string[]; readonly notificationId: string }
  | { readonly outcome: CredentialRefusal };

type Begun = Extract<BegunCredential, { outcome: 'ok' }>;

/**
 * Credential request: the intent is committed, then everything is signed, then the delivery is committed, then the
 * answer may leave. The same keys under the same token get the same status entries again.
 */
export async function issueCredential(
  deps: IssuingDeps,
  request: { accessToken: string; dpop: VerifiedDpopProof | null; proofs: VerifiedProofs },
): Promise<Issued> {
  const token = parseHandle(request.accessToken);
  if (token === undefined) return { outcome: 'invalid_token' };
  const nowAt = deps.now();
  const accepted = request.proofs.nonces.map((nonce) => acceptNonce(deps.vault, nonce, nowAt));
  const nonces = accepted.filter((one) => one !== undefined);
  if (nonces.length !== accepted.length) return { outcome: 'invalid_nonce' };
  const thumbprints = request.proofs.keys.map((key) => Buffer.from(key.thumbprint));
  const begun = await beginCredential(deps.store, {
    school: token.school,
    tag: token.tag,
    tokenHash: hashHandle(token),
    dpopJkt: request.dpop?.jkt ?? null,
    jtiHash: jtiHashOf(request.dpop),
    nonceHashes: nonces.map((nonce) => nonce.hash),
    nonceExpiresAt: Math.max(...nonces.map((nonce) => nonce.expiresAt)),
    keySet: keySetOf(thumbprints),
    thumbprints,
    newMobileId: newId(),
    newDeviceId: newId(),
    today: warsawDayOf(nowAt),
    nowAt,
  });
  if (begun.outcome !== 'ok') return begun;
  const credentials = await mint(deps, token.school, begun, request.proofs.keys, nowAt);
  const outcome = await finishCredential(deps.store, {
    school: token.school,
    tag: token.tag,
    mobileId: begun.mobileId,
    nowAt,
  });
  if (outcome !== 'ok') return { outcome };
  return { outcome, credentials, notificationId: notificationIdOf(deps.vault, token) };
}

/** The same for the same keys in any order. */
function keySetOf(thumbprints: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat(thumbprints.toSorted(Buffer.compare)), 'buffer');
}

async function mint(
  deps: IssuingDeps,
  school: number,
  { subject, entries }: Begun,
  keys: VerifiedProofs['keys'],
  nowAt: number,
): Promise<string[]> {
  const { vault, config, statusIndexOf } = deps;
  const facts = {
    ...openFacts(vault, school, subject),
    picture: openPicture(vault, school, subject, 'picture_sealed', subject.picture_sealed),
    pictureLow: openPicture(vault, school, subject, 'picture_low_sealed', subject.picture_low_sealed),
  };
  // OpenID4VCI 1.0 section 3.3.2: the copies of a batch are one dataset, the picture included.
  const disclosable = createSchoolIdClaims(facts, warsawDayOf(nowAt));
  const tools = { randomBytes, sha256, sign: deps.signers.issuer.sign };
  return Promise.all(
    keys.map(({ jwk }, member) => {
      const entry = entries[member];
      if (entry === undefined) throw new Error('fewer status entries than keys');
      const envelope = {
        issuer: config.origins.school,
        mintedAt: nowAt,
        validUntil: subject.valid_until,
        isDemo: config.mode === 'demo',
        authorityNote: AUTHORITY_NOTE,
        status: {
          idx: statusIndexOf(entry.listId, entry.position),
          uri: statusListUri(config.origins.school, entry.listId),
        },
      };
      const content = {
        encodedHeader: deps.encodedHeader,
        visible: createVisibleClaims(envelope, jwk),
        disclosable,
        digestCount: schoolIdDigestCount,
      };
      return createSdJwtVc(content, tools);
    }),
  );
}
