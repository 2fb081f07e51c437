import type { OrderRow } from '@mleg/contract/order';
import { useRef } from 'preact/hooks';
import { stepFrom } from './queue-walk.ts';

/** The cases before and after the one in hand. A case that was just settled leaves the queue; its place is remembered. */
export function useQueueWalk(
  orders: readonly OrderRow[],
  caseId: string,
): (step: 1 | -1) => OrderRow | undefined {
  const stood = useRef({ id: '', at: -1 });
  const at = orders.findIndex(({ id }) => id === caseId);
  if (at >= 0) stood.current = { id: caseId, at };
  const left = stood.current.id === caseId ? stood.current.at : -1;
  return (step) => {
    const next = stepFrom(at, left, step, orders.length);
    return next === undefined ? undefined : orders[next];
  };
}
