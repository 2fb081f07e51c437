/** Which stories the demo's pupils have: every state of an order that the office can bring about. */

export type DemoCase = {
  readonly paperId: 'valid' | 'none' | 'expired';
  readonly order: DemoOrder | undefined;
};

export type DemoOrder = {
  readonly channel: 'portal' | 'journal' | 'mailbox' | 'paper' | 'desk' | 'api';
  readonly hasPortrait: boolean;
  /** What the office did with it. */
  readonly outcome: 'nothing' | 'refuse_portrait' | 'refuse' | 'approve' | 'issue' | 'objection';
  /** How long ago it came: days, or so that the deadline is near or past. */
  readonly came: number | 'due_soon' | 'overdue';
};

const NO_ORDER: DemoCase = { paperId: 'valid', order: undefined };

/** An order with its photo, with an ID to show it to. */
export function ordered(
  outcome: DemoOrder['outcome'],
  came: DemoOrder['came'],
  channel: DemoOrder['channel'] = 'portal',
): DemoCase {
  return { paperId: 'valid', order: { channel, hasPortrait: true, outcome, came } };
}

/** „czeka na zdjęcie” */
export function withoutPortrait(came: number, channel: DemoOrder['channel']): DemoCase {
  return { paperId: 'valid', order: { channel, hasPortrait: false, outcome: 'nothing', came } };
}

/** „czeka na tradycyjną legitymację” */
export function withoutPaperId(came: number): DemoCase {
  return { paperId: 'none', order: { channel: 'portal', hasPortrait: true, outcome: 'nothing', came } };
}

/** The story of the n-th pupil of a class who is not a special one. */
export function caseOfPlace(classGroup: string, number: number): DemoCase {
  const level = Number(classGroup[0]);
  const isEven = level % 2 === 0;
  const stories: readonly (DemoCase | undefined)[] = [
    ordered('nothing', classGroup === '1a' ? 'overdue' : isEven ? 'due_soon' : 1),
    ordered('nothing', level % 4, isEven ? 'journal' : 'mailbox'),
    ordered('issue', 8, isEven ? 'portal' : 'journal'),
    ordered('issue', 6),
    isEven ? ordered('approve', 3, 'paper') : undefined,
    withoutPortrait(2 + (level % 4), isEven ? 'portal' : 'paper'),
    level % 3 === 0 ? ordered('refuse', 5, 'mailbox') : undefined,
    { paperId: 'none', order: undefined },
    classGroup === '6a' || classGroup === '7b' ? ordered('objection', 4) : undefined,
    classGroup === '3a' ? ordered('nothing', 1, 'api') : undefined,
  ];
  return stories[number] ?? NO_ORDER;
}
