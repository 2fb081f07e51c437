/** Which stories the demo's pupils have: every state of an order, and IDs in phones that stand and that are suspended. */

export type DemoCase = {
  readonly paperId: 'valid' | 'none' | 'expired';
  readonly order: DemoOrder | undefined;
};

export type DemoOrder = {
  readonly channel: 'portal' | 'journal' | 'mailbox' | 'paper' | 'desk' | 'api';
  readonly hasPortrait: boolean;
  /** What the office did with it. */
  readonly outcome:
    | 'nothing'
    | 'refuse_portrait'
    | 'refuse'
    | 'approve'
    | 'issue'
    | 'objection'
    | PhoneOutcome;
  /** How long ago it came: days, or so that the deadline is near or past. */
  readonly came: number | 'due_soon' | 'overdue';
};

/** The ID is in a phone: it stands, the office suspended it, or the family did with the lock code. */
export type PhoneOutcome = 'phone' | 'phone_suspended' | 'phone_lost';

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

function inPhone(classGroup: string): DemoOrder['outcome'] {
  if (classGroup === '8a') return 'phone_suspended';
  if (classGroup === '7a') return 'phone_lost';
  return Number(classGroup[0]) % 2 === 0 ? 'phone' : 'issue';
}

/** The story of the n-th pupil of a class who is not a special one. */
export function caseOfPlace(classGroup: string, number: number): DemoCase {
  const level = Number(classGroup[0]);
  const isEven = level % 2 === 0;
  const stories: readonly (DemoCase | undefined)[] = [
    ordered('nothing', classGroup === '1a' ? 'overdue' : isEven ? 'due_soon' : 1),
    ordered('nothing', level % 4, isEven ? 'journal' : 'mailbox'),
    ordered('issue', 8, isEven ? 'portal' : 'journal'),
    ordered(inPhone(classGroup), 6),
    isEven ? ordered('approve', 3, 'paper') : undefined,
    withoutPortrait(2 + (level % 4), isEven ? 'portal' : 'paper'),
    level % 3 === 0 ? ordered('refuse', 5, 'mailbox') : undefined,
    { paperId: 'none', order: undefined },
    classGroup === '6a' || classGroup === '7b' ? ordered('objection', 4) : undefined,
    classGroup === '3a' ? ordered('nothing', 1, 'api') : undefined,
  ];
  return stories[number] ?? NO_ORDER;
}
