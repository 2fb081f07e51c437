import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { AppDeps } from './app-deps.ts';
import { authenticateGuardian } from './http/guardian/authenticate.ts';
import { guardianRoutes } from './http/guardian/routes.ts';
import { authenticateApiKey } from './http/integration/authenticate.ts';
import { integrationRoutes } from './http/integration/routes.ts';
import { issuerRoutes } from './http/issuer/routes.ts';
import { createFace } from './http/kit/face.ts';
import type { Authenticators } from './http/kit/policy.ts';
import type { ProtocolRoute, Route } from './http/kit/route.ts';
import type { FaceName } from './http/kit/security-headers.ts';
import { loadStaticFiles } from './http/kit/static-files.ts';
import { authenticateStaff } from './http/school/authenticate.ts';
import { schoolRoutes } from './http/school/routes.ts';
import { configRoute } from './http/status/config.ts';
import { statusRoutes } from './http/status/routes.ts';
import { authenticateCheck } from './http/verifier/authenticate.ts';
import { verifierRoutes } from './http/verifier/routes.ts';

/** The apps that Vite built, beside the server in the house. */
const APPS_FOLDER = fileURLToPath(new URL('../../apps/', import.meta.url));

export type FaceParts = {
  readonly routes: readonly (Route | ProtocolRoute)[];
  readonly authenticators: Authenticators;
};

/** Which app a face shows. */
const APP_OF: Readonly<Record<FaceName, string>> = {
  school: 'portal',
  wallet: 'wallet',
  verifier: 'verifier',
  panel: 'panel',
};

/** Routes and who may call them, face by face: the whole surface of the server. */
export function faceParts(deps: AppDeps): Record<FaceName, FaceParts> {
  const everywhere = [configRoute(deps)];
  return {
    school: {
      routes: [
        ...everywhere,
        ...issuerRoutes(deps),
        ...statusRoutes(deps),
        ...guardianRoutes(deps),
        ...integrationRoutes(deps),
      ],
      authenticators: { guardian: authenticateGuardian(deps), apiKey: authenticateApiKey(deps) },
    },
    wallet: { routes: everywhere, authenticators: {} },
    verifier: {
      routes: [...everywhere, ...verifierRoutes(deps)],
      authenticators: { checkSecret: authenticateCheck(deps) },
    },
    panel: {
      routes: [...everywhere, ...schoolRoutes(deps)],
      authenticators: { staff: authenticateStaff(deps) },
    },
  };
}

/**
 * Builds the four faces, not yet listening.
 * @throws Error for a route without a policy
 */
export async function createFaces(deps: AppDeps): Promise<Record<FaceName, FastifyInstance>> {
  const parts = faceParts(deps);
  const { origins, mode, proxyHops } = deps.config;
  const own = Object.values(origins);
  // A wallet and a verifier speak to issuers of other operators too; the demo's are on localhost.
  const anywhere = mode === 'demo' ? [...own, 'https:', 'http://localhost:*'] : [...own, 'https:'];
  const build = async (name: FaceName): Promise<FastifyInstance> =>
    createFace({
      name,
      origin: origins[name],
      ...parts[name],
      files: await loadStaticFiles(`${APPS_FOLDER}${APP_OF[name]}/dist`),
      connect: name === 'wallet' || name === 'verifier' ? anywhere : [],
      log: deps.log,
      now: deps.now,
      proxyHops,
    });
  const [school, wallet, verifier, panel] = await Promise.all([
    build('school'),
    build('wallet'),
    build('verifier'),
    build('panel'),
  ]);
  return { school, wallet, verifier, panel };
}
