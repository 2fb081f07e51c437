import type { Offer } from '@mleg/contract/common';
import type { OrderDetail, OrderList } from '@mleg/contract/order';
import { inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { inSchool } from '../../store/tenant.ts';
import type { Delivery } from '../issuing/create-offer.ts';
import { handOut } from '../issuing/hand-out.ts';
import * as decisions from '../order/decide-order.ts';
import * as placing from '../order/place-order.ts';
import * as orders from '../order/read-orders.ts';
import { withdrawCodes, withdrawOrder } from '../order/withdraw-codes.ts';
import { requesterOf } from '../register/requester.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

type OfOrder = Acting & { readonly orderId: string };

function ofOrder(
  deps: SchoolDeps,
  { school, orderId }: OfOrder,
  act: (pupilCase: PupilCase) => Promise<unknown>,
): Promise<OrderDetail> {
  return inPupilCase(deps, { school, orderId }, async (pupilCase) => {
    await act(pupilCase);
    return orders.readOrder(deps, pupilCase, orderId);
  });
}

/** The queue. */
export function listOrders(
  deps: SchoolDeps,
  school: number,
  query: Parameters<typeof orders.readQueue>[2],
): Promise<OrderList> {
  return inSchool(deps.store, school, (tx) => orders.readQueue(deps, tx, query));
}

/** One order with everything needed to decide. @throws DomainError not_found */
export function readOrder(
  deps: SchoolDeps,
  { school, orderId }: { school: number; orderId: string },
): Promise<OrderDetail> {
  return inSchool(deps.store, school, (tx) => orders.readOrder(deps, tx, orderId));
}

/** An order taken at the desk. @throws DomainError not_found and as placeOrder */
export function placeOrder(
  deps: SchoolDeps,
  request: Acting & {
    pupilId: string;
    channel: 'paper' | 'desk';
    requestedBy: { name: string; email?: string | undefined };
  },
): Promise<OrderDetail> {
  const { channel, requestedBy, actor } = request;
  return inPupilCase(deps, request, async (pupilCase) => {
    const { name, email = null } = requestedBy;
    const guardian = await requesterOf(pupilCase, requestedBy);
    const placed = await placing.placeOrder(deps, pupilCase, {
      channel,
      // The office saw the person and the paper.
      requester: { name, email, guardianId: guardian?.guardianId ?? null, known: true },
      hasApplication: channel === 'paper',
      mayPupilCollect: false,
      noticeVersion: null,
      actor,
    });
    return orders.readOrder(deps, pupilCase, placed.id);
  });
}

/** Approves or refuses an order. @throws DomainError as decideOrder of the room */
export function decideOrder(
  deps: SchoolDeps,
  request: Acting & Parameters<typeof decisions.decideOrder>[2],
): Promise<OrderDetail> {
  return ofOrder(deps, request, (pupilCase) => decisions.decideOrder(deps, pupilCase, request));
}

/** Accepts or refuses the photo of an order. @throws DomainError as decidePortraitOf */
export function decidePortrait(
  deps: SchoolDeps,
  request: Acting & Parameters<typeof decisions.decidePortraitOf>[2],
): Promise<OrderDetail> {
  return ofOrder(deps, request, (pupilCase) => decisions.decidePortraitOf(deps, pupilCase, request));
}

/** Withdraws codes that no phone has taken, or the approval with them. @throws DomainError not_found, wrong_state */
export function withdrawIssue(
  deps: SchoolDeps,
  request: OfOrder & { what: 'codes' | 'order' },
): Promise<OrderDetail> {
  return ofOrder(deps, request, (pupilCase) =>
    request.what === 'codes'
      ? withdrawCodes(deps, pupilCase, request)
      : withdrawOrder(deps, pupilCase, request),
  );
}

/**
 * QR and activation code for an order's pupil, to be shown on the screen.
 * @throws DomainError not_found and as createOffer
 */
export function issue(deps: SchoolDeps, request: OfOrder & { delivery: Delivery }): Promise<Offer> {
  const { school, orderId, actor } = request;
  // A letter is an offer of its own, made when it is printed.
  const delivery = request.delivery === 'letter' ? 'journal' : request.delivery;
  return inPupilCase(deps, { school, orderId }, async (pupilCase) => {
    const offer = await handOut(deps, pupilCase, { delivery, actor });
    return { ...offer, expiresAt: toIsoTime(offer.expiresAt), letterUrl: `/api/orders/${orderId}/letter` };
  });
}
