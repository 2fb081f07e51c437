import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { isCheckSecret } from '../../service/check/checks.ts';
import type { CheckPrincipal } from '../kit/policy.ts';

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/i;

/** Whose check it is: the secret in the header must be that of the check in the path. */
export function authenticateCheck(
  deps: Pick<AppDeps, 'store' | 'now'>,
): (request: FastifyRequest) => Promise<CheckPrincipal | null> {
  return async (request) => {
    const { id } = request.params as { id: string };
    const [, secret] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    if (secret === undefined || !(await isCheckSecret(deps, id, secret))) return null;
    return { kind: 'checkSecret', checkId: id };
  };
}
