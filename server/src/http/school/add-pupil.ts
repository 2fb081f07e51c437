import { pupilDetail, pupilForm } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { registerPupil } from '../../service/panel/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, deciders } from './roles.ts';

export function addPupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils',
    policy: deciders,
    summary: 'Adds a pupil by the form',
    status: 201,
    schema: { body: pupilForm, response: pupilDetail },
    handler: ({ principal, body: { externalId, ...input } }) =>
      registerPupil(deps, { ...actingOf(principal), externalId, input }),
  });
}
