import { staffSession } from '@mleg/contract/session';
import type { AppDeps } from '../../app-deps.ts';
import { readStaffSession } from '../../service/session/staff-session.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { everyone } from './roles.ts';

export function readSessionRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/session',
    policy: everyone,
    summary: 'Who is logged in, in which school',
    schema: { response: staffSession },
    handler: ({ principal }) => readStaffSession(deps, principal),
  });
}
