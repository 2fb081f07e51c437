import { switchSchool as switchSchoolBody } from '@mleg/contract/session';
import type { AppDeps } from '../../app-deps.ts';
import { switchSchool } from '../../service/session/staff-session.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { everyone } from './roles.ts';

export function switchSchoolRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/session/school',
    policy: everyone,
    summary: 'Switches to another school of the same person',
    schema: { body: switchSchoolBody },
    handler: ({ principal, body }) => switchSchool(deps, principal, body.rspo),
  });
}
