import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { parseNotificationRequest } from '@mleg/core/openid4vci/notification';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { notify } from '../../service/issuing/notify.ts';
import type { IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { readAccessToken, refuseToken } from './access-token.ts';
import { jsonBody } from './body.ts';

/** POST of a notification (OpenID4VCI 1.0 section 11): idempotent, 204. */
export function notificationRoute(deps: IssuingDeps): ProtocolRoute {
  const url = `${deps.config.origins.school}${issuerPaths.notification}`;
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.notification,
    bodyBytesMax: 4096,
    takesToken: true,
    handler: async (request, reply) => {
      const { accessToken, dpop } = await readAccessToken(request, url, deps.now());
      const notification = parseNotificationRequest(jsonBody(request, 'invalid_notification_request'));
      const outcome = await notify(deps, { accessToken, dpop, ...notification });
      if (outcome === 'invalid_notification_id') {
        throw new ProtocolError(outcome, 'notification_id does not belong to this token');
      }
      if (outcome !== 'ok') throw refuseToken(outcome);
      return reply.header('cache-control', 'no-store').code(204).send();
    },
  });
}
