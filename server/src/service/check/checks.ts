import { createHash, generateKeyPairSync, randomInt, timingSafeEqual } from 'node:crypto';
import { decodeBase64 } from '@mleg/core/encoding/base64url';
import { DomainError } from '@mleg/core/errors';
import type { CheckProfile } from '@mleg/core/openid4vp/check-profiles';
import { createPresentLink, createPresentUri, type PresentLink } from '@mleg/core/openid4vp/present-link';
import { createClientId } from '@mleg/core/openid4vp/request-object';
import { sha256 } from '../../keys/es256.ts';
import { randomBytes } from '../../keys/random.ts';
import { findCheck, insertCheck, takeCheckCode } from '../../store/checks.ts';
import { newId } from '../../store/ids.ts';
import {
  CHECK_ANSWER_SECONDS,
  CHECK_CODE_SECONDS,
  CHECK_KEPT_SECONDS,
  type CheckDeps,
  type CheckResult,
  checkPaths,
  openCheckData,
  type PendingCheck,
  sealCheckData,
} from './check-deps.ts';

/** With a million codes and a few thousand checks alive, a second draw is rare and a fifth unheard of. */
const CODE_DRAWS_MAX = 8;
const SECRET_BYTES = 32;

export type NewCheck = {
  readonly id: string;
  readonly request: string;
  readonly openid4vp: string;
  readonly code: string;
  readonly secret: string;
  /** Until when an answer is taken, epoch seconds. */
  readonly expiresAt: number;
};

/** The verifier's client id: its certificate's hash. */
export function clientIdOf({ signers }: Pick<CheckDeps, 'signers'>): string {
  return createClientId(decodeBase64(signers.verifier.x5c[0] ?? ''), { sha256 });
}

/** Begins a check: a nonce, a state and a key of its own (OpenID4VP 1.0 5.2, 8.3), a code to type, a secret to read it by. */
export async function createCheck(
  deps: CheckDeps,
  profile: CheckProfile,
  isSameDevice: boolean,
): Promise<NewCheck> {
  const id = newId();
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const createdAt = deps.now();
  const row = {
    id,
    profile,
    secretHash: hashSecret(secret),
    dataSealed: sealCheckData(deps.vault, id, { pending: newPending(isSameDevice) }),
    createdAt,
    expiresAt: createdAt + CHECK_KEPT_SECONDS,
    codeExpiresAt: createdAt + CHECK_CODE_SECONDS,
  };
  for (let draw = 0; draw < CODE_DRAWS_MAX; draw += 1) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    if (!(await insertCheck(deps.store, { ...row, codeHash: hashCode(deps, code) }))) continue;
    const link = linkOf(deps, id);
    return {
      id,
      request: createPresentLink(deps.config.origins.wallet, link),
      openid4vp: createPresentUri(link),
      code,
      secret,
      expiresAt: createdAt + CHECK_ANSWER_SECONDS,
    };
  }
  throw new DomainError('rate_limited');
}

/**
 * Takes a code, once.
 * @returns the link that the QR holds
 * @throws not_found for a code that is unknown, taken or too old
 */
export async function takeCode(deps: CheckDeps, code: string): Promise<string> {
  const id = await takeCheckCode(deps.store, hashCode(deps, code), deps.now());
  if (id === undefined) throw new DomainError('not_found');
  return createPresentLink(deps.config.origins.wallet, linkOf(deps, id));
}

/** Whether the secret is that of the check. */
export async function isCheckSecret(
  deps: Pick<CheckDeps, 'store' | 'now'>,
  id: string,
  secret: string,
): Promise<boolean> {
  const row = await findCheck(deps.store, id, deps.now());
  return row !== undefined && timingSafeEqual(row.secretHash, hashSecret(secret));
}

export type CheckProgress = {
  readonly state: 'waiting' | 'opened' | 'done' | 'expired' | 'declined';
  readonly result: CheckResult | null;
};

/**
 * How far a check is. One on the same device is told only to the browser that the wallet sent back with its response code
 * (OpenID4VP 1.0 8.2, 13.3): who began it in another browser and sent the link to somebody else sees nothing of the answer.
 * @throws not_found when it is not kept any more
 */
export async function readCheck(
  deps: Pick<CheckDeps, 'store' | 'vault' | 'now'>,
  id: string,
  responseCode?: string,
): Promise<CheckProgress> {
  const row = await findCheck(deps.store, id, deps.now());
  if (row === undefined) throw new DomainError('not_found');
  const isOpen = row.state === 'waiting' || row.state === 'opened';
  if (isOpen && deps.now() >= row.createdAt + CHECK_ANSWER_SECONDS) return { state: 'expired', result: null };
  const data = openCheckData(deps.vault, id, row.dataSealed);
  if (!('result' in data)) return { state: row.state, result: null };
  if (data.responseCode !== undefined && !isSameCode(data.responseCode, responseCode))
    return { state: 'opened', result: null };
  return { state: row.state, result: data.result };
}

function linkOf(deps: CheckDeps, id: string): PresentLink {
  const requestUri = `${deps.config.origins.verifier}${checkPaths.requests}/${id}`;
  return { clientId: clientIdOf(deps), requestUri, requestUriMethod: 'post' };
}

function newPending(isSameDevice: boolean): PendingCheck {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' });
  const privateJwk = { kty: 'EC', crv: 'P-256', x, y, d } as const;
  return { nonce: newId(), state: newId(), key: { kid: newId(), privateJwk }, isSameDevice };
}

/** What is kept of a response code. */
export function hashResponseCode(code: string): string {
  return hashSecret(code).toString('base64url');
}

function isSameCode(kept: string, given: string | undefined): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(kept), Buffer.from(hashResponseCode(given)));
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function hashCode({ vault }: Pick<CheckDeps, 'vault'>, code: string): Buffer {
  return vault.operatorIndex('check_code', code);
}
