/**
 * The place of the next (1) or the previous (-1) case in a queue of `count`; undefined when there is none to go to.
 * @param at where the case in hand stands now, -1 when it has left the queue
 * @param left where it stood before it left, -1 when it never stood there
 */
export function stepFrom(at: number, left: number, step: 1 | -1, count: number): number | undefined {
  const target = at >= 0 ? at + step : goneTarget(left, step);
  return target >= 0 && target < count ? target : undefined;
}

/** The next case has moved up to the place of the one that left. */
function goneTarget(left: number, step: 1 | -1): number {
  if (left < 0) return 0;
  return step === 1 ? left : left - 1;
}
