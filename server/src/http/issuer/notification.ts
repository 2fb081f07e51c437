import type { JsonValue } from '@mleg/core/encoding/strict-json';
import { type NotificationEvent, notify } from '../../service/issuing/notify.ts';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { OAuthError } from '../kit/oauth-error.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { readAccessToken, refuseToken } from './access-token.ts';
import { readJsonBody } from './credential-request.ts';

const PATH = '/oid4vci/notification';

/** POST of a notification (OpenID4VCI 1.0 section 11): idempotent, 204. */
export function notificationRoute(deps: IssuingDeps): ProtocolRoute {
  const url = `${deps.config.origins.school}${PATH}`;
  return defineProtocolRoute({
    method: 'POST',
    url: PATH,
    bodyBytesMax: 4096,
    handler: async (request, reply) => {
      const { accessToken, dpop } = readAccessToken(request, url, deps.now());
      const { notification_id: notificationId, event } = readJsonBody(
        request,
        'invalid_notification_request',
      );
      if (typeof notificationId !== 'string' || !isEvent(event)) {
        throw new OAuthError('invalid_notification_request', 'notification_id and a known event');
      }
      const outcome = await notify(deps, { accessToken, dpop, notificationId, event });
      if (outcome === 'invalid_notification_id') throw new OAuthError(outcome, 'notification_id');
      if (outcome !== 'ok') throw refuseToken(outcome);
      return reply.header('cache-control', 'no-store').code(204).send();
    },
  });
}

function isEvent(value: JsonValue | undefined): value is NotificationEvent {
  return value === 'credential_accepted' || value === 'credential_failure' || value === 'credential_deleted';
}
