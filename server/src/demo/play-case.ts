import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { dueAfterWorkingDays, workingDaysLeft } from '@mleg/core/school-year/working-days';
import type { AppDeps } from '../app-deps.ts';
import type { Actor } from '../audit/append.ts';
import { drawFace } from '../photo/drawn-face.ts';
import { orderForChild } from '../service/guardian/actions.ts';
import { type HandedOut, handOut } from '../service/issuing/hand-out.ts';
import { suspend } from '../service/mobile-id/change-mobile-ids.ts';
import { listMobileIds } from '../service/mobile-id/mobile-ids.ts';
import { decideOrder, decidePortraitOf } from '../service/order/decide-order.ts';
import { placeOrder } from '../service/order/place-order.ts';
import { recordObjection } from '../service/register/objection.ts';
import { savePortrait } from '../service/register/save-portrait.ts';
import { type GuardianshipRow, guardiansOfPupil } from '../store/guardians.ts';
import type { MobileIdRow } from '../store/mobile-ids.ts';
import { latestOrder, type OrderRecord } from '../store/orders.ts';
import { schoolPolicy } from '../store/policy.ts';
import { currentPortrait } from '../store/portraits.ts';
import { inPupilCase } from '../store/pupil-case.ts';
import { pupilByExternalId } from '../store/pupils.ts';
import { inSchool } from '../store/tenant.ts';
import type { DemoOrder } from './cases.ts';
import { takeIntoDemoPhone } from './demo-phone.ts';
import type { DemoPupil } from './demo-pupil.ts';

/** So often a picture is sent again. */
const SLOW_TRIES = 5;

/** Where the stories are played. */
export type Stage = {
  readonly deps: AppDeps;
  readonly school: number;
  /** The office of the school, who takes and decides. */
  readonly office: Actor;
};

type Step = Stage & {
  readonly pupilId: string;
  readonly order: DemoOrder;
  readonly guardian: GuardianshipRow | undefined;
};

const DAY_SECONDS = 86_400;
/** From the school's decision until the phone has the ID. */
const PHONE_SECONDS = 2 * 3600;
const PHONES: readonly DemoOrder['outcome'][] = ['phone', 'phone_suspended', 'phone_lost'];
const APPROVED: readonly DemoOrder['outcome'][] = ['approve', 'issue', ...PHONES];
const NOTICE_VERSION = 'portal-2026-11';
/** Longer than a week of holidays makes any deadline of the demo. */
const DAYS_BACK_MAX = 40;

/**
 * Plays a pupil's story with the product's own services, at the time at which it happened. What stands already is left
 * as it is, so that a seed that was interrupted goes on where it stopped.
 * @param seed of the drawn face
 */
export async function playCase(stage: Stage, pupil: DemoPupil, seed: number): Promise<void> {
  const order = pupil.played.order;
  if (!order) return;
  const { pupilId, guardian, hasPortrait } = await findPupil(stage, pupil);
  const days = await daysAgo(stage, order.came);
  const cameAt = stage.deps.now() - days * DAY_SECONDS - (seed % 300) * 60;
  const step = { ...atTime(stage, cameAt), pupilId, order, guardian };
  if (order.hasPortrait && !hasPortrait) await sendPortrait(step, await drawFace(seed));
  const placed = (await findOrder(step)) ?? (await sendOrder(step));
  const decidedAt = Math.min(stage.deps.now(), cameAt + DAY_SECONDS);
  await decide({ ...step, ...atTime(stage, decidedAt) }, placed);
}

function atTime(stage: Stage, at: number): Stage {
  return { ...stage, deps: { ...stage.deps, now: () => at } };
}

/** How many days ago an order came: given, or so that one working day is left, or none for a week. */
async function daysAgo({ deps, school }: Stage, came: DemoOrder['came']): Promise<number> {
  if (typeof came === 'number') return came;
  const { deadlineWorkingDays } = await inSchool(deps.store, school, schoolPolicy);
  const left = came === 'due_soon' ? 1 : -3;
  const today = warsawDayOf(deps.now());
  for (let days = 1; days < DAYS_BACK_MAX; days += 1) {
    const cameOn = warsawDayOf(deps.now() - days * DAY_SECONDS);
    if (workingDaysLeft(today, dueAfterWorkingDays(cameOn, deadlineWorkingDays)) <= left) return days;
  }
  return DAYS_BACK_MAX;
}

function findPupil(
  { deps, school }: Stage,
  pupil: DemoPupil,
): Promise<{ pupilId: string; guardian: GuardianshipRow | undefined; hasPortrait: boolean }> {
  return inSchool(deps.store, school, async (tx) => {
    const found = await pupilByExternalId(tx, pupil.externalId);
    if (!found) throw new Error('a pupil of the demo is not in the register');
    const guardians = await guardiansOfPupil(tx, found.id);
    const guardian = guardians.find((one) => one.rights === 'full' && one.accountId !== null);
    const hasPortrait = (await currentPortrait(tx, found.id)) !== undefined;
    return { pupilId: found.id, guardian, hasPortrait };
  });
}

