import type { AppDeps } from '../../app-deps.ts';
import type { Route } from '../kit/route.ts';
import { closeSessionRoute } from './close-session.ts';
import { listChildrenRoute } from './list-children.ts';
import { listMessagesRoute } from './list-messages.ts';
import { lockByCodeRoute } from './lock-by-code.ts';
import { openSessionRoute } from './open-session.ts';
import { placeOrderRoute } from './place-order.ts';
import { putPortraitRoute } from './put-portrait.ts';
import { readChildRoute } from './read-child.ts';
import { readPortraitRoute } from './read-portrait.ts';
import { readSessionRoute } from './read-session.ts';
import { recordOwnObjectionRoute } from './record-objection.ts';
import { requestLinkRoute } from './request-link.ts';
import { restorePhoneRoute } from './restore-phone.ts';
import { revokePhoneRoute } from './revoke-phone.ts';
import { suspendPhoneRoute } from './suspend-phone.ts';
import { takeCodeRoute } from './take-code.ts';
import { withdrawOwnObjectionRoute } from './withdraw-objection.ts';

/** The portal's API. */
export function guardianRoutes(deps: AppDeps): Route[] {
  return [
    suspendPhoneRoute(deps),
    closeSessionRoute(deps),
    listChildrenRoute(deps),
    listMessagesRoute(deps),
    lockByCodeRoute(deps),
    recordOwnObjectionRoute(deps),
    openSessionRoute(deps),
    placeOrderRoute(deps),
    putPortraitRoute(deps),
    readChildRoute(deps),
    readPortraitRoute(deps),
    readSessionRoute(deps),
    revokePhoneRoute(deps),
    requestLinkRoute(deps),
    takeCodeRoute(deps),
    restorePhoneRoute(deps),
    withdrawOwnObjectionRoute(deps),
  ];
}
