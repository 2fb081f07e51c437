import { timingSafeEqual } from 'node:crypto';
import type { VerifiedDpopProof } from '@mleg/core/openid4vci/dpop';
import type { NotificationEvent } from '@mleg/core/openid4vci/notification';
import type { Vault } from '../../keys/vault.ts';
import { type NotifyOutcome, notifyCredential } from '../../store/issuing.ts';
import { type Handle, hashHandle, parseHandle } from './codes.ts';
import type { IssuingDeps } from './protocol.ts';
import { jtiHashOf } from './redeem.ts';

const RANDOM_BYTES = 16;

/** OpenID4VCI 1.0 section 11.1. */

/** The notification_id that goes with a token: derived, so that it is the same again after a lost answer. */
export function notificationIdOf(vault: Vault, token: Handle): string {
  const random = vault.mac('notification', token.random).subarray(0, RANDOM_BYTES).toString('base64url');
  return `${token.school}.${random}`;
}

/** Notification request; idempotent. An ID that the wallet could not keep or has removed is revoked. */
export async function notify(
  deps: IssuingDeps,
  request: {
    accessToken: string;
    dpop: VerifiedDpopProof | null;
    notificationId: string;
    event: NotificationEvent;
  },
): Promise<NotifyOutcome> {
  const token = parseHandle(request.accessToken);
  if (token === undefined) return 'invalid_token';
  const expected = Buffer.from(notificationIdOf(deps.vault, token));
  const given = Buffer.from(request.notificationId);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'invalid_notification_id';
  return notifyCredential(deps.store, {
    school: token.school,
    tag: token.tag,
    tokenHash: hashHandle(token),
    dpopJkt: request.dpop?.jkt ?? null,
    jtiHash: jtiHashOf(request.dpop),
    event: request.event,
    nowAt: deps.now(),
  });
}
