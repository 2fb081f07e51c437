import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { hashToken, readSession } from '../../service/session/sessions.ts';
import { membershipOfAccount } from '../../store/staff.ts';
import { inSchool } from '../../store/tenant.ts';
import { readCookie, sessionCookieName } from '../kit/cookies.ts';
import type { StaffPrincipal } from '../kit/policy.ts';

/** Whose panel session comes with the request: the person with the role in the school that is switched to. */
export function authenticateStaff(
  deps: AppDeps,
): (request: FastifyRequest) => Promise<StaffPrincipal | null> {
  const secure = deps.config.mode === 'production';
  return async (request) => {
    const token = readCookie(request, sessionCookieName('panel', secure));
    const session = token ? await readSession(deps, token, 'panel') : undefined;
    if (!token || !session || session.school === null) return null;
    const { id, name, school } = session;
    const member = await inSchool(deps.store, school, (tx) => membershipOfAccount(tx, id, deps.now()));
    if (!member) return null;
    const { role } = member;
    const classGroups = role === 'class_teacher' ? member.classGroups : null;
    return { kind: 'staff', accountId: id, name, school, role, classGroups, sessionHash: hashToken(token) };
  };
}
