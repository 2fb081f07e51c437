import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { findKey } from '../../service/integration/api-keys.ts';
import type { ApiKeyPrincipal } from '../kit/policy.ts';

const HEADER = /^Bearer ([\w.-]{1,120})$/i;

/** Whose program calls: `Authorization: Bearer <key>` of one school (RFC 6750 section 2.1). */
export function authenticateApiKey(
  deps: AppDeps,
): (request: FastifyRequest) => Promise<ApiKeyPrincipal | null> {
  return async (request) => {
    const key = HEADER.exec(request.headers.authorization ?? '')?.[1];
    const found = key === undefined ? undefined : await findKey(deps, key);
    return found ? { kind: 'apiKey', ...found } : null;
  };
}
