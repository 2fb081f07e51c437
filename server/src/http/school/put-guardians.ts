import { guardiansForm, pupilDetail } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { saveGuardians } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function putGuardiansRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/guardians',
    policy: deciders,
    summary: 'The whole list of guardians with their rights',
    schema: { params: idParams, body: guardiansForm, response: pupilDetail },
    handler: ({ principal, params, body: { guardians, seen } }) =>
      saveGuardians(deps, { ...actingOf(principal), pupilId: params.id, guardians, seen }),
  });
}
