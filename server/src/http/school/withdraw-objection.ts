import type { AppDeps } from '../../app-deps.ts';
import { withdrawObjection } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function withdrawObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'DELETE',
    url: '/api/pupils/:id/objection',
    policy: deciders,
    summary: 'The objection is withdrawn',
    schema: { params: idParams },
    handler: ({ principal, params }) =>
      withdrawObjection(deps, { ...actingOf(principal), pupilId: params.id }),
  });
}
