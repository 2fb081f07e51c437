import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { spellingsOf } from '../../service/school/classes.ts';
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
    const member = await inSchool(deps.store, school, async (tx) => {
      const found = await membershipOfAccount(tx, id, deps.now());
      if (found?.role !== 'class_teacher') return found && { ...found, classGroups: null };
      return { ...found, classGroups: await spellingsOf(tx, found.classGroups) };
    });
    if (!member) return null;
    const { role, classGroups } = member;
    return { kind: 'staff', accountId: id, name, school, role, classGroups, sessionHash: hashToken(token) };
  };
}
