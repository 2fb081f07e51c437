import { createNotificationRequest, type NotificationEvent } from '@mleg/core/openid4vci/notification';
import { postJson } from '../call.ts';
import type { CardRecord, OpenNotification } from '../store/records.ts';
import { changeCard } from '../store/store.ts';

/**
 * A word to the issuer about what became of an ID (OpenID4VCI 1.0 section 11).
 * @throws WalletError offline
 */
export async function notify(open: OpenNotification, event: NotificationEvent): Promise<void> {
  const body = createNotificationRequest({ notificationId: open.notificationId, event });
  await postJson(open.endpoint, body, { authorization: `Bearer ${open.accessToken}` });
}

/** Sends what has not got through yet; silence is no failure. */
export async function tellIssuer(record: CardRecord): Promise<void> {
  const { openNotification: open } = record;
  if (open === undefined) return;
  try {
    if (open.expiresAt > Date.now() / 1000) await notify(open, 'credential_accepted');
  } catch {
    return;
  }
  await changeCard(record.id, ({ openNotification: _, ...card }) => card);
}
