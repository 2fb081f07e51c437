import { DomainError } from '@mleg/core/errors';
import { isOneOf, undecidedOrderStates } from '@mleg/core/order/order';
import { appendAudit } from '../../audit/append.ts';
import type { ReadPhoto } from '../../photo/read-photo.ts';
import { confirmOrder, lockOrder, moveOrder, openOrder } from '../../store/orders.ts';
import { currentPortrait, dropPortraitOf } from '../../store/portraits.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { tellFamily } from '../family/notify-family.ts';
import { refreshOrder } from '../order/order-clock.ts';
import { type OrderRequest, type PlacedOrder, placeOrder } from '../order/place-order.ts';
import { requesterOf } from '../register/requester.ts';
import { storePortrait } from '../register/save-portrait.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';

/** Who takes letters in while nobody looks; stands in the history and with the photos that came by mail. */
export const MAILBOX: Acting['actor'] = { kind: 'system', id: 'mailbox' };

export type LetterOrder = {
  readonly channel: 'mailbox' | 'journal';
  readonly sender: { readonly name: string; readonly email: string | null };
  readonly photo: ReadPhoto | undefined;
  readonly actor: Acting['actor'];
};

/**
 * Opens the case of a pupil for whom a letter speaks certainly, as a proposal that waits for a person (rules.md O1): the order,
 * or the photo that an open order waits for. A photo that somebody has still to look at is never replaced: whoever forges a
 * sender must not change a face.
 * @returns undefined where a person has to look first
 */
export async function draftOrder(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  letter: LetterOrder,
): Promise<PlacedOrder | undefined> {
  const [open, portrait] = [await openOrder(pupilCase), await currentPortrait(pupilCase, pupilCase.pupilId)];
  if (portrait?.state === 'waiting') return undefined;
  if (open !== undefined && !open.missing.includes('portrait')) return undefined;
  return takeOrder(deps, pupilCase, letter, true);
}

/**
 * What a person confirmed of a letter: the photo becomes the pupil's waiting one, the order is placed or joined.
 * @throws DomainError as placeOrder and storePortrait
 */
export function orderByLetter(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  letter: LetterOrder,
): Promise<PlacedOrder> {
  return takeOrder(deps, pupilCase, letter, false);
}

async function takeOrder(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  letter: LetterOrder,
  isProposed: boolean,
): Promise<PlacedOrder> {
  const { channel, photo, actor, sender } = letter;
  if (photo !== undefined) await storePortrait(deps, pupilCase, { photo, actor });
  const { name, email } = sender;
  const guardian = await requesterOf(pupilCase, { name, ...(email === null ? {} : { email }) });
  const request: OrderRequest = {
    channel,
    requester: {
      name: guardian?.name ?? (name || email || '–'),
      email,
      guardianId: guardian?.guardianId ?? null,
      known: guardian !== undefined,
    },
    hasApplication: false,
    mayPupilCollect: false,
    noticeVersion: null,
    actor,
    ...(isProposed ? { proposed: true } : {}),
  };
  return placeOrder(deps, pupilCase, request);
}

/**
 * A person says that a proposed order is this pupil's, with the photo that was proposed (`same`), with another one, or without.
 * @param draft.of who took the letter in
 */
export async function confirmDraft(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  draft: {
    readonly orderId: string;
    readonly photo: ReadPhoto | 'same' | undefined;
    readonly of: string;
    readonly actor: Acting['actor'];
  },
): Promise<void> {
  const { orderId, photo, of, actor } = draft;
  await confirmOrder(pupilCase, orderId);
  if (photo === 'same') return;
  await dropPortraitOf(pupilCase, { of, at: deps.now(), by: actor.id });
  if (photo === undefined) await refreshOrder(deps, pupilCase, 'part_lost');
  else await storePortrait(deps, pupilCase, { photo, actor });
}

/**
 * Takes back an order that was proposed for the wrong pupil, with the photo that came with it.
 * @throws DomainError wrong_state (somebody has decided it)
 */
export async function withdrawDraft(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  draft: { readonly orderId: string; readonly of: string; readonly actor: Acting['actor'] },
): Promise<void> {
  const { orderId, of, actor } = draft;
  const order = await lockOrder(pupilCase, orderId);
  if (order === undefined) throw new DomainError('not_found');
  if (!isOneOf(undecidedOrderStates, order.state))
    throw new DomainError('wrong_state', { state: order.state });
  const at = deps.now();
  await moveOrder(pupilCase, orderId, { to: 'withdrawn', reason: null, note: null, by: actor.id, at });
  await dropPortraitOf(pupilCase, { of, at, by: actor.id });
  const { pupilId } = pupilCase;
  await appendAudit(pupilCase, at, { event: 'order_withdrawn', actor, pupilId, subject: orderId });
  await tellFamily(deps, pupilCase, { event: 'order_withdrawn' });
}
