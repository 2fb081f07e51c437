import { auditPage, auditQuery } from '@mleg/contract/audit';
import type { AppDeps } from '../../app-deps.ts';
import { readAuditLog } from '../../service/panel/accounts.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, auditReaders } from './roles.ts';

export function searchAuditRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/audit/search',
    policy: auditReaders,
    summary: 'The log: who saw or changed what, of whom, when; reading it is written into it',
    schema: { body: auditQuery, response: auditPage },
    handler: ({ principal, body }) => readAuditLog(deps, { ...actingOf(principal), query: body }),
  });
}
