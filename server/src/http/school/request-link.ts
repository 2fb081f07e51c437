import { linkRequest } from '@mleg/contract/session';
import type { AppDeps } from '../../app-deps.ts';
import { requestLoginLink } from '../../service/session/sessions.ts';
import { defineRoute, type Route } from '../kit/route.ts';

export function requestLinkRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/session/link',
    policy: { kind: 'public' },
    summary: 'Asks for a log-in link; the answer is the same for known and unknown addresses',
    schema: { body: linkRequest },
    // An account gets five letters an hour whoever asks; this stops who asks for everybody's.
    rateLimit: { max: 300, windowSeconds: 3600 },
    handler: async ({ body }) => requestLoginLink(deps, body.email, 'panel'),
  });
}
