import type { AppDeps } from '../../app-deps.ts';
import type { CheckDeps } from '../../service/check/check-deps.ts';
import { createListFetcher, withOwnStatusLists } from '../../service/check/fetch-list.ts';
import { createStatusReader } from '../../service/check/status-reader.ts';
import { createTrustReader } from '../../service/check/trust.ts';
import { createStatusPublisher } from '../../service/status/publish-status-list.ts';
import { createTrustListPublisher } from '../../service/status/publish-trust-list.ts';
import { createStatusIndex } from '../../service/status/status-index.ts';
import type { ProtocolRoute, Route } from '../kit/route.ts';
import { createCheckRoute } from './create-check.ts';
import { readCheckRoute } from './read-check.ts';
import { requestObjectRoutes } from './request-object.ts';
import { responseRoute } from './response.ts';
import { takeCodeRoute } from './take-code.ts';

/** The online check: for the verifier's page and programs, and for wallets. */
export function verifierRoutes(deps: AppDeps): (Route | ProtocolRoute)[] {
  const { store, vault, signers, config, now } = deps;
  const issuerOrigin = config.origins.school;
  const statusIndexOf = createStatusIndex(vault);
  const publisher = createStatusPublisher({
    store,
    signer: signers.issuer,
    statusIndexOf,
    issuerOrigin,
    now,
  });
  const fetchOthers = createListFetcher(fetch, 'application/statuslist+jwt');
  const checkDeps: CheckDeps = {
    store,
    vault,
    signers,
    config,
    trust: createTrustReader(createTrustListPublisher(deps)),
    readStatus: createStatusReader({
      fetchStatusList: withOwnStatusLists(`${issuerOrigin}/status/`, publisher, fetchOthers),
      now,
    }),
    now,
  };
  return [
    createCheckRoute(checkDeps),
    readCheckRoute(checkDeps),
    takeCodeRoute(checkDeps),
    ...requestObjectRoutes(checkDeps),
    responseRoute(checkDeps),
  ];
}
