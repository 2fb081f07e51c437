import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { hashToken } from '../../service/session/sessions.ts';
import { findStaffMember } from '../../service/session/staff-session.ts';
import { readCookie, sessionCookieName } from '../kit/cookies.ts';
import type { StaffPrincipal } from '../kit/policy.ts';

/** Whose panel session comes with the request: the person with the role in the school that is switched to. */
export function authenticateStaff(
  deps: AppDeps,
): (request: FastifyRequest) => Promise<StaffPrincipal | null> {
  const secure = deps.config.mode === 'production';
  return async (request) => {
    const token = readCookie(request, sessionCookieName('panel', secure));
    const member = token ? await findStaffMember(deps, token) : undefined;
    return token && member ? { kind: 'staff', ...member, sessionHash: hashToken(token) } : null;
  };
}
