import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { hashToken, readSession } from '../../service/session/sessions.ts';
import { readCookie, sessionCookieName } from '../kit/cookies.ts';
import type { GuardianPrincipal } from '../kit/policy.ts';

/** Whose portal session comes with the request. */
export function authenticateGuardian(
  deps: AppDeps,
): (request: FastifyRequest) => Promise<GuardianPrincipal | null> {
  const secure = deps.config.mode === 'production';
  return async (request) => {
    const token = readCookie(request, sessionCookieName('portal', secure));
    const session = token ? await readSession(deps, token, 'portal') : undefined;
    if (!token || !session) return null;
    const { id, name, language } = session;
    return { kind: 'guardian', accountId: id, name, language, sessionHash: hashToken(token) };
  };
}
