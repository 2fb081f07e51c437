import { auditPage, auditQuery } from '@mleg/contract/audit';
import type { AppDeps } from '../../app-deps.ts';
import { readAuditLog } from '../../service/school/audit-log.ts';
import { inSchool } from '../../store/tenant.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, auditReaders } from './roles.ts';

export function searchAuditRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/audit/search',
    policy: auditReaders,
    summary: 'The log: who saw or changed what, of whom, when; reading it is written into it',
    schema: { body: auditQuery, response: auditPage },
    handler: ({ principal, body }) =>
      inSchool(deps.store, principal.school, (tx) =>
        readAuditLog(deps, tx, { query: body, actor: actorOf(principal) }),
      ),
  });
}
