import type { OrderDetail, OrderList, OrderTab } from '@mleg/contract/order';
import { DomainError } from '@mleg/core/errors';
import type { OrderState } from '@mleg/core/order/order';
import { foldName } from '@mleg/core/person/names';
import { listLossReports } from '../../store/loss-reports.ts';
import { countReadyOffers } from '../../store/offers.ts';
import { countOrders, listOrders, orderById } from '../../store/orders.ts';
import { schoolPolicy } from '../../store/policy.ts';
import { currentPortrait } from '../../store/portraits.ts';
import { homonymsOf, listObjectionsToDecide, pupilById } from '../../store/pupils.ts';
import { codeStopOf } from '../../store/rights.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import { readLossLetters } from '../mailbox/read-letters.ts';
import { listMobileIds, toMobileId } from '../mobile-id/mobile-ids.ts';
import { maskedPersonalId, paperIdView } from '../register/views.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';
import { calendarOf, timelineOf, toOrderRow } from './views.ts';

/** Which states stand under a tab of the queue. */
const statesOfTab: Readonly<Record<OrderTab, readonly OrderState[]>> = {
  new: ['received'],
  incomplete: ['incomplete'],
  to_check: ['to_check'],
  to_issue: ['accepted'],
  issued: ['issued'],
  done: ['closed', 'refused', 'withdrawn'],
};
const tabs = Object.keys(statesOfTab) as OrderTab[];

/** The queue: counts of every tab, the orders of one, reports of lost phones on top (rules.md C4). */
export async function readQueue(
  deps: Pick<SchoolDeps, 'now' | 'vault'>,
  tx: SchoolTx,
  query: { tab?: OrderTab | undefined; q?: string | undefined; from?: number | undefined },
): Promise<OrderList> {
  const byState = await countOrders(tx);
  const counts = Object.fromEntries(
    tabs.map((tab) => [tab, statesOfTab[tab].reduce((sum, state) => sum + (byState.get(state) ?? 0), 0)]),
  ) as Record<OrderTab, number>;
  const states = query.tab ? statesOfTab[query.tab] : tabs.flatMap((tab) => statesOfTab[tab]);
  const { q = '' } = query;
  const rows = await listOrders(tx, states, { nameKey: foldName(q), caseNumber: q.trim() }, query.from);
  const reports = await listLossReports(tx);
  const objections = await listObjectionsToDecide(tx);
  const calendar = calendarOf(deps, await schoolPolicy(tx));
  return {
    counts,
    orders: rows.map((row) => toOrderRow(row, calendar)),
    total: rows[0]?.total ?? 0,
    lossReportsTotal: reports[0]?.total ?? 0,
    lossLetters: await readLossLetters(deps, tx),
    objectionsTotal: objections[0]?.total ?? 0,
    lossReports: reports.map((report) => ({
      mobileId: report.mobileId,
      pupilId: report.pupilId,
      pupilName: `${report.surname} ${report.givenNames}`,
      at: toIsoTime(report.at),
      by: report.by,
    })),
    objections: objections.map((one) => ({
      pupilId: one.pupilId,
      pupilName: `${one.surname} ${one.givenNames}`,
      at: toIsoTime(one.at),
    })),
  };
}

/**
 * One order with everything a person needs to decide.
 * @throws DomainError not_found
 */
export async function readOrder(
  deps: Pick<SchoolDeps, 'now' | 'vault'>,
  tx: SchoolTx,
  orderId: string,
): Promise<OrderDetail> {
  const order = await orderById(tx, orderId);
  const pupil = order && (await pupilById(tx, order.pupilId));
  if (!order || !pupil) throw new DomainError('not_found');
  const cipher = await schoolCipher(tx, deps.vault);
  const portrait = await currentPortrait(tx, pupil.id);
  const mobileIds = await listMobileIds(deps, tx, [pupil.id]);
  const homonyms = await homonymsOf(tx, pupil.id);
  const policy = await schoolPolicy(tx);
  return {
    ...toOrderRow(
      { ...order, ...pupil, id: order.id, state: order.state, version: order.version },
      calendarOf(deps, policy),
    ),
    version: order.version,
    requestedBy: { name: order.requesterName, email: order.requesterEmail, known: order.requesterKnown },
    refusal: order.refusalReason
      ? {
          reason: order.refusalReason as NonNullable<OrderDetail['refusal']>['reason'],
          note: order.refusalNote,
        }
      : null,
    pupil: {
      id: pupil.id,
      givenNames: pupil.givenNames,
      surname: pupil.surname,
      birthDate: pupil.bornOn,
      classGroup: pupil.classGroup,
      status: pupil.status,
      personalIdMasked: maskedPersonalId(cipher, pupil),
      hasAddress: pupil.addressSealed !== null,
      objection: pupil.objectionAt !== null,
      objectionToDecide: pupil.objectionToDecide,
    },
    paperId: await paperIdView(deps, tx, pupil.id),
    portrait: portrait
      ? {
          id: portrait.id,
          state: portrait.state,
          url: `/api/portraits/${portrait.id}`,
          reasons: portrait.reasons,
          refusal: portrait.refusal as NonNullable<OrderDetail['portrait']>['refusal'],
        }
      : null,
    homonyms: homonyms.map((one) => ({
      name: `${one.surname} ${one.givenNames}`,
      classGroup: one.classGroup,
      birthDate: one.bornOn,
    })),
    mobileIds: mobileIds.map(toMobileId),
    openCodes: await countReadyOffers(tx, pupil.id, deps.now()),
    onePhoneOnly: policy.devices === 'one',
    codeStop: await codeStopOf(tx, pupil.id),
    ...(await timelineOf(tx, pupil.id)),
  };
}
