import { createNotificationRequest, type NotificationEvent } from '@mleg/core/openid4vci/notification';
import { type Answer, postJson } from '../call.ts';
import type { CardRecord, OpenNotification } from '../store/records.ts';
import { changeCard } from '../store/store.ts';

/**
 * A word to the issuer about what became of an ID (OpenID4VCI 1.0 section 11).
 * @throws WalletError when there is no answer
 */
export function notify(open: OpenNotification, event: NotificationEvent): Promise<Answer> {
  const body = createNotificationRequest({ notificationId: open.notificationId, event });
  return postJson(open.endpoint, body, { authorization: `Bearer ${open.accessToken}` });
}

function forget(record: CardRecord): Promise<void> {
  return changeCard(record.id, ({ openNotification: _, ...card }) => card);
}

/** Sends what has not got through yet; silence is no failure. The way to tell is kept as long as it is open. */
export async function tellIssuer(record: CardRecord): Promise<void> {
  const { openNotification: open } = record;
  if (open === undefined) return;
  if (open.expiresAt <= Date.now() / 1000) return forget(record);
  if (open.isTold === true) return;
  try {
    await notify(open, 'credential_accepted');
  } catch {
    return;
  }
  await changeCard(record.id, (card) =>
    card.openNotification === undefined
      ? card
      : { ...card, openNotification: { ...card.openNotification, isTold: true } },
  );
}
