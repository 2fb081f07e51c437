import type { AppDeps } from '../../app-deps.ts';
import { recordObjection } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function recordObjectionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/objection',
    policy: deciders,
    summary: 'A guardian objects to the mobile ID',
    schema: { params: idParams },
    handler: ({ principal, params }) => recordObjection(deps, { ...actingOf(principal), pupilId: params.id }),
  });
}
