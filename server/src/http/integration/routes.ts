import type { AppDeps } from '../../app-deps.ts';
import type { Route } from '../kit/route.ts';
import { callOffDepartureRoute } from './call-off-departure.ts';
import { createOfferRoute } from './create-offer.ts';
import { decideOrderRoute } from './decide-order.ts';
import { deleteObjectionRoute } from './delete-objection.ts';
import { deleteOffersRoute } from './delete-offers.ts';
import { departRoute } from './depart.ts';
import { importFileRoute } from './import-file.ts';
import { listMessagesRoute } from './list-messages.ts';
import { listMobileIdsRoute } from './list-mobile-ids.ts';
import { listOrdersRoute } from './list-orders.ts';
import { openApiRoute } from './openapi.ts';
import { placeOrderRoute } from './place-order.ts';
import { putGuardiansRoute } from './put-guardians.ts';
import { putObjectionRoute } from './put-objection.ts';
import { putPaperIdRoute } from './put-paper-id.ts';
import { putPortraitRoute } from './put-portrait.ts';
import { putPupilRoute } from './put-pupil.ts';
import { readOrderRoute } from './read-order.ts';
import { readPupilRoute } from './read-pupil.ts';
import { restoreRoute } from './restore.ts';
import { revokeRoute } from './revoke.ts';
import { searchPupilsRoute } from './search-pupils.ts';
import { suspendRoute } from './suspend.ts';
import { takeMessageRoute } from './take-message.ts';

/** The API for e-journals and school software, with its own description. */
export function integrationRoutes(deps: AppDeps): Route[] {
  const routes = [
    createOfferRoute(deps),
    decideOrderRoute(deps),
    deleteObjectionRoute(deps),
    deleteOffersRoute(deps),
    departRoute(deps),
    callOffDepartureRoute(deps),
    importFileRoute(deps),
    listMessagesRoute(deps),
    listMobileIdsRoute(deps),
    listOrdersRoute(deps),
    placeOrderRoute(deps),
    putGuardiansRoute(deps),
    putObjectionRoute(deps),
    putPaperIdRoute(deps),
    putPortraitRoute(deps),
    putPupilRoute(deps),
    readOrderRoute(deps),
    readPupilRoute(deps),
    restoreRoute(deps),
    revokeRoute(deps),
    searchPupilsRoute(deps),
    suspendRoute(deps),
    takeMessageRoute(deps),
  ];
  return [...routes, openApiRoute(deps, routes)];
}
