/** design.md section 4: the states of an order. */
export const orderStates = [
  'received',
  'incomplete',
  'to_check',
  'accepted',
  'issued',
  'closed',
  'refused',
  'withdrawn',
] as const;
export type OrderState = (typeof orderStates)[number];

/** How an order came in. */
export const orderChannels = ['journal', 'mailbox', 'paper', 'portal', 'api', 'desk'] as const;
export type OrderChannel = (typeof orderChannels)[number];

/** A way to order that a school keeps open or closed (rules.md O3). */
export type Door = 'journal' | 'mailbox' | 'paper';

/** Through which door an order came. At the desk the office itself decides: that is no door. */
export function doorOf(channel: OrderChannel): Door | undefined {
  switch (channel) {
    case 'portal':
    case 'api':
    case 'journal':
      return 'journal';
    case 'mailbox':
      return 'mailbox';
    case 'paper':
      return 'paper';
    case 'desk':
      return undefined;
  }
}

/** What an order still waits for (rules.md O1). */
export const orderParts = ['portrait', 'application', 'paper_id'] as const;
export type MissingPart = (typeof orderParts)[number];

/** From which state an order may come to a state; everything else is a conflict. */
export const orderComesFrom: Readonly<Record<OrderState, readonly OrderState[]>> = {
  received: [],
  incomplete: ['received', 'to_check'],
  to_check: ['received', 'incomplete'],
  accepted: ['received', 'to_check'],
  issued: ['accepted'],
  closed: ['accepted', 'issued'],
  refused: ['received', 'incomplete', 'to_check'],
  withdrawn: ['received', 'incomplete', 'to_check', 'accepted', 'issued'],
};

/** Nobody has decided yet. */
export const undecidedOrderStates = ['received', 'incomplete', 'to_check'] as const satisfies OrderState[];

/** States in which somebody still works on the order; a pupil has at most one such order. */
export const openOrderStates = [...undecidedOrderStates, 'accepted'] as const satisfies OrderState[];

/** States of an order whose right to activate stands and waits for a phone. */
export const waitingOrderStates = ['accepted', 'issued'] as const satisfies OrderState[];

/** Everything before its end: open, or with a phone that is waited for. */
export const standingOrderStates = [...openOrderStates, 'issued'] as const satisfies OrderState[];

/** States in which the deadline counts (rules.md O2); an order that waits for a part has a stopped clock. */
export const tickingOrderStates = ['received', 'to_check', 'accepted'] as const satisfies OrderState[];

/** @param states one of the sets above */
export function isOneOf<State extends OrderState>(
  states: readonly State[],
  state: OrderState,
): state is State {
  return (states as readonly OrderState[]).includes(state);
}

/** What is known about the parts of an order. */
export type OrderParts = {
  /** A portrait that waits or was accepted. */
  readonly hasPortrait: boolean;
  readonly hasValidPaperId: boolean;
  /** The school asks for a form, and it is not there. */
  readonly applicationMissing: boolean;
};

/** rules.md O1: the parts that are not there, in the order in which a family is told. */
export function missingParts(parts: OrderParts): MissingPart[] {
  const missing: MissingPart[] = [];
  if (!parts.hasPortrait) missing.push('portrait');
  if (parts.applicationMissing) missing.push('application');
  if (!parts.hasValidPaperId) missing.push('paper_id');
  return missing;
}

/** rules.md O1, O2: an order with everything there goes to the office's check, another one waits. */
export function stateOfParts(missing: readonly MissingPart[]): 'incomplete' | 'to_check' {
  return missing.length === 0 ? 'to_check' : 'incomplete';
}
