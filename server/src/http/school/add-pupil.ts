import { pupilDetail, pupilForm } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { changeWithPersonalId } from '../../service/school/personal-id-looks.ts';
import { readPupil } from '../../service/school/read-pupils.ts';
import { registerPupil } from '../../service/school/register-pupil.ts';
import { newId } from '../../store/ids.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, deciders } from './roles.ts';

export function addPupilRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/pupils',
    policy: deciders,
    summary: 'Adds a pupil by the form',
    status: 201,
    schema: { body: pupilForm, response: pupilDetail },
    handler: ({ principal, body }) => {
      const { externalId = newId(), ...input } = body;
      const actor = actorOf(principal);
      return changeWithPersonalId(deps, { school: principal.school, actor, names: true }, async (tx) => {
        const { pupilId } = await registerPupil(deps, tx, { externalId, input, actor, mustBeNew: true });
        return readPupil(deps, tx, pupilId);
      });
    },
  });
}
