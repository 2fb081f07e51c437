import type { AppDeps } from '../../app-deps.ts';
import { createStatusPublisher } from '../../service/status/publish-status-list.ts';
import { createTrustListPublisher } from '../../service/status/publish-trust-list.ts';
import { createStatusIndex } from '../../service/status/status-index.ts';
import type { ProtocolRoute } from '../kit/route.ts';
import { healthRoute, metricsRoute, readyRoute } from './health.ts';
import { statusAggregationRoute, statusListRoute } from './status-list.ts';
import { trustListRoute } from './trust-list.ts';

/** What is public and signed, and how the operator sees that the server lives. */
export function statusRoutes(deps: AppDeps): ProtocolRoute[] {
  const publisher = createStatusPublisher({
    store: deps.store,
    signer: deps.signers.issuer,
    statusIndexOf: createStatusIndex(deps.vault),
    issuerOrigin: deps.config.origins.school,
    now: deps.now,
  });
  const currentTrustList = createTrustListPublisher(deps);
  // Held from the start: a database that goes away a minute later takes neither with it.
  void Promise.all([publisher.warm(), currentTrustList({ isWarmUp: true })]).catch(() => undefined);
  return [
    statusListRoute(publisher, deps.now),
    statusAggregationRoute(publisher),
    trustListRoute(currentTrustList),
    healthRoute(),
    readyRoute(deps),
    metricsRoute(),
  ];
}
