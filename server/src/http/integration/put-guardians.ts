import { guardiansPut } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { saveGuardians } from '../../service/integration/cases.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putGuardiansRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/guardians',
    policy: program,
    summary: 'The whole list of guardians with their rights; who is not named is taken off',
    schema: { params: pupilParams, body: guardiansPut },
    handler: ({ principal, params, body: { guardians } }) =>
      saveGuardians(deps, { ...actingOf(principal), ...params, guardians }),
  });
}
