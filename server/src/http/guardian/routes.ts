import type { AppDeps } from '../../app-deps.ts';
import type { Route } from '../kit/route.ts';
import { blockPhoneRoute } from './block-phone.ts';
import { closeSessionRoute } from './close-session.ts';
import { listChildrenRoute } from './list-children.ts';
import { listMessagesRoute } from './list-messages.ts';
import { lockByCodeRoute } from './lock-by-code.ts';
import { objectRoute } from './object.ts';
import { openSessionRoute } from './open-session.ts';
import { placeOrderRoute } from './place-order.ts';
import { putPortraitRoute } from './put-portrait.ts';
import { readChildRoute } from './read-child.ts';
import { readPortraitRoute } from './read-portrait.ts';
import { readSessionRoute } from './read-session.ts';
import { removePhoneRoute } from './remove-phone.ts';
import { requestLinkRoute } from './request-link.ts';
import { takeCodeRoute } from './take-code.ts';
import { unblockPhoneRoute } from './unblock-phone.ts';
import { withdrawOwnObjectionRoute } from './withdraw-objection.ts';

/** The portal's API. */
export function guardianRoutes(deps: AppDeps): Route[] {
  return [
    blockPhoneRoute(deps),
    closeSessionRoute(deps),
    listChildrenRoute(deps),
    listMessagesRoute(deps),
    lockByCodeRoute(deps),
    objectRoute(deps),
    openSessionRoute(deps),
    placeOrderRoute(deps),
    putPortraitRoute(deps),
    readChildRoute(deps),
    readPortraitRoute(deps),
    readSessionRoute(deps),
    removePhoneRoute(deps),
    requestLinkRoute(deps),
    takeCodeRoute(deps),
    unblockPhoneRoute(deps),
    withdrawOwnObjectionRoute(deps),
  ];
}
