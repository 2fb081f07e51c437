import type { AppDeps } from '../../app-deps.ts';
import { issuingDeps } from '../../service/issuing/issuing-deps.ts';
import type { ProtocolRoute } from '../kit/route.ts';
import { credentialRoute } from './credential.ts';
import { metadataRoutes } from './metadata.ts';
import { nonceRoute } from './nonce.ts';
import { notificationRoute } from './notification.ts';
import { offersRoute } from './offers.ts';
import { offlineCredentialRoute } from './offline-credential.ts';
import { removalsRoute } from './removals.ts';
import { tokenRoute } from './token.ts';
import { typedCodesRoute } from './typed-codes.ts';

/** The issuing protocol: OpenID4VCI 1.0 with a pre-authorized code. */
export function issuerRoutes(deps: AppDeps): ProtocolRoute[] {
  const issuing = issuingDeps(deps);
  return [
    ...metadataRoutes({ ...issuing, config: deps.config }),
    offersRoute(issuing),
    tokenRoute(issuing),
    nonceRoute(issuing),
    credentialRoute(issuing),
    offlineCredentialRoute(issuing),
    notificationRoute(issuing),
    removalsRoute(issuing),
    typedCodesRoute(deps),
  ];
}
