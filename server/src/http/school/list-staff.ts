import { staffList } from '@mleg/contract/staff';
import type { AppDeps } from '../../app-deps.ts';
import { readStaff } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { accountKeepers } from './roles.ts';

export function listStaffRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/staff',
    policy: accountKeepers,
    summary: 'Who works in the school, as what, and when they last logged in',
    schema: { response: staffList },
    handler: ({ principal }) => readStaff(deps, principal.school),
  });
}
