import type { AppDeps } from '../../app-deps.ts';
import { readPortrait } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { readers } from './roles.ts';

export function readPortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/portraits/:id',
    policy: readers,
    summary: 'A stored photo (JPEG)',
    schema: { params: idParams },
    handler: async ({ principal, params, reply }) => {
      const { school, classGroups: within } = principal;
      const jpeg = await readPortrait(deps, { school, portraitId: params.id, within });
      return reply.type('image/jpeg').send(jpeg);
    },
  });
}