function findOrder({ deps, school, pupilId }: Step): Promise<OrderRecord | undefined> {
  return inSchool(deps.store, school, (tx) => latestOrder(tx, pupilId));
}

function sender({ order, guardian, office }: Step): Actor {
  const accountId = order.channel === 'portal' ? guardian?.accountId : undefined;
  return accountId ? { kind: 'guardian', id: accountId } : office;
}

/** A picture of our own is good: where it takes too long, the machine is busy with something else. */
async function sendPortrait(step: Step, bytes: Uint8Array, triesLeft = SLOW_TRIES): Promise<void> {
  const { deps, school, pupilId } = step;
  try {
    await savePortrait(deps, { school, pupilId, bytes, actor: sender(step) });
  } catch (cause) {
    const isSlow = cause instanceof DomainError && cause.details['reason'] === 'too_slow';
    if (!isSlow || triesLeft === 0) throw cause;
    await sendPortrait(step, bytes, triesLeft - 1);
  }
}

async function sendOrder(step: Step): Promise<OrderRecord> {
  const { deps, school, pupilId, order, guardian, office } = step;
  const actor = sender(step);
  if (actor.kind === 'guardian') {
    await orderForChild(deps, { actor, pupilId, mayPupilCollect: true, noticeVersion: NOTICE_VERSION });
  } else {
    await inPupilCase(deps, { school, pupilId }, (pupilCase) =>
      placeOrder(deps, pupilCase, {
        channel: order.channel,
        // A program may know somebody whom the register does not.
        requester: {
          name: order.channel === 'api' ? 'Bożena Czapla' : (guardian?.name ?? 'Opiekun'),
          email: null,
          guardianId: order.channel === 'api' ? null : (guardian?.guardianId ?? null),
          known: order.channel !== 'api',
        },
        hasApplication: order.channel === 'paper',
        mayPupilCollect: false,
        noticeVersion: null,
        actor: office,
      }),
    );
  }
  const placed = await findOrder(step);
  if (!placed) throw new Error('an order of the demo was not placed');
  return placed;
}

async function decide(step: Step, placed: OrderRecord): Promise<void> {
  const { deps, school, pupilId, office: actor, order } = step;
  const orderId = placed.id;
  const note = undefined;
  if (placed.state === 'to_check') {
    await inPupilCase(deps, { school, pupilId }, async (pupilCase) => {
      if (APPROVED.includes(order.outcome)) {
        const approval = { decision: 'approve', reason: undefined, note, actor } as const;
        await decideOrder(deps, pupilCase, { orderId, ...approval });
      } else if (order.outcome === 'refuse') {
        const refusal = { decision: 'refuse', reason: 'data_mismatch', note, actor } as const;
        await decideOrder(deps, pupilCase, { orderId, ...refusal });
      } else if (order.outcome === 'refuse_portrait') {
        const refusal = { decision: 'refuse', reason: 'too_dark', actor } as const;
        await decidePortraitOf(deps, pupilCase, { orderId, ...refusal });
      } else if (order.outcome === 'objection') {
        await recordObjection(deps, pupilCase, { actor: sender(step) });
      }
    });
  }
  const now = await findOrder(step);
  const isPhone = PHONES.includes(order.outcome);
  if ((isPhone || order.outcome === 'issue') && now?.state === 'accepted') {
    await handOutAs(step, 'journal', actor);
  }
  if (isPhone) await playPhone({ ...step, ...atTime(step, deps.now() + PHONE_SECONDS) });
}

/** The family takes a code in the portal, or the office's, into a phone; then what happened to the phone. */
async function playPhone(step: Step): Promise<void> {
  const { deps, school, pupilId, order, office } = step;
  const account = step.guardian?.accountId;
  const mobileIds = (): Promise<MobileIdRow[]> =>
    inSchool(deps.store, school, (tx) => listMobileIds(deps, tx, [pupilId]));
  if ((await mobileIds()).length === 0) {
    const actor: Actor = account ? { kind: 'guardian', id: account } : office;
    await takeIntoDemoPhone(deps, await handOutAs(step, 'portal', actor));
  }
  const isStanding = (await mobileIds()).some(({ state }) => state === 'active');
  if (order.outcome === 'phone' || !isStanding) return;
  const isLost = order.outcome === 'phone_lost';
  const actor: Actor = isLost ? { kind: 'system', id: 'lock_code' } : office;
  const change = { actor, by: isLost ? 'lock_code' : 'school' } as const;
  const later = { ...deps, now: () => deps.now() + DAY_SECONDS };
  await inPupilCase(deps, { school, pupilId }, (pupilCase) => suspend(later, pupilCase, change));
}

function handOutAs(
  { deps, school, pupilId }: Step,
  delivery: 'journal' | 'portal',
  actor: Actor,
): Promise<HandedOut> {
  return inPupilCase(deps, { school, pupilId }, (pupilCase) => handOut(deps, pupilCase, { delivery, actor }));
}
