import type { AppDeps } from '../../app-deps.ts';
import { openPortrait } from '../../service/school/save-portrait.ts';
import { inSchool } from '../../store/tenant.ts';
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
      const jpeg = await inSchool(deps.store, principal.school, (tx) =>
        openPortrait(deps, tx, { portraitId: params.id, within: principal.classGroups }),
      );
      return reply.type('image/jpeg').send(jpeg);
    },
  });
}
