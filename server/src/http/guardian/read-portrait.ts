import type { AppDeps } from '../../app-deps.ts';
import { readOwnPortrait } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams, pictureQuery } from './params.ts';

export function readPortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/portal/api/children/:pupilId/portrait',
    policy: { kind: 'guardian' },
    summary: 'The photo of my child (JPEG)',
    schema: { params: childParams, query: pictureQuery },
    handler: async ({ principal, params, reply }) => {
      const jpeg = await readOwnPortrait(deps, { actor: actorOf(principal), pupilId: params.pupilId });
      return reply.type('image/jpeg').send(jpeg);
    },
  });
}
