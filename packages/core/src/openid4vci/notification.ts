import { parseBody } from './credential-request.ts';
import { ProtocolError } from './protocol-error.ts';

/** OpenID4VCI 1.0 section 11.1. */
export type NotificationEvent = 'credential_accepted' | 'credential_failure' | 'credential_deleted';

const events: readonly string[] = ['credential_accepted', 'credential_failure', 'credential_deleted'];

export type NotificationRequest = { readonly notificationId: string; readonly event: NotificationEvent };

/** Reads a notification. @throws ProtocolError invalid_notification_request */
export function parseNotificationRequest(body: string | Uint8Array): NotificationRequest {
  const { notification_id: notificationId, event } = parseBody(body, 'invalid_notification_request');
  if (typeof notificationId !== 'string' || notificationId === '' || notificationId.length > 200) {
    throw new ProtocolError('invalid_notification_request', 'notification_id is missing or too long');
  }
  if (typeof event !== 'string' || !events.includes(event)) {
    throw new ProtocolError('invalid_notification_request', 'event is not one of the three');
  }
  return { notificationId, event: event as NotificationEvent };
}

/** The body of a notification. */
export function createNotificationRequest(request: NotificationRequest): string {
  return JSON.stringify({ notification_id: request.notificationId, event: request.event });
}
